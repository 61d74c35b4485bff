"""Aligned tables that fit the screen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

from licet.repl.screen.columns import cut, pad
from licet.repl.screen.terminal import Terminal
from licet.words.fragments import Fragment, Line, columns

__all__ = ["Table", "render_table"]

_GAP = 2
_SAMPLE = 2_000
_NARROW = 6


class Table(Struct, frozen=True):
    """Rows of cells under column heads. `right` are the columns that stand on the right, by index; `styles` names a
    style for each column."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    styles: tuple[str, ...] = ()


def render_table(table: Table, terminal: Terminal, height: int | None = None) -> list[Line]:
    """The lines of a table, none wider than the terminal; at most `height` rows, with a last line that says how many
    there are besides."""
    rows = table.rows if height is None else table.rows[:height]
    mark = "..." if terminal.plain else "…"
    styles = table.styles or ("",) * len(table.heads)
    widths = _fit(_natural(table.heads, rows), terminal.width, {i for i, style in enumerate(styles) if style == "name"})
    last = len(table.heads) - 1

    def line(cells: Sequence[str], styles: Sequence[str]) -> Line:
        found: list[Fragment] = []
        for i, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            text = cut(cell, widths[i], mark)
            right = i in table.right
            text = text if i == last and not right else pad(text, widths[i], right=right)
            found.append((style, text))
            if i < last:
                found.append(("", " " * _GAP))
        return tuple(found)

    lines = [line(table.heads, ["heading"] * len(table.heads))]
    lines += [line(row, styles) for row in rows]
    left = len(table.rows) - len(rows)
    if left:
        lines.append((("dim", f"{mark} {left:_} more"),))
    return lines


def _natural(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    widths = [columns(h) for h in heads]
    for row in rows[:_SAMPLE]:
        for i, cell in enumerate(row):
            widths[i] = max(widths[i], columns(cell))
    return widths


def _fit(widths: list[int], room: int, names: Collection[int]) -> list[int]:
    """Widths that fit: the widest columns give way first, names only when nothing else does, or past two thirds."""
    room -= _GAP * (len(widths) - 1)
    for floors in (
        [max(_NARROW, 2 * room // 3) if i in names else _NARROW for i in range(len(widths))],
        [_NARROW] * len(widths),
    ):
        widths = _narrowed(widths, room, floors)
    return widths


def _narrowed(widths: list[int], room: int, floors: Sequence[int]) -> list[int]:
    """The widths with what is past the room taken from the widest, none of them below its floor."""
    widths = list(widths)
    excess = sum(widths) - room
    while excess > 0 and (wide := [i for i, width in enumerate(widths) if width > floors[i]]):
        widest = max(wide, key=lambda i: widths[i])
        widths[widest] -= 1
        excess -= 1
    return widths
