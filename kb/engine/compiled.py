"""A program made ready for goal-directed evaluation, shared by every solver over it.

Each slot (`licet.engine.slots`) has a place in the state of a solver. Its rules are followed (`licet.engine.following`)
until a function that is generated for it pays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, cast
from typing import Literal as Only

from msgspec import Struct

from licet.engine.deferred import Deferred
from licet.engine.slots import SLOT_WIDTH, Slot
from licet.errors import EngineFault
from licet.logic.cases import Cases, cases_of
from licet.logic.dependencies import closure, dependencies
from licet.logic.ir import Fact, Literal, Program, Rule
from licet.logic.relations import Index, canonical_row, earlier, index_rows
from licet.logic.stated import Facts, arities_of, rows_of
from licet.logic.strata import Component, NegativeCycle, stratify
from licet.logic.values import Row

if TYPE_CHECKING:
    from licet.logic.normal_form import NormalRule

__all__ = ["BARE", "CompiledProgram", "Dependencies", "Relations", "compile_program"]

BARE: Final = 0
"""What stands for a stated fact of which nothing but the row is known: the rank of all that are stated."""

Stated = Fact | Only[0]
_NESTING = 80
_GUESS = 64
_PATIENCE = 16


class Relations(Struct, frozen=True, array_like=True):
    """The relations of a program.

    Attributes:
        derived: those that rules conclude.
        arities: the number of arguments of every relation that is declared or occurs.
        closed: whether the program declares its relations, so that others are errors.
        landings: relations that are computed in full before one far above them is asked for, so that however many
            relations depend on each other in a row, calls nest only so deep.
    """

    derived: frozenset[str]
    arities: Mapping[str, int]
    closed: bool
    landings: tuple[str, ...]


class Dependencies(Struct, frozen=True, array_like=True):
    """How the relations of a program depend on each other.

    Attributes:
        components: the relations in the order of evaluation.
        siblings: the relations of the recursive component of each recursive relation.
        users, uses: which relations use a relation in their rules, and which it uses.
    """

    components: tuple[Component, ...]
    siblings: Mapping[str, frozenset[str]]
    users: Mapping[str, frozenset[str]]
    uses: Mapping[str, frozenset[str]]


class CompiledProgram:
    """Rules and facts with everything that evaluating them needs and that no question changes.

    Attributes:
        program: what it was made from.
        facts: the stated facts, by relation and row; `BARE` in the place of one of which nothing but the row is known.
        rules: the rules of each relation, sorted by id.
        relations: what relations it has; `derived`, `arities` and `landings` are among that.
        dependencies: how they depend on each other.
        patience: how many subgoals of a slot are answered by following its rules before a function is written for it.
    """

    def __init__(
        self,
        program: Deferred[Program],
        facts: Iterable[Fact],
        relations: Relations,
        dependencies: Deferred[Dependencies],
        rules: Mapping[str, tuple[Rule, ...]] | None = None,
        patience: int = _PATIENCE,
    ) -> None:
        self.program = program
        self.patience = patience
        self.facts = _group_facts(facts)
        placed = {fact.relation for fact in (facts.placed if isinstance(facts, Facts) else ())}
        self._bare = frozenset(rows_of(facts)) - placed - relations.derived
        self.relations = relations
        self.dependencies = dependencies
        self.derived = relations.derived
        self.arities = relations.arities
        self.landings = relations.landings
        self.slots: list[Slot] = []
        self.lock = RLock()
        self._rules = rules
        self._normal: dict[str, tuple[NormalRule, ...]] = {}
        self._numbers: dict[tuple[str, str, bool], Slot] = {}
        self._code: dict[int, tuple[Any, Any]] = {}
        self._indexes: dict[tuple[str, tuple[int, ...]], Index] = {}
        self._fanouts: dict[tuple[str, tuple[int, ...]], int] = {}
        self._spared: dict[frozenset[str], frozenset[str]] = {}
        self._below: dict[str, tuple[str, ...]] = {}

    @property
    def siblings(self) -> Mapping[str, frozenset[str]]:
        """The relations of the recursive component of each recursive relation."""
        return self.dependencies.get().siblings

    @property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules of each relation, sorted by id."""
        if self._rules is None:
            rules: dict[str, list[Rule]] = {}
            for rule in sorted(self.program.get().rules, key=lambda rule: rule.id):
                rules.setdefault(rule.head.relation, []).append(rule)
            self._rules = {relation: tuple(found) for relation, found in rules.items()}
        return self._rules

    def fact(self, relation: str, row: Row) -> Fact | None:
        """The stated fact, if there is one."""
        found = self.facts.get(relation, {}).get(row)
        return Fact(relation, row) if found == BARE else found

    def ranked(self, relation: str) -> dict[Row, int] | None:
        """The rows of a relation of which there is nothing else, each with its rank; not to be changed."""
        return cast("dict[Row, int]", self.facts[relation]) if relation in self._bare else None

    def check(self, relation: str, arity: int) -> None:
        """Refuse what is not a relation of the program.

        Raises:
            EngineFault: another number of arguments, or no such relation in a program that declares its relations.
        """
        known = self.arities.get(relation)
        if known is None:
            if self.relations.closed:
                raise EngineFault(f"no relation is called `{relation}`")
        elif known != arity:
            raise EngineFault(f"`{relation}` has {known} arguments, not {arity}")

    def normal(self, relation: str) -> tuple[NormalRule, ...]:
        """The rules of a relation in normal form.

        Raises:
            EngineFault: one is unsafe.
        """
        found = self._normal.get(relation)
        if found is None:
            found = self._normal[relation] = self.normal_form(self.rules.get(relation, ()))
        return found

    def normal_form(self, rules: Sequence[Rule]) -> tuple[NormalRule, ...]:
        """The rules in normal form.

        Raises:
            EngineFault: one is unsafe.
        """
        from licet.logic.normal_form import normalize

        return tuple(map(normalize, rules))

    def cases(self, relation: str, positions: tuple[int, ...]) -> Cases | None:
        """The rules of a relation by a constant at one of those positions, where they all have one."""
        return cases_of(self.rules.get(relation, ()), positions)

    def slot(self, relation: str, pattern: str, stated: bool) -> Slot:
        """The slot of that relation and pattern; of its stated rows alone if `stated` or if there are no rules.

        Raises:
            EngineFault: as `check` does.
        """
        found = self._numbers.get((relation, pattern, stated))
        return self._new_slot(relation, pattern, stated) if found is None else found

    def _new_slot(self, relation: str, pattern: str, stated: bool) -> Slot:
        self.check(relation, len(pattern))
        alone = stated or relation not in self.derived
        key = (relation, pattern.replace("_", "f") if alone else pattern, alone)
        with self.lock:
            found = self._numbers.get(key)
            if found is None:
                found = Slot(SLOT_WIDTH * (len(self.slots) + 1), *key)
                self.slots.append(found)
                self._numbers[key] = found
            self._numbers[relation, pattern, stated] = found
        return found

    def code(self, slot: Slot) -> tuple[Any, Any]:
        """The functions of a slot of answers: the one that computes them, and for a recursive relation the one that
        starts the evaluation of a subgoal."""
        found = self._code.get(slot.number)
        if found is None:
            with self.lock:
                found = self._code.get(slot.number)
                if found is None:
                    found = self.place(slot, self._functions(slot))
        return found

    def place(self, slot: Slot, functions: Mapping[str, Any]) -> tuple[Any, Any]:
        """Take functions, called `compute` and `start`, for those of a slot of answers, as `code` gives them."""
        compute = functions["compute"]
        if slot.relation in self.landings and slot.pattern.strip("f"):
            from licet.engine.tabling import from_all

            compute = from_all(self.slot(slot.relation, "f" * len(slot.pattern), False), slot)
        found = self._code[slot.number] = compute, functions.get("start")
        return found

    def _functions(self, slot: Slot) -> Mapping[str, Any]:
        from licet.engine.following import followed
        from licet.engine.goal_code import generate

        return followed(self, slot, self.patience) if self.patience else generate(self, slot)

    def index(self, relation: str, positions: tuple[int, ...]) -> Index:
        """The stated rows by their values at those positions."""
        found = self._indexes.get((relation, positions))
        if found is None:
            found = index_rows(self.facts.get(relation, {}), positions)
            self._indexes[relation, positions] = found
        return found

    def estimate(self, relation: str, positions: tuple[int, ...]) -> int:
        """About how many rows there are for one tuple of values: of stated relations the most, of others a guess. That
        one has fewer open arguments than another says nothing of their rows, so among those the first written is first.
        """
        free = self.arities[relation] - len(positions)
        if relation in self.derived:
            return _GUESS if free else 2
        rows = self.facts.get(relation, {})
        if not positions or not free:
            return 1 if not free else len(rows)
        found = self._fanouts.get((relation, positions))
        if found is None:
            found = max(Counter(map(itemgetter(*positions), rows)).values(), default=0)
            self._fanouts[relation, positions] = found
        return found

    def spared(self, changed: frozenset[str]) -> frozenset[str]:
        """The derived relations that depend on none of those: what is stated there can change, and they stay."""
        found = self._spared.get(changed)
        if found is None:
            users = self.dependencies.get().users
            # Those that most depends on first: most sets begin with the same ones.
            names = sorted(changed, key=lambda name: (-len(users.get(name, ())), name))
            found = self.derived
            for count, name in enumerate(names, 1):
                part = frozenset(names[:count])
                if part not in self._spared:
                    self._spared[part] = found - self._reached(name, found)
                found = self._spared[part]
            self._spared[changed] = found
        return found

    def _reached(self, relation: str, among: frozenset[str]) -> set[str]:
        """Those that depend on a relation, itself included, among some of which all others that do are known."""
        users = self.dependencies.get().users
        reached = {relation}
        waiting = [relation]
        while waiting:
            further = [user for user in users.get(waiting.pop(), ()) if user in among and user not in reached]
            reached.update(further)
            waiting += further
        return reached

    def landings_below(self, relation: str) -> tuple[str, ...]:
        """The landings that a relation depends on or is one of, lowest first."""
        found = self._below.get(relation)
        if found is None:
            below = closure([relation], self.dependencies.get().uses)
            found = self._below[relation] = tuple(r for r in self.landings if r in below)
        return found


