"""Numbers, dates, months and strings as a policy file writes them. All numbers are exact."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = [
    "exact",
    "is_set_apart",
    "quoted",
    "unquoted",
    "written",
]

_ESCAPE = re.compile(r"\\(.)")


def exact(digits: str, zeros: int = 0) -> int | Decimal:
    """The number that `digits` (`-12_000.50`) times ten to the power `zeros` is: an int when it is whole."""
    whole, _, fraction = digits.replace("_", "").partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) <= zeros:
        return int(whole + fraction + "0" * (zeros - len(fraction)))
    return Decimal(f"{whole}{fraction}E{zeros - len(fraction)}")


def written(value: int | Decimal) -> str:
    """A number as a policy file writes it: `700 million`, `2_500`, `0.5`."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    for scale, name in ((10**9, "billion"), (10**6, "million")):
        if value and value % scale == 0:
            return f"{value // scale:_} {name}"
    return f"{value:_}"


def is_set_apart(inner: str, outer: str, on_the_right: bool) -> bool:
    """Whether a calculation stands in parentheses as an operand of another, by their operators (`+ - *`)."""
    return on_the_right if (inner == "*") == (outer == "*") else outer == "*"


def quoted(text: str) -> str:
    """A string in double quotes, escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquoted(text: str) -> str:
    """What a string in double quotes says."""
    return _ESCAPE.sub(r"\1", text[1:-1]) if "\\" in text else text[1:-1]
