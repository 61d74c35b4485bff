"""Diagnostics as plain text: the message, the source line with the place underlined, and the help."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from textwrap import wrap

from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import SourceFile, Span

__all__ = ["render_diagnostic"]

_TAB = 4
_WIDTH = 160


def render_diagnostic(diagnostic: Diagnostic, sources: Mapping[str, SourceFile], width: int = _WIDTH) -> str:
    """A diagnostic as lines of text, without a line end after the last.

    Args:
        diagnostic: what to show.
        sources: the files by name; a place in a file that is not among them is shown without its line.
        width: how much of a long line of a file is shown, in columns. A label that would reach further stands below.
    """
    places = [(diagnostic.span, "^", "")] if diagnostic.span else []
    places += [(label.span, "-", label.text) for label in diagnostic.labels]
    margin = max((len(str(span.line)) for span, _, _ in places), default=1)
    lines = [f"{diagnostic.severity.value}[{diagnostic.code}]: {_clean(diagnostic.message)}"]
    for number, (span, mark, text) in enumerate(places):
        arrow = "-->" if number == 0 and diagnostic.span else ":::"
        lines.append(f"{' ' * margin}{arrow} {_clean(span.file)}:{span.line}:{span.column}")
        source = sources.get(span.file)
        if source is not None and 1 <= span.column <= len(source.line(span.line)) + 1:
            lines += _snippet(source.line(span.line), span, mark, _clean(text), margin, width)
        elif text:
            lines.append(f"{' ' * margin} = {_clean(text)}")
    if diagnostic.help:
        lines.append(f"help: {_clean(diagnostic.help)}")
    return "\n".join(lines)


def _snippet(line: str, span: Span, mark: str, text: str, margin: int, width: int) -> list[str]:
    start = span.column - 1
    end = len(line) if span.end_line > span.line else span.end_column - 1
    before, under, after = _cropped(line, start, max(start, min(end, len(line))), width)
    blank = " " * margin
    shown = f"{before}{under}{after}".rstrip()
    underline = " " * _columns(before) + mark * max(1, _columns(under))
    fits = not text or _columns(underline) + 1 + _columns(text) <= width
    words = [f"{underline} {text}".rstrip()] if fits else [underline, *wrap(text, width, break_long_words=False)]
    return [
        f"{blank} |",
        f"{span.line:>{margin}} | {shown}".rstrip(),
        *(f"{blank} | {line}" for line in words),
    ]


def _cropped(line: str, start: int, end: int, width: int) -> tuple[str, str, str]:
    """The line before, in and after the place; of a long line only the surroundings of the place."""
    first = max(0, start - 3 * width // 8) if len(line) > width else 0
    last = min(len(line), first + width)
    before = ("…" if first else "") + _clean(line[first:start])
    after = _clean(line[min(end, last) : last]) + ("…" if last < len(line) else "")
    return before, _clean(line[start : min(end, last)]), after


def _clean(text: str) -> str:
    """Tabs as spaces, and nothing that could move a terminal's cursor or reverse its writing."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return " " * _TAB
    if character == "\n":
        return " "
    category = unicodedata.category(character)
    return "\N{REPLACEMENT CHARACTER}" if category in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me")
        else 1 + (unicodedata.east_asian_width(character) in ("W", "F"))
        for character in text
    )
