"""Styled text as data: what every view is made of.

A fragment is a style name and a text. The style says what the text *is* (`clause`, `quote`, `forbidden`); colors are
somebody else's concern. Text from policy files reaches a view only through `clean`, so that no name, quote or source
can send codes to a terminal or turn the order of what is shown around.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from licet.words.widths import columns

__all__ = [
    "Fragment",
    "Line",
    "clean",
    "joined",
    "plain_text",
    "short",
    "sourced",
    "text_of",
    "unindented",
    "wrap",
]

Fragment = tuple[str, str]
"""The name of a style and a text without line ends."""

Line = tuple[Fragment, ...]

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """The text on one line: white space as single blanks; control characters, characters that are none, and marks that
    turn the direction of writing as U+FFFD."""
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    text = " ".join(text.split())
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(c) else c for c in text)


def clean_line(line: str) -> str:
    """A line of a policy file with its indentation, otherwise as `clean` has it."""
    inner = line.lstrip(" ")
    return " " * (len(line) - len(inner)) + clean(inner)


def _is_control(character: str) -> bool:
    if character in _TURNING or unicodedata.category(character) in ("Cc", "Cs"):
        return True
    return ord(character) & 0xFFFE == 0xFFFE


def sourced(text: str, plain: bool = False, shown: str | None = None) -> str:
    """Where something is from, between quotation marks unless it has some itself.

    Args:
        text: the source.
        plain: whether the marks are straight ones.
        shown: what stands between the marks, if it is not the text itself.
    """
    before, after = ("", "") if any(mark in text for mark in '"“”') else ('"', '"') if plain else ("“", "”")
    return f"{before}{text if shown is None else shown}{after}"


def text_of(line: Iterable[Fragment]) -> str:
    """The text of a line."""
    return "".join(text for _, text in line)


def unindented(line: Line) -> Line:
    """The line without the blanks it begins with."""
    for i, (style, text) in enumerate(line):
        if text.strip():
            return ((style, text.lstrip()), *line[i + 1 :])
    return ()


def plain_text(lines: Iterable[Line]) -> str:
    """The lines as text, without blanks at their ends; a line end after each."""
    return "".join(text_of(line).rstrip() + "\n" for line in lines)


def joined(lines: Sequence[Sequence[Fragment]], separator: str = ", ", last: str | None = None) -> Line:
    """The lines as one, with a separator between them, and another one before the last."""
    found: list[Fragment] = []
    for i, line in enumerate(lines):
        if i:
            found.append(("", last if last is not None and i == len(lines) - 1 else separator))
        found.extend(line)
    return tuple(found)


def short(text: str, length: int) -> str:
    """The beginning of a text, cut between words where that is possible; `…` says that something is left out."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    at = head.rfind(" ")
    return (head[:at] if at > length // 2 else head).rstrip(" ,;:") + "…"


def wrap(fragments: Iterable[Fragment], width: int, first: Line = (), rest: Line | None = None) -> list[Line]:
    """The fragments as lines of at most `width` columns, broken at blanks; a longer word stands on a line of its own.

    Args:
        fragments: what to write.
        width: the columns of a line.
        first: what the first line begins with.
        rest: what the further lines begin with; `first` when None.
    """
    rest = first if rest is None else rest
    lines: list[Line] = []
    start = first
    line: list[Fragment] = []
    used = room = 0
    for gap, word in _words(fragments):
        size = columns(text_of(word))
        room = width - columns(text_of(start))
        if line and used + len(gap[1]) + size > room:
            lines.append((*start, *_merged(line)))
            start, line, used = rest, [], 0
        if line and gap[1]:
            line.append(gap)
            used += len(gap[1])
        line.extend(word)
        used += size
    lines.append((*start, *_merged(line)))
    return lines


def _words(fragments: Iterable[Fragment]) -> Iterator[tuple[Fragment, Line]]:
    """Each word, which may have several styles, and the blanks before it."""
    gap, word = ("", ""), list[Fragment]()
    for style, text in fragments:
        for i, piece in enumerate(text.split(" ")):
            if i:
                if word:
                    yield gap, tuple(word)
                    gap, word = (style, ""), []
                gap = (style, gap[1] + " ")
            if piece:
                word.append((style, piece))
    if word:
        yield gap, tuple(word)


def _merged(fragments: Iterable[Fragment]) -> Iterator[Fragment]:
    """The same text with neighbours of one style as one fragment."""
    current: Fragment | None = None
    for style, text in fragments:
        if current is not None and current[0] == style:
            current = (style, current[1] + text)
        else:
            if current is not None:
                yield current
            current = (style, text)
    if current is not None:
        yield current
