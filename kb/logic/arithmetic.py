"""Numbers calculated from numbers: exact, or a fault."""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal

from licet.errors import EngineFault, PolicyTooComplex
from licet.logic.relations import canonical
from licet.logic.values import UNKNOWN, Value

__all__ = ["MOST_DIGITS", "calculate"]

MOST_DIGITS = 900
"""How many digits a calculated number may have before its decimal point, and how many after it."""

_LARGEST = 10**MOST_DIGITS
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def calculate(operator: str, left: Value, right: Value) -> Value:
    """The value of `left operator right`, operator one of `+ - *`; UNKNOWN where a side is.

    Raises:
        EngineFault: a side is no number, or the operator none of those.
        PolicyTooComplex: the result has more than `MOST_DIGITS` digits on one side of its decimal point.
    """
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if not isinstance(left, (int, Decimal)) or not isinstance(right, (int, Decimal)):
        raise EngineFault(f"`{operator}` of what is no number")
    if isinstance(left, int) and isinstance(right, int):
        return _within(_whole(operator, left, right))
    return _within(canonical(_decimal(operator, Decimal(left), Decimal(right))))


def _whole(operator: str, left: int, right: int) -> int:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    raise EngineFault(f"no such operator: {operator}")


def _decimal(operator: str, left: Decimal, right: Decimal) -> Decimal:
    match operator:
        case "+":
            return _EXACT.add(left, right)
        case "-":
            return _EXACT.subtract(left, right)
        case "*":
            return _EXACT.multiply(left, right)
    raise EngineFault(f"no such operator: {operator}")


def _within(number: Value) -> Value:
    assert isinstance(number, (int, Decimal))
    places = -int(number.as_tuple().exponent) if isinstance(number, Decimal) else 0
    if not -_LARGEST < number < _LARGEST or places > MOST_DIGITS:
        raise PolicyTooComplex(f"a calculated number has more than {MOST_DIGITS:_} digits")
    return number
