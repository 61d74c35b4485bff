"""Numbers, dates, months and strings as a policy file writes them. All numbers are exact."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.lexeme import Lexeme, Rejected

__all__ = [
    "exact",
    "is_set_apart",
    "quoted",
    "read_day",
    "read_month",
    "read_number",
    "read_text",
    "unquoted",
    "written",
]

_ESCAPE = re.compile(r"\\(.)")
_ZEROS = {"thousand": 3, "million": 6, "billion": 9}
_MAX_DIGITS = 200


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


def _rejected(code: str, message: str, word: Lexeme, help: str) -> Rejected:
    return Rejected(Diagnostic(Severity.ERROR, code, message, word.span, help))


def read_text(word: Lexeme) -> tree.Text:
    """The text of a string."""
    return tree.Text(unquoted(word.text), word.span)


def read_number(word: Lexeme | tree.Number, scale: Lexeme | None = None) -> tree.Number:
    """The number, times its scale word. E106 for one of absurd length."""
    if isinstance(word, tree.Number):
        if scale is None:
            return word
        zeros = _ZEROS[scale.text]
        text = word.written
        return tree.Number(exact(text, zeros), f"{text} {scale.text}", word.span.to(scale.span))
    if len(word.text) > _MAX_DIGITS:
        raise _rejected("E106", f"a number of more than {_MAX_DIGITS} digits", word, "numbers are at most that long")
    return tree.Number(exact(word.text), word.text, word.span)


def read_day(word: Lexeme) -> tree.Day:
    """The day. E107 for one that the calendar does not have."""
    year, month, day = (int(part) for part in word.text.split("-"))
    try:
        return tree.Day(date(year, month, day), word.span)
    except ValueError:
        message = f"there is no day `{word.text}`"
        raise _rejected("E107", message, word, "dates are year-month-day: `2023-07-18`") from None


def read_month(word: Lexeme) -> tree.YearMonth:
    """The month. E107 for one that the calendar does not have."""
    year, month = (int(part) for part in word.text.split("-"))
    if year < 1 or not 1 <= month <= 12:
        raise _rejected("E107", f"there is no month `{word.text}`", word, "months are year-month: `2023-06`")
    return tree.YearMonth(year, month, word.span)
