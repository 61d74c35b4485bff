"""License expressions: `MIT OR Apache-2.0` leaves a choice, `MIT AND Apache-2.0` means both."""

from __future__ import annotations

import re

__all__ = ["licenses_of"]

_MOST = 100
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


def licenses_of(expression: str) -> tuple[tuple[str, ...], bool]:
    """The licenses that an expression names, and whether it leaves the choice among them.

    An expression that mixes both, or names an exception, is taken as the name of one license: nobody has read that.
    """
    if _PLAIN.fullmatch(expression):
        return (expression,), False
    words = re.split(r"\s+(OR|AND|or|and)\s+", expression.strip().removeprefix("(").removesuffix(")"))
    names, operators = tuple(words[::2]), {word.upper() for word in words[1::2]}
    plain = all(_PLAIN.fullmatch(name) for name in names)
    if not plain or len(operators) > 1 or len(names) > _MOST:
        return (expression.strip(),), False
    return tuple(dict.fromkeys(names)), operators == {"OR"}
