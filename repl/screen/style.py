"""What styles look like. Views name a style by what something *is* (`clause`, `quote`, `forbidden`); only the themes
here know colors, and the same themes serve the command line and the prompt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from licet.repl.screen.terminal import Terminal
from licet.words.fragments import Line, plain_text

__all__ = ["THEMES", "paint", "sgr"]

_SHARED: Final = {
    "heading": "bold",
    "bold": "bold",
    "underlined": "underline",
}

_DARK: Final = {
    **_SHARED,
    "permitted": "bold ansibrightgreen",
    "permitted with duties": "bold ansibrightgreen",
    "forbidden": "bold ansibrightred",
    "conflict": "bold ansibrightred",
    "not granted": "bold ansibrightred",
    "contested": "bold ansibrightyellow",
    "unknown": "bold ansibrightyellow",
    "error": "bold ansibrightred",
    "wrong": "underline ansibrightred",
    "warning": "bold ansibrightyellow",
    "help": "ansibrightcyan",
    "caret": "ansibrightred",
    "rule": "ansibrightblack",
    "dim": "ansibrightblack",
    "source": "ansibrightblack",
    "quote": "italic ansiyellow",
    "clause": "ansibrightmagenta",
    "name": "ansibrightcyan",
    "relation": "ansibrightblue",
    "variable": "ansibrightgreen",
    "keyword": "bold ansibrightmagenta",
    "number": "ansicyan",
    "string": "ansiyellow",
    "comment": "ansibrightblack",
}

_LIGHT: Final = {
    **_SHARED,
    "permitted": "bold ansigreen",
    "permitted with duties": "bold ansigreen",
    "forbidden": "bold ansired",
    "conflict": "bold ansired",
    "not granted": "bold ansired",
    "contested": "bold ansimagenta",
    "unknown": "bold ansimagenta",
    "error": "bold ansired",
    "wrong": "underline ansired",
    "warning": "bold ansimagenta",
    "help": "ansiblue",
    "caret": "ansired",
    "rule": "ansibrightblack",
    "dim": "ansibrightblack",
    "source": "ansibrightblack",
    "quote": "italic ansiblue",
    "clause": "ansimagenta",
    "name": "ansiblue",
    "relation": "ansiblue",
    "variable": "ansigreen",
    "keyword": "bold ansimagenta",
    "number": "ansicyan",
    "string": "ansired",
    "comment": "ansibrightblack",
}

THEMES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"dark": _DARK, "light": _LIGHT})
"""Style name to what it looks like, for each theme, in the words of prompt-toolkit."""

_COLORS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_CODES = {
    "bold": "1",
    "italic": "3",
    "underline": "4",
    **{f"ansi{c}": str(30 + i) for i, c in enumerate(_COLORS)},
    **{f"ansibright{c}": str(90 + i) for i, c in enumerate(_COLORS)},
}


def sgr(style: str, theme: str) -> str:
    """The terminal codes of a style name, as the parameters of `ESC [ … m`; nothing for an unknown style."""
    return ";".join(_CODES[word] for word in THEMES[theme].get(style, "").split())


def paint(lines: Iterable[Line], terminal: Terminal) -> str:
    """The lines as text with a line end after each, colored if the terminal wants it."""
    if not terminal.color:
        return plain_text(lines)
    return "".join(_painted(line, terminal.theme) + "\n" for line in lines)


def _painted(line: Line, theme: str) -> str:
    parts = []
    for style, text in line:
        codes = sgr(style, theme)
        parts.append(f"\x1b[{codes}m{text}\x1b[0m" if codes and text.strip() else text)
    return "".join(parts).rstrip()
