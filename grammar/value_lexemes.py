"""Lexemes as the numbers, dates, months and texts that they write."""

from __future__ import annotations

from datetime import date

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.lexeme import Lexeme, Rejected
from licet.grammar.values import exact, unquoted

__all__ = ["read_day", "read_month", "read_number", "read_text"]

_ZEROS = {"thousand": 3, "million": 6, "billion": 9}
_MAX_DIGITS = 200


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
