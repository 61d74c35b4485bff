"""Cutting and filling text to columns of a terminal."""

from __future__ import annotations

from licet.words.fragments import columns

__all__ = ["cut", "pad"]


def cut(text: str, width: int, mark: str = "…") -> str:
    """The text in at most `width` columns; where something is left out it ends with the mark."""
    if columns(text) <= width:
        return text
    room = width - columns(mark)
    kept, used = [], 0
    for character in text:
        used += columns(character)
        if used > room:
            break
        kept.append(character)
    return "".join(kept) + mark[: max(width, 0)]


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text filled up with blanks to `width` columns, on the left where it is to stand on the right."""
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks
