"""The bottom-up engine: the whole perfect model, stratum by stratum, semi-naively.

A relation is a dict from row to rank. Each component gets its rules as generated functions: run once over everything,
and if it is recursive again for every positive literal of the component, with the rows of the last round in its place.
Rounds are synchronous: a row may be in its relation's dict at once, but no rule of the same round reads it. What
rules read of their own component are indexes, which grow between rounds, and ranks. The rows of the last round are
those at the end of the dict.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from licet.engine.code import Emitter, Scope
from licet.engine.collector import collection_paused
from licet.engine.compiled import CompiledProgram, compile_program
from licet.engine.joining import Fanouts, Index, cost, fill, is_single, smallest_first
from licet.engine.model import Model
from licet.engine.plan import Planner, Scan, Step
from licet.errors import LimitExceeded, PolicyTooComplex
from licet.logic.ir import Argument, Const, Literal, Program, Var
from licet.logic.normal_form import NormalRule
from licet.logic.strata import Component
from licet.logic.values import Row

__all__ = ["evaluate", "materialize"]

Relations = dict[str, dict[Row, int]]
_Rule = Callable[..., None]

_GUESS = 10_000
"""So many rows a recursive relation is taken to get."""
_TRIED = 8
"""So many literals are tried as the first of a body."""


def evaluate(program: Program, limit: int | None = None) -> Model:
    """The perfect model of a program. Garbage collection pauses meanwhile.

    Raises:
        EngineFault: the program is not stratified or unsafe, or an aggregate has no value.
        LimitExceeded: more rows than `limit` would be derived.
        PolicyTooComplex: a body with hundreds of literals.
    """
    compiled, relations, _ = materialize(program, limit)
    return Model(compiled, relations)


def materialize(program: Program, limit: int | None = None) -> tuple[CompiledProgram, Relations, int]:
    """A program made ready, the rows of its perfect model with their ranks, and the number of the last round. Raises as
    `evaluate` does."""
    with collection_paused():
        compiled = compile_program(program)
        evaluation = _Evaluation(compiled, limit)
        for component in compiled.dependencies.get().components:
            try:
                evaluation.run(component)
            except RecursionError:
                raise PolicyTooComplex(f"the rules of `{component.relations[0]}` nest too deep") from None
    return compiled, evaluation.relations, evaluation.round


class _Evaluation:
    """The relations so far, and the number of the last round."""

    def __init__(self, program: CompiledProgram, limit: int | None) -> None:
        self.program = program
        self.limit = limit
        self.room = sys.maxsize if limit is None else limit
        self.round = 0
        self.relations: Relations = {
            relation: program.ranked(relation) or dict.fromkeys(program.facts.get(relation, ()), 0)
            for relation in dict.fromkeys((*program.facts, *program.arities))
        }
        self.indexes: dict[tuple[str, tuple[int, ...]], Index] = {}
        self._fanouts = Fanouts()

    def run(self, component: Component) -> None:
        """Derive all rows of a component."""
        rules = [rule for relation in component.relations for rule in self.program.normal(relation)]
        if not rules:
            return
        emitter = _Emitter(self, component)
        emitter.write(rules)
        names = emitter.finish(f"<{component.relations[0]}>")
        known = {relation: len(self.relations[relation]) for relation in emitter.inside}
        self.round += 1
        for number, rule in enumerate(rules):
            self._apply(rule.relation, names[f"all{number}"])
        while last := self._newest(known):
            for relation, rows in last.items():
                for positions, index in emitter.own[relation].items():
                    fill(index, rows, positions, self.program.arities[relation])
            self.round += 1
            for function, head, relation in emitter.steps:
                if relation in last:
                    self._apply(head, names[function], last[relation])
        for relation, positions in tuple(self.indexes):
            if relation in emitter.inside and positions not in emitter.own[relation]:
                del self.indexes[relation, positions]

    def index(self, relation: str, positions: tuple[int, ...]) -> Index:
        """The rows so far by their values at some positions."""
        found = self.indexes.get((relation, positions))
        if found is None:
            found = self.indexes[relation, positions] = defaultdict(list)
            fill(found, self.relations[relation], positions, self.program.arities[relation])
        return found

    def size(self, relation: str) -> int:
        """How many rows there are so far."""
        return len(self.relations[relation])

    def is_indexed(self, relation: str, positions: tuple[int, ...]) -> bool:
        """Whether the index is there already."""
        return (relation, positions) in self.indexes

    def fanout(self, relation: str, positions: tuple[int, ...]) -> float:
        """About how many rows of a relation that is complete there are for one tuple of values at those positions."""
        return self._fanouts.of(relation, self.relations[relation], positions)

    def _newest(self, known: dict[str, int]) -> dict[str, list[Row]]:
        """The rows that relations got since they had as many as are known; dicts keep them at the end."""
        found = {}
        for relation, size in known.items():
            rows = self.relations[relation]
            if len(rows) > size:
                found[relation] = list(islice(reversed(rows), len(rows) - size))
                known[relation] = len(rows)
        return found

    def overflow(self) -> None:
        """Refuse to go on."""
        raise LimitExceeded(f"more than {self.limit:_} rows were derived")

    def _apply(self, head: str, function: _Rule, *rows: Sequence[Row]) -> None:
        target = self.relations[head]
        before = len(target)
        function(self.round, before + self.room, *rows)
        self.room -= len(target) - before
        if self.room < 0:
            self.overflow()


class _Emitter(Emitter):
    """Writes the rules of one component.

    `inside` are its relations if they are recursive, `steps` the functions for later rounds (name, relation of the
    head, relation whose newest rows they are given) and `own` the indexes over the component that those read.
    """

    def __init__(self, evaluation: _Evaluation, component: Component) -> None:
        super().__init__(Planner(self._estimate))
        self.evaluation = evaluation
        self.inside = frozenset(component.relations) if component.recursive else frozenset()
        self.own: dict[str, dict[tuple[int, ...], Index]] = {relation: {} for relation in self.inside}
        self.steps: list[tuple[str, str, str]] = []
        self.frame = ("now", "room")
        self.constants["overflow"] = evaluation.overflow
        self._rule: NormalRule
        self._later = False

    def write(self, rules: Sequence[NormalRule]) -> None:
        """Write a function over all rows for each rule, and one for each of its literals that may get new ones."""
        for number, rule in enumerate(rules):
            self._rule = rule
            self._later = False
            with self.function(f"all{number}", self.frame):
                if rule.operator is not None:
                    self.aggregate(rule, {}, {})
                elif self._copies(rule):
                    rows = self.evaluation.relations[rule.relation]
                    source = self.named(self.evaluation.relations[rule.positives[0].relation])
                    self.line(f"{self.named(rows)}.update(dict.fromkeys({source}, now))")
                else:
                    self._conclude(self.order(rule, {}, rule.head), {})
                self.line("return None")
            self._later = True
            for position, literal in enumerate(rule.positives):
                if literal.relation in self.inside:
                    name = f"after{number}_{position}"
                    self.steps.append((name, rule.relation, literal.relation))
                    first, rest = self.planner.plan_after(rule, position, rule.head)
                    with (
                        self.function(name, (*self.frame, "last")),
                        self.loop(literal, first.pattern, "last", {}) as scope,
                    ):
                        self._conclude(rest, scope)

    def order(self, rule: NormalRule, scope: Scope, needed: Iterable[Argument]) -> Sequence[Step]:
        """The cheapest of the orders that begin with one of the first literals, and the planner's own."""
        wanted = tuple(needed)
        orders: list[Sequence[Step]] = [self.planner.plan(rule, scope, wanted)]
        for position, literal in enumerate(rule.positives[:_TRIED]):
            if not any(isinstance(argument, Const) for argument in literal.arguments):
                first, rest = self.planner.plan_after(rule, position, wanted)
                orders.append((first, *rest))
        return smallest_first(min(orders, key=lambda steps: cost(steps, self, rule.head)), self)

    def row(self, parts: Mapping[int, str]) -> None:
        row = self.tuple(parts[i] for i in range(len(parts)))
        rows = self.evaluation.relations[self._rule.relation]
        if self._later or rows:
            self.line(f"{self.named(rows.setdefault)}({row}, now)")
        else:
            self.line(f"{self.named(rows)}[{row}] = now")

    def rows(self, literal: Literal, pattern: str, scope: Scope) -> str:
        relation = literal.relation
        if "b" not in pattern and relation not in self.inside:
            return self.named(self.evaluation.relations[relation])
        return f"{self.named(self._index(relation, pattern).get)}({self.key(literal, pattern, scope)}, ())"

    def exists(self, literal: Literal, pattern: str, scope: Scope) -> str:
        relation = literal.relation
        rows, key = self.evaluation.relations[relation], self.key(literal, pattern, scope)
        if "_" in pattern:
            return f"({key} in {self.named(self._index(relation, pattern))})"
        if relation in self.inside:
            return f"({self.named(rows.get)}({key}, now) < now)"
        return f"({key} in {self.named(rows)})"

    def scan(self, scan: Scan, rest: Sequence[Step], scope: Scope, leaf: Callable[[Scope], None]) -> None:
        literal, pattern = scan.literal, scan.pattern
        single = is_single(len(pattern), _bound(pattern))
        whole = not single and self._reuses(literal)
        with self.loop(literal, pattern, self.rows(literal, pattern, scope), scope, single, whole) as inner:
            self._watch(rest)
            self.walk(rest, inner, leaf)

    def size(self, relation: str) -> int:
        """About how many rows a relation gets."""
        size = self.evaluation.size(relation)
        return max(size, _GUESS) if relation in self.inside else size

    def is_indexed(self, relation: str, positions: tuple[int, ...]) -> bool:
        """Whether the index is there already, or there is nothing yet to enter."""
        return relation in self.inside or self.evaluation.is_indexed(relation, positions)

    def fanout(self, relation: str, positions: tuple[int, ...]) -> float:
        """About how many rows there will be for one tuple of values at those positions."""
        if relation in self.inside:
            return self.size(relation) / 64.0 ** len(positions)
        return self.evaluation.fanout(relation, positions)

    def _conclude(self, steps: Sequence[Step], scope: Scope) -> None:
        self._watch(steps)
        head = self._rule.head
        self.walk(steps, scope, lambda inner: self.row({i: self.read(a, inner) for i, a in enumerate(head)}))

    def _copies(self, rule: NormalRule) -> bool:
        """Whether the rule concludes the rows of another relation as they are, and none was there before."""
        if len(rule.positives) != 1 or rule.tests or rule.definitions or self.evaluation.relations[rule.relation]:
            return False
        (literal,) = rule.positives
        distinct = len({a for a in rule.head if isinstance(a, Var)}) == len(rule.head)
        return distinct and literal.arguments == rule.head and literal.relation not in self.inside

    def _reuses(self, literal: Literal) -> bool:
        """Whether the conclusion, or a literal that is tested, is the same row."""
        rule = self._rule
        tested = (item.arguments for item in (*rule.positives, *rule.tests) if item is not literal)
        return literal.arguments == rule.head or literal.arguments in tested

    def _watch(self, rest: Sequence[Step]) -> None:
        """Stop where a loop in a loop goes past the limit."""
        limited = self.evaluation.limit is not None and "room" in self.frame
        if limited and any(isinstance(step, Scan) for step in rest):
            rows = self.evaluation.relations[self._rule.relation]
            self.line(f"if len({self.named(rows)}) > room: overflow()")

    def _index(self, relation: str, pattern: str) -> Index:
        positions = _bound(pattern)
        index = self.evaluation.index(relation, positions)
        if self._later and relation in self.inside:
            self.own[relation][positions] = index
        return index

    def _estimate(self, relation: str, positions: tuple[int, ...]) -> int:
        return int(self.fanout(relation, positions))


def _bound(pattern: str) -> tuple[int, ...]:
    return tuple(i for i, letter in enumerate(pattern) if letter == "b")
