"""The values of aggregates: exact, or a fault."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from itertools import chain
from typing import Any, TypeGuard

from licet.errors import EngineFault
from licet.logic.relations import canonical
from licet.logic.value_order import below
from licet.logic.values import UNKNOWN, Row, Value

__all__ = ["aggregate", "fold"]


def aggregate(operator: str, values: Sequence[Value]) -> Value:
    """The `sum`, `count`, `min` or `max` of the values, of which there is one for each distinct binding (at least one).

    Raises:
        EngineFault: a value is UNKNOWN, a sum is over what is not a number, or values of different types are ordered.
    """
    if UNKNOWN in values:
        raise EngineFault(f"`{operator}` over a value that is not known")
    if operator == "count":
        return len(values)
    if operator == "sum":
        return _sum(values)
    if operator not in ("min", "max"):
        raise EngineFault(f"no such aggregate: {operator}")
    best = values[0]
    for value in values:
        first, second = (value, best) if operator == "min" else (best, value)
        if below(first, second):
            best = value
        elif not below(second, first, True):
            raise EngineFault(f"`{operator}` over values of different types")
    return best


def fold(operator: str, bindings: Collection[Row]) -> Value:
    """The aggregate of the first value of each binding.

    Raises:
        EngineFault: as `aggregate` does, and where any value of a binding is UNKNOWN.
    """
    if UNKNOWN in chain.from_iterable(bindings):
        raise EngineFault(f"`{operator}` over a value that is not known")
    return aggregate(operator, [binding[0] for binding in bindings])


def _sum(values: Sequence[Any]) -> int | Decimal:
    if {*map(type, values)} == {int}:
        whole: int = sum(values)
        return whole
    whole = 0
    parts: list[Decimal] = []
    for value in values:
        if _is_decimal(value):
            parts.append(value)
        elif isinstance(value, int):
            whole += value
        else:
            raise EngineFault("`sum` over values that are not numbers")
    if not parts:
        return whole
    exact = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
    total = Decimal(whole)
    for part in parts:
        total = exact.add(total, part)
    number = canonical(total)
    assert isinstance(number, (int, Decimal))
    return number


def _is_decimal(value: Value) -> TypeGuard[Decimal]:
    return isinstance(value, Decimal)
