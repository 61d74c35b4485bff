"""Values as texts whose order is that of the values, for engines that merge 1, True and 1.0, round numbers, or have
columns of one type.

The first letter is the type: `s` a name or text, `n` a number, `d` a day, `m` a month, `u` the unknown value. A
number is `1`, the number of its whole digits, these, and a point and the other digits if there are any; if it is
negative, `0`, the complements of all of that to nines, and `~`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from licet.errors import PolicyTooComplex
from licet.logic.relations import canonical
from licet.logic.values import UNKNOWN, Month, Value

__all__ = ["TYPES", "UNKNOWN_CODE", "decode", "encode"]

UNKNOWN_CODE = "u"
TYPES = "dmns"
"""The types that are ordered. The letter after a type's own is above all of its texts."""

_WIDTH = 6
_DIGITS = 10**_WIDTH
_COMPLEMENT = str.maketrans("0123456789", "9876543210")


def encode(value: Value) -> str:
    """The text for a value.

    Raises:
        PolicyTooComplex: a number has a million digits or more.
    """
    if _is_long(value):
        raise PolicyTooComplex("a number has a million digits or more")
    value = canonical(value)
    if isinstance(value, str):
        return f"s{value}"
    if isinstance(value, date):
        return f"d{value.isoformat()}"
    if isinstance(value, Month):
        return f"m{value}"
    if value is UNKNOWN:
        return UNKNOWN_CODE
    written = format(Decimal(value) if isinstance(value, int) else value, "f")
    negative, digits = written.startswith("-"), written.removeprefix("-")
    length = str(len(digits.partition(".")[0])).zfill(_WIDTH)
    if len(length) > _WIDTH:
        raise PolicyTooComplex("a number has a million digits or more")
    return f"n0{(length + digits).translate(_COMPLEMENT)}~" if negative else f"n1{length}{digits}"


def _is_long(value: Value) -> bool:
    """Whether a number certainly has too many digits, told without writing them out."""
    if isinstance(value, Decimal):
        return bool(value) and value.adjusted() >= _DIGITS
    return isinstance(value, int) and value.bit_length() > 10 * _DIGITS // 3


def decode(text: str) -> Value:
    """The value of a text that `encode` made."""
    kind, rest = text[0], text[1:]
    match kind:
        case "s":
            return rest
        case "d":
            return date.fromisoformat(rest)
        case "m":
            year, month = rest.split("-")
            return Month(int(year), int(month))
        case "u":
            return UNKNOWN
    negative = rest[0] == "0"
    digits = (rest[1:-1].translate(_COMPLEMENT) if negative else rest[1:])[_WIDTH:]
    return canonical(Decimal(f"-{digits}" if negative else digits))
