"""The known values that unknown ones are held against, on the way to some goals.

The possible rows of a doubled program (`licet.policy.kleene`) cover every world. So a comparison of an unknown value
can change whether a goal holds only if it stands in a rule instance of possible rows that the goal can rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from msgspec import Struct

from licet.logic.ir import BEGINNINGS, Comparison, Literal, Operation, Rule, Term
from licet.logic.join import Bindings, instances
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, pattern_under, value_under
from licet.logic.plans import Plans
from licet.logic.values import UNKNOWN, Row, Value
from licet.policy.doubt import Doubt
from licet.policy.relation_names import family_of, split_possible
from licet.policy.thresholds import Column

__all__ = ["Encountered", "encountered"]

_Goal = tuple[str, Pattern]


class Encountered(Struct, frozen=True):
    """The known values that unknown ones are compared with, and the columns (by their relations' own names) whose
    unknown values are compared with other unknown ones; None stands for a column that cannot be told."""

    values: frozenset[Value]
    clashes: frozenset[Column | None]

    def among(self, values: Iterable[Value], columns: Iterable[Column]) -> tuple[Value, ...]:
        """Of the values at which an unknown one could matter, those at which it can matter here; all of them where it
        is compared with other unknown ones.

        Args:
            values: what the rules hold it against anywhere.
            columns: where it can stand.
        """
        everywhere = tuple(values)
        if None in self.clashes or not self.clashes.isdisjoint(columns):
            return everywhere
        return tuple(value for value in everywhere if value in self.values)


def encountered(oracle: Oracle, doubt: Doubt, goals: Iterable[_Goal], plans: Plans) -> Encountered:
    """What unknown values are compared with wherever the goals can rest on it.

    Args:
        oracle: over a doubled program.
        doubt: what is doubled in it.
        goals: patterns of twins (`licet.policy.kleene.possible`).
        plans: what is known of the rules of the program.
    """
    search = _Search(oracle, doubt, plans)
    for relation, pattern in goals:
        search.push(relation, pattern)
    search.run()
    return Encountered(frozenset(search.met), frozenset(search.clashes))


class _Search:
    def __init__(self, oracle: Oracle, doubt: Doubt, plans: Plans) -> None:
        self.oracle = oracle
        self.doubt = doubt
        self.plans = plans
        self.met: set[Value] = set()
        self.clashes: set[Column | None] = set()
        self.seen: set[tuple[str, Row]] = set()
        self.waiting: list[tuple[str, Row]] = []

    def push(self, relation: str, pattern: Pattern) -> bool:
        """Visit the rows that match; return whether there are any."""
        rows = self.oracle.answers(relation, pattern)
        for row in rows:
            if (relation, row) not in self.seen:
                self.seen.add((relation, row))
                self.waiting.append((relation, row))
        return bool(rows)

    def run(self) -> None:
        while self.waiting:
            relation, row = self.waiting.pop()
            rules = self.oracle.rules_for(relation)
            for rule in self.plans.ways(relation, rules).rules_for(row) if rules else ():
                self.visit(rule, row)

    def visit(self, rule: Rule, row: Row) -> None:
        for bindings in instances(self.oracle, rule, row, self.plans.of(rule).join):
            for item in rule.body:
                if isinstance(item, Comparison):
                    self.compare(rule, item, bindings)
                elif item.negated:
                    self.deny(rule, item, bindings)
                elif self.in_doubt(item.relation):
                    self.push(item.relation, pattern_under(item, bindings))

    def compare(self, rule: Rule, item: Comparison, bindings: Bindings) -> None:
        left, right = value_under(item.left, bindings), value_under(item.right, bindings)
        assert left is not None
        assert right is not None
        endless = item.operator in BEGINNINGS or any(isinstance(side, Operation) for side in item.arguments)
        if endless and UNKNOWN in (left, right):
            self.clashes.add(None)
        elif left is UNKNOWN and right is UNKNOWN:
            self.clashes.update(column for side in item.arguments for column in _columns(rule, side))
        elif left is UNKNOWN:
            self.met.add(right)
        elif right is UNKNOWN:
            self.met.add(left)

    def deny(self, rule: Rule, item: Literal, bindings: Bindings) -> None:
        """What is denied may be so in some world: its twin, also where a value of it is unknown."""
        relation = self.doubt.possible(item.relation)
        if not self.in_doubt(relation):
            return
        pattern = pattern_under(item, bindings)
        for widened in _widened(pattern, self.doubt.nullable.get(item.relation, frozenset())):
            if not self.push(relation, widened) or _is_doubtful(rule.head.relation):
                continue
            for argument, known, value in zip(item.arguments, pattern, widened, strict=True):
                if known is UNKNOWN:
                    self.clashes.update(_columns(rule, argument))
                elif known is not None and value is UNKNOWN:
                    self.met.add(known)

    def in_doubt(self, relation: str) -> bool:
        """Whether unknown facts can change the relation."""
        return split_possible(relation)[0] in self.doubt.doubled or _is_doubtful(relation)


def _is_doubtful(relation: str) -> bool:
    return family_of(relation).name == "doubt"


def _columns(rule: Rule, side: Term) -> Iterator[Column | None]:
    """Where in the body of a rule a value stands; None if nowhere."""
    found: list[Column | None] = [
        Column(split_possible(item.relation)[0], index, len(item.arguments))
        for item in rule.body
        if isinstance(item, Literal)
        for index, argument in enumerate(item.arguments)
        if argument == side
    ]
    return iter(found or [None])


def _widened(pattern: Pattern, nulls: Iterable[int]) -> Iterator[Pattern]:
    """The pattern, and those with known values at places that can be unknown replaced by the value nobody knows."""
    places = set(nulls)
    choices = [(v, UNKNOWN) if i in places and v is not None else (v,) for i, v in enumerate(pattern)]
    return product(*choices)
