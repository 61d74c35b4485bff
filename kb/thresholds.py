"""The values at which an unknown number, date or month can change an answer: those it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from licet.ir import Comparison, Const, Literal, Rule, Var
from licet.values import Month, Value, sort_key

__all__ = ["representatives", "thresholds"]


def thresholds(rules: Iterable[Rule]) -> Mapping[tuple[str, int], frozenset[Value]]:
    """For each relation and argument position, the constants that values from there are compared with, however far.

    Args:
        rules: the two-valued program.
    """
    originals = tuple(rules)
    found: dict[tuple[str, int], set[Value]] = {}
    changed = True
    while changed:
        changed = False
        for rule in originals:
            for (relation, position), constants in _flow(rule, found):
                known = found.setdefault((relation, position), set())
                if not constants <= known:
                    known |= constants
                    changed = True
    return {key: frozenset(values) for key, values in found.items() if values}


def _flow(rule: Rule, found: Mapping[tuple[str, int], set[Value]]) -> Iterable[tuple[tuple[str, int], set[Value]]]:
    of_variable: dict[Var, set[Value]] = {}
    for position, argument in enumerate(rule.head.arguments):
        constants = found.get((rule.head.relation, position))
        if isinstance(argument, Var) and constants:
            of_variable.setdefault(argument, set()).update(constants)
    if rule.aggregate is not None:
        result = rule.head.arguments[-1]
        if isinstance(result, Var) and result in of_variable:
            of_variable.setdefault(rule.aggregate.variable, set()).update(of_variable[result])
    pairs = []
    for item in rule.body:
        if isinstance(item, Comparison):
            for side, other in ((item.left, item.right), (item.right, item.left)):
                if isinstance(side, Var) and isinstance(other, Const):
                    of_variable.setdefault(side, set()).add(other.value)
                elif isinstance(side, Var) and isinstance(other, Var):
                    pairs.append((side, other))
    for side, other in pairs:
        of_variable.setdefault(side, set()).update(of_variable.get(other, set()))
    for item in rule.body:
        if isinstance(item, Literal):
            for position, argument in enumerate(item.arguments):
                if isinstance(argument, Const):
                    yield (item.relation, position), {argument.value}
                elif of_variable.get(argument):
                    yield (item.relation, position), of_variable[argument]


def representatives(kind: str, constants: Iterable[Value], names: Iterable[str]) -> tuple[Value, ...] | None:
    """One value from each stretch between thresholds, and the thresholds themselves, in order.

    Args:
        kind: the kind of the value; `names` are its members when it is no value kind.
        constants: the thresholds.

    Returns:
        None when no finite choice of values stands for all.
    """
    ordered = sorted(constants, key=sort_key)
    values: list[Value] = []
    match kind:
        case "count" | "number":
            numbers = [v for v in ordered if isinstance(v, (int, Decimal))]
            for number in numbers:
                values.extend((number - 1, number, number + 1))
            if kind == "number":
                values.extend((a + b) / Decimal(2) for a, b in pairwise(numbers))
            else:
                values = [0, *(v for v in values if isinstance(v, int) and v > 0)]
            if not numbers:
                return None
        case "date":
            days = [v for v in ordered if isinstance(v, date)]
            for day in days:
                values.extend((day - timedelta(days=1), day, day + timedelta(days=1)))
            if not days:
                return None
        case "month":
            months = [v for v in ordered if isinstance(v, Month)]
            for month in months:
                values.extend((_shift(month, -1), month, _shift(month, 1)))
            if not months:
                return None
        case "text" | "symbol":
            return None
        case _:
            values = list(names)
    return tuple(sorted(set(values), key=sort_key))


def _shift(month: Month, by: int) -> Month:
    index = month.year * 12 + month.month - 1 + by
    return Month(index // 12, index % 12 + 1)
