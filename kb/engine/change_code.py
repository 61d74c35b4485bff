"""The functions that carry changes through rules: from changed rows to conclusions, and from conclusions to reasons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from msgspec.structs import replace

from licet.engine.code import Emitter, Scope, tuple_text
from licet.engine.joining import is_single
from licet.engine.plan import Planner, Scan, Step
from licet.engine.stored import Store
from licet.logic.ir import Argument, Const, Literal, Var
from licet.logic.normal_form import NormalRule

__all__ = ["Reach", "Support", "reach", "support", "totals"]

Reach = Callable[[Iterable[Any], dict[Any, None]], None]
"""From rows of a literal to the conclusions of a rule, or to the groups of its aggregate, which it enters."""
Support = Callable[[Any, float], bool]
"""Whether a rule concludes a row, from rows of its own component of ranks below a bound."""


def reach(store: Store, rule: NormalRule, literal: Literal, loose: bool) -> Reach:
    """What a rule can conclude from given rows of one of its literals, positive or negated.

    Args:
        loose: whatever its negated literals say.
    """
    tests = tuple(t for t in rule.tests if not (loose and isinstance(t, Literal)))
    others = (p for p in rule.positives if p is not literal)
    first = Literal(literal.relation, literal.arguments)
    return _Writer(store).reach(replace(rule, positives=(first, *others), tests=tests))


def support(store: Store, rule: NormalRule, inside: Collection[str]) -> Support:
    """Whether a rule concludes a row.

    Args:
        inside: the relations of its component, where that is recursive.
    """
    fresh = count()

    def named(literal: Literal) -> Literal:
        if literal.relation not in inside:
            return literal
        arguments = (Var(f".{next(fresh)}") if isinstance(a, Var) and a.anonymous else a for a in literal.arguments)
        return Literal(literal.relation, tuple(arguments))

    return _Writer(store, inside).support(replace(rule, positives=tuple(map(named, rule.positives))))


def totals(store: Store, rule: NormalRule) -> Reach:
    """From a group to its row, if it has one, for a rule with an aggregate."""
    return _Writer(store).totals(rule)


class _Writer(Emitter):
    """Writes one function. Rows of the relations `inside` count where their rank is below `bound`."""

    def __init__(self, store: Store, inside: Collection[str] = ()) -> None:
        super().__init__(Planner(store.fanout, inside))
        self.store = store
        self.inside = inside

    def reach(self, rule: NormalRule) -> Reach:
        self.frame = ("out",)
        first, rest = self.planner.plan_after(rule, 0, rule.head)
        with self.function("found", ("given", "out")), self.loop(first.literal, first.pattern, "given", {}) as scope:
            self.walk(rest, scope, lambda inner: self.row(self._values(rule.head, inner)))
        found: Reach = self.finish(f"<from {first.literal.relation}>")["found"]
        return found

    def support(self, rule: NormalRule) -> Support:
        self.frame, self.forward = ("bound",), "if {call}: return True"
        needed = [a for p in rule.positives if p.relation in self.inside for a in p.arguments]
        with self.function("found", ("row", "bound")):
            scope, conditions = self._unpack(rule, "row")
            with self.guard(conditions):
                steps = self.planner.plan(rule, scope, needed, True)
                self.walk(steps, scope, lambda _: self.line("return True"))
            self.line("return False")
        found: Support = self.finish(f"<for {rule.relation}>")["found"]
        return found

    def totals(self, rule: NormalRule) -> Reach:
        self.frame = ("out",)
        with self.function("found", ("group", "out")):
            scope, conditions = self._unpack(rule, "group")
            with self.guard(conditions):
                self.aggregate(rule, scope, {})
        found: Reach = self.finish(f"<totals of {rule.relation}>")["found"]
        return found

    def row(self, parts: Mapping[int, str]) -> None:
        self.line(f"out[{self.tuple(parts[i] for i in range(len(parts)))}] = None")

    def rows(self, literal: Literal, pattern: str, scope: Scope) -> str:
        if "b" not in pattern:
            return self.named(self.store.relations[literal.relation])
        return f"{self._index(literal, pattern)}.get({self.key(literal, pattern, scope)}, ())"

    def exists(self, literal: Literal, pattern: str, scope: Scope) -> str:
        rows = self.named(self.store.relations[literal.relation])
        if "_" in pattern and "b" not in pattern:
            return rows
        key = self.key(literal, pattern, scope)
        if "_" in pattern:
            return f"({key} in {self._index(literal, pattern)})"
        if self._is_ranked(literal):
            return f"({rows}.get({key}, bound) < bound)"
        return f"({key} in {rows})"

    def scan(self, scan: Scan, rest: Sequence[Step], scope: Scope, leaf: Callable[[Scope], None]) -> None:
        literal, pattern = scan.literal, scan.pattern
        single = is_single(len(pattern), _bound(pattern))
        with self.loop(literal, pattern, self.rows(literal, pattern, scope), scope, single) as inner:
            row = tuple_text(self._values(literal.arguments, inner).values()) if self._is_ranked(literal) else ""
            with self.guard([f"{self.named(self.store.relations[literal.relation])}[{row}] < bound"] if row else []):
                self.walk(rest, inner, leaf)

    def _is_ranked(self, literal: Literal) -> bool:
        return literal.relation in self.inside and not literal.negated

    def _values(self, arguments: Iterable[Argument], scope: Scope) -> dict[int, str]:
        return {i: self.read(argument, scope) for i, argument in enumerate(arguments)}

    def _unpack(self, rule: NormalRule, row: str) -> tuple[Scope, list[str]]:
        """The names of the values of the head in a row, and what must be true of them."""
        names = [self.name() for _ in rule.head]
        scope: dict[Var, str] = {}
        conditions = []
        for name, argument in zip(names, rule.head, strict=True):
            if isinstance(argument, Const) or argument in scope:
                conditions.append(f"{name} == {self.read(argument, scope)}")
            else:
                scope[argument] = name
        self.line(f"{tuple_text(names)} = {row}")
        return scope, conditions

    def _index(self, literal: Literal, pattern: str) -> str:
        return self.named(self.store.index(literal.relation, _bound(pattern)))


def _bound(pattern: str) -> tuple[int, ...]:
    return tuple(i for i, letter in enumerate(pattern) if letter == "b")
