"""How values compare: exactly, and only with their own type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from licet.logic.values import UNKNOWN, Value

__all__ = ["begins", "below", "compare"]

_NUMBERS = (int, Decimal)


def below(left: Value, right: Value, or_equal: bool = False) -> bool:
    """Whether `left` is less than `right` (or equal to it). False, never an exception, for values of different types
    and for UNKNOWN; `int` and `Decimal` are one type, the numbers."""
    kind = type(left)
    if kind is not type(right) and not (kind in _NUMBERS and type(right) in _NUMBERS):
        return False
    if left is UNKNOWN:
        return False
    one: Any = left
    return bool(one <= right if or_equal else one < right)


def begins(left: Value, right: Value) -> bool:
    """Whether both are texts and `left` starts with `right`."""
    return isinstance(left, str) and isinstance(right, str) and left.startswith(right)


def compare(left: Value, operator: str, right: Value, lenient: bool = False) -> bool:
    """Whether `left operator right` holds, operator one of those of `ir.Comparison`. Where a side is UNKNOWN, a lenient
    comparison holds and a strict one does not."""
    if left is UNKNOWN or right is UNKNOWN:
        return lenient
    match operator:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return below(left, right)
        case "<=":
            return below(left, right, True)
        case ">":
            return below(right, left)
        case ">=":
            return below(right, left, True)
        case "starts with":
            return begins(left, right)
        case "does not start with":
            return not begins(left, right)
    raise ValueError(f"no such comparison: {operator}")
