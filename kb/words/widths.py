"""How many columns of a terminal a text takes, and cutting it to so many."""

from __future__ import annotations

__all__ = ["columns", "cut"]

_ONE_EACH = dict.fromkeys((*range(0xAE, 0x300), *range(0x2010, 0x2028), *range(0x2500, 0x2580)))
"""Characters that take one column, as those of ASCII do. Nearly all that is shown is measured by these alone, without
loading the tables of widths."""


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii() or text.translate(_ONE_EACH).isascii():
        return len(text)
    from wcwidth import width

    return width(text, control_codes="ignore")


def cut(text: str, width: int, mark: str = "…") -> str:
    """The text in at most `width` columns; where something is left out it ends with the mark."""
    if columns(text) <= width:
        return text
    from wcwidth import clip

    return clip(text, 0, max(width - columns(mark), 0), fillchar="") + mark[: max(width, 0)]
