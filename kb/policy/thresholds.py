"""The values at which an unknown number, date or month can change an answer.

A number that nobody knows can be anything, and trying all values is out of the question. But rules only compare, so
values between two neighbouring constants lead to the same answer, and one of them stands for all. With

    rule large(Org)
      when users(Org) = N
       and N > 700 million

the users of an organization matter at 700 million and nowhere else: 699,999,999, 700,000,000 and 700,000,001 do.
(The stretches between constants are the cells of a dense order; see Kanellakis, Kuper and Revesz, "Constraint query
languages", 1995.) Which constants a value can meet is found from the rules alone. The value is followed from the last
argument of its relation (a *column*) to wherever rules pass it on, and on the way

- it meets constants that it is compared with: these are cuts, and the operator says on which side the difference lies;
- it meets other columns that it is compared or joined with, whose stated and derived values are cuts as well;
- it becomes part of a sum. The sum is followed as a value of its own. The part itself then has no cuts of its own
  making: what matters is what the other parts leave of those of the sum, so the smallest and the largest choice of
  the parts show all that the sum can do, as long as the sum is cut once;
- it gets where nothing can be told any more, such as a calculation, the days of a month, or a comparison with what
  another unknown value makes. Then it is *endless*: no finite choice of values stands for all, and the answer stays
  unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Decimal, localcontext
from itertools import pairwise
from math import floor

from msgspec import Struct

from licet.logic.ir import BEGINNINGS, Comparison, Const, Literal, Operation, Rule, Term, Var, named
from licet.logic.values import Month, Value, sort_key
from licet.policy import relation_names as called

__all__ = ["AT_ODDS", "Column", "Reach", "further", "representatives", "thresholds"]

AT_ODDS = "at_odds"
"""The relation of a use and of why what is stated of it, or of whoever makes it, cannot all be so. It is asked only of
what is certain, where no value is unknown; so what its rules compare splits no cells."""

_SPLITS = {">": "above", "<=": "above", "<": "below", ">=": "below"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Column(Struct, frozen=True, order=True, array_like=True):
    """One argument of a relation; `arity` is that of the relation."""

    relation: str
    index: int
    arity: int


class Reach(Struct, frozen=True, array_like=True):
    """What a value can meet.

    Attributes:
        columns: where it can stand.
        cuts: the constants it is compared with, and on which side of the constant the difference lies.
        met: columns whose values it is compared or joined with.
        sums: what the result of each sum that it is a part of can meet.
        endless: whether no finite choice of values stands for all, whatever it meets.
    """

    columns: frozenset[Column]
    cuts: frozenset[tuple[Value, str]] = frozenset()
    met: frozenset[Column] = frozenset()
    sums: frozenset[Column] = frozenset()
    endless: bool = False

    @property
    def constants(self) -> frozenset[Value]:
        """The constants it is compared with."""
        return frozenset(value for value, _ in self.cuts)


def thresholds(rules: Iterable[Rule], starts: Mapping[str, int]) -> Mapping[str, tuple[Reach, ...]]:
    """What the value of each functional relation can meet: itself, and every sum that it is a part of.

    Args:
        rules: the two-valued program.
        starts: the functional relations with their arities.
    """
    return further({name: (Reach(frozenset({Column(name, n - 1, n)})),) for name, n in starts.items()}, rules)


def further(known: Mapping[str, tuple[Reach, ...]], rules: Iterable[Rule]) -> Mapping[str, tuple[Reach, ...]]:
    """What the values can meet when rules are added whose conclusions no known rule uses."""
    users: dict[str, list[Rule]] = {}
    for rule in rules:
        read = {item.relation for item in rule.body if isinstance(item, Literal)}
        for relation in read if rule.head.relation != AT_ODDS else ():
            users.setdefault(relation, []).append(rule)
    return {name: tuple(_followed(reaches, users)) for name, reaches in known.items()}


def _followed(reaches: Iterable[Reach], users: Mapping[str, list[Rule]]) -> Iterator[Reach]:
    """The reaches, and those of the sums that they turn out to be parts of."""
    waiting = list(reaches)
    summed = {column for reach in waiting[1:] for column in reach.columns}
    for reach in waiting:
        grown = _grown(reach, users)
        yield grown
        for column in sorted(grown.sums - summed):
            summed.add(column)
            waiting.append(Reach(frozenset({column})))


def _grown(reach: Reach, users: Mapping[str, list[Rule]]) -> Reach:
    columns, cuts, met, sums = set(reach.columns), set(reach.cuts), set(reach.met), set(reach.sums)
    endless = reach.endless
    waiting = sorted(columns)
    while waiting:
        column = waiting.pop()
        for rule in users.get(column.relation, ()):
            step = _Step(rule, column)
            cuts |= step.cuts
            met |= step.met
            sums |= step.sums
            endless = endless or step.endless
            waiting.extend(step.columns - columns)
            columns |= step.columns
    return Reach(frozenset(columns), frozenset(cuts), frozenset(met), frozenset(sums), endless)


class _Step:
    """What a value that stands in a column meets in one rule."""

    def __init__(self, rule: Rule, column: Column) -> None:
        self.rule = rule
        self.columns: set[Column] = set()
        self.cuts: set[tuple[Value, str]] = set()
        self.met: set[Column] = set()
        self.sums: set[Column] = set()
        self.endless = False
        places = [
            (number, item.arguments[column.index])
            for number, item in enumerate(rule.body)
            if isinstance(item, Literal) and item.relation == column.relation
        ]
        for number, argument in places:
            if isinstance(argument, Const):
                self._cut(argument.value, "=")
            elif not argument.anonymous:
                self._follow(argument, (number, column.index))

    def _cut(self, value: Value, operator: str) -> None:
        sides = (_SPLITS[operator],) if operator in _SPLITS else ("above", "below")
        self.cuts.update((value, side) for side in sides)

    def _follow(self, variable: Var, place: tuple[int, int]) -> None:
        """Where the variable goes from its place, as (number in the body, index of the argument)."""
        same = self._equals(variable)
        for number, item in enumerate(self.rule.body):
            if isinstance(item, Comparison):
                for side, operator, other in _sides(item):
                    if side in same and operator in BEGINNINGS:
                        self.endless = True
                    elif side in same:
                        self._compare(operator, other, same)
                    elif isinstance(side, Operation) and same.intersection(map(Var, named((side,)))):
                        self.endless = True
            else:
                self.endless = self.endless or (item.relation == called.MONTH and item.arguments[0] in same)
                self.met.update(
                    Column(item.relation, index, len(item.arguments))
                    for index, argument in enumerate(item.arguments)
                    if argument in same and (number, index) != place
                )
        head, aggregate = self.rule.head, self.rule.aggregate
        last = len(head.arguments) - 1
        for index, argument in enumerate(head.arguments):
            if argument in same and not (aggregate is not None and index == last):
                self.columns.add(Column(head.relation, index, last + 1))
        if aggregate is not None:
            result = Column(head.relation, last, last + 1)
            self._aggregate(aggregate.operator, aggregate.variable in same, result, place[0])

    def _equals(self, variable: Var) -> set[Term]:
        """The variable, and those that only an equality with it binds."""
        bound = {
            a
            for i in self.rule.body
            if isinstance(i, Literal) and not i.negated
            for a in i.arguments
            if isinstance(a, Var)
        }
        beside: dict[Term, list[Term]] = {}
        for item in self.rule.body:
            if isinstance(item, Comparison) and item.operator == "=":
                for side, _, other in _sides(item):
                    beside.setdefault(side, []).append(other)
        same: set[Term] = {variable}
        waiting: list[Term] = [variable]
        while waiting:
            for other in beside.get(waiting.pop(), ()):
                if isinstance(other, Var) and other not in bound and other not in same:
                    same.add(other)
                    waiting.append(other)
        return same

    def _compare(self, operator: str, other: Term, same: set[Term]) -> None:
        if isinstance(other, Const):
            self._cut(other.value, operator)
        elif other not in same:
            found = {
                Column(item.relation, index, len(item.arguments))
                for item in self.rule.body
                if isinstance(item, Literal) and not item.negated
                for index, argument in enumerate(item.arguments)
                if argument == other
            }
            self.met |= found
            self.endless = self.endless or not found

    def _aggregate(self, operator: str, is_part: bool, result: Column, number: int) -> None:
        """A sum or count over a relation with anonymous arguments tells equal values from different ones."""
        literal = self.rule.body[number]
        assert isinstance(literal, Literal)
        merged = any(isinstance(a, Var) and a.anonymous for a in literal.arguments)
        if operator in ("sum", "count") and merged:
            self.endless = True
        if is_part and operator == "sum":
            self.sums.add(result)
        elif is_part and operator in ("min", "max"):
            self.columns.add(result)


def _sides(comparison: Comparison) -> Iterator[tuple[Term, str, Term]]:
    """The comparison, read from the left and from the right."""
    yield comparison.left, comparison.operator, comparison.right
    operator = _MIRRORED.get(comparison.operator, comparison.operator)
    yield comparison.right, operator, comparison.left


def representatives(kind: str, constants: Iterable[Value]) -> tuple[Value, ...] | None:
    """One value from each stretch between thresholds, and the thresholds themselves, in order.

    Args:
        kind: the kind of the value.
        constants: the thresholds.

    Returns:
        None when no finite choice of values stands for all.
    """
    ordered = sorted(set(constants), key=sort_key)
    values: list[Value] = []
    match kind:
        case "count":
            numbers = [v for v in ordered if isinstance(v, (int, Decimal))]
            whole = [w + by for w in map(floor, numbers) for by in (-1, 0, 1)]
            values = [0, *(w for w in whole if w > 0)] if numbers else []
        case "number":
            numbers = [v for v in ordered if isinstance(v, (int, Decimal))]
            values = [*numbers, *(_between(a, b) for a, b in pairwise(numbers))]
            values += [_between(numbers[0], numbers[0]) - 1, _between(numbers[-1], numbers[-1]) + 1] if numbers else []
        case "date":
            days = [v for v in ordered if isinstance(v, date)]
            values = [date.fromordinal(n) for v in days for n in _near(v.toordinal(), date.max.toordinal())]
        case "month":
            months = [v.year * 12 + v.month - 12 for v in ordered if isinstance(v, Month)]
            values = [Month((n - 1) // 12 + 1, (n - 1) % 12 + 1) for m in months for n in _near(m, 9999 * 12)]
    return tuple(sorted(set(values), key=sort_key)) or None


def _between(low: int | Decimal, high: int | Decimal) -> Decimal:
    """The number halfway, exactly."""
    with localcontext(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN):
        return (Decimal(low) + Decimal(high)) * Decimal("0.5")


def _near(number: int, most: int) -> Iterator[int]:
    return (n for n in (number - 1, number, number + 1) if 1 <= n <= most)