def compile_program(program: Program, patience: int = _PATIENCE) -> CompiledProgram:
    """Make a program ready for solvers.

    Args:
        program: the program.
        patience: how many subgoals of a slot are answered before a function is written for it.

    Raises:
        EngineFault: the program is not stratified, or a relation occurs with different numbers of arguments. (Rules
            that are unsafe are faults once they are needed.)
    """
    strata = stratify(program)
    if isinstance(strata, NegativeCycle):
        step = strata.steps[0]
        raise EngineFault(f"rule `{step.rule.id}` needs all of `{step.literal.relation}`, which depends on it")
    users, uses = dependencies(program.rules)
    relations = Relations(
        frozenset(rule.head.relation for rule in program.rules),
        _arities(program),
        bool(program.arities),
        _choose_landings(strata.components, uses),
    )
    depending = Dependencies(
        strata.components,
        {r: frozenset(c.relations) for c in strata.components if c.recursive for r in c.relations},
        {relation: frozenset(found) for relation, found in users.items()},
        {relation: frozenset(found) for relation, found in uses.items()},
    )
    return CompiledProgram(Deferred.of(program), program.facts, relations, Deferred.of(depending), None, patience)


def _choose_landings(components: Iterable[Component], uses: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    heights: dict[str, int] = {}
    landings: list[str] = []
    for component in components:
        below = {used for relation in component.relations for used in uses.get(relation, ())}
        height = 1 + max((heights.get(relation, 0) for relation in below), default=0)
        if height >= _NESTING:
            landings.extend(component.relations)
            height = 0
        heights.update(dict.fromkeys(component.relations, height))
    return tuple(landings)


def _group_facts(facts: Iterable[Fact]) -> dict[str, dict[Row, Stated]]:
    """The stated facts by relation and by row in its one form; of repeated ones the first in the order of places."""
    grouped: dict[str, dict[Row, Stated]] = {}
    for relation, rows in rows_of(facts).items():
        grouped[relation] = dict.fromkeys(rows, BARE)
    for fact in facts.placed if isinstance(facts, Facts) else facts:
        row = canonical_row(fact.row)
        known = grouped.setdefault(fact.relation, {})
        before = known.get(row)
        known[row] = earlier(before, fact) if isinstance(before, Fact) else fact
    return grouped


def _arities(program: Program) -> dict[str, int]:
    arities = dict(program.arities)
    literals = [item for rule in program.rules for item in (rule.head, *rule.body) if isinstance(item, Literal)]
    uses = {(literal.relation, len(literal.arguments)) for literal in literals}
    uses.update(arities_of(program.facts))
    for relation, arity in sorted(uses):
        if arities.setdefault(relation, arity) != arity:
            raise EngineFault(f"`{relation}` has {arities[relation]} arguments, not {arity}")
    return arities
