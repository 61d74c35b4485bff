"""Places as editors count them: lines and characters from 0, characters in the units that editor and server agreed on.

The protocol's own unit is that of UTF-16, in which an emoji is two.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from licet.grammar.source import SourceFile, Span

__all__ = ["Place", "Range", "Units", "offset_at", "range_of", "range_of_span"]

Units = Literal["utf-8", "utf-16", "utf-32"]
_BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
_CODECS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


class Place(Struct, frozen=True, order=True):
    """A line and a character of it, both from 0."""

    line: int
    character: int


class Range(Struct, frozen=True, order=True):
    """From one place to another, which is not included."""

    start: Place
    end: Place


def range_of(source: SourceFile, start: int, end: int, units: Units = "utf-16") -> Range:
    """The range between two offsets of a text."""
    return range_of_span(source, source.span(start, end), units)


def range_of_span(source: SourceFile, span: Span, units: Units = "utf-16") -> Range:
    """The range of a span of a text; one past the end of the text ends there."""
    first = _place(source, span.line, span.column, units)
    return Range(first, max(first, _place(source, span.end_line, span.end_column, units)))


def _place(source: SourceFile, line: int, column: int, units: Units) -> Place:
    last = source.line_count
    if line > last:
        return _place(source, last, len(source.line(last)) + 1, units)
    return Place(max(line - 1, 0), _width(source.line(line)[: max(column - 1, 0)], units))


def _width(text: str, units: Units) -> int:
    return len(text) if units == "utf-32" else len(text.encode(_CODECS[units], "surrogatepass")) // _BYTES[units]


def offset_at(source: SourceFile, place: Place, units: Units = "utf-16") -> int:
    """The offset of a place; one past the end of its line is that end, and one past the last line the end of the text.
    A place inside a character is its start."""
    if place.line >= source.line_count:
        return len(source.text)
    line = source.line(place.line + 1)
    start, _ = source.offsets(Span(source.name, place.line + 1, 1, place.line + 1, 1))
    width = 0
    for column, character in enumerate(line):
        width += _width(character, units)
        if width > place.character:
            return start + column
    return start + len(line)
