"""Aligned tables that fit the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from licet.fragments import Fragment, Line, columns
from licet.repl.columns import cut, pad
from licet.repl.terminal import Terminal

__all__ = ["Table", "render_table"]

_GAP = 2
_SAMPLE = 2_000
_NARROW = 6


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under column heads. `right` are the columns that stand on the right, by index; `styles` names a
    style for each column; `total` is how many rows there are altogether, when these are not all of them and it is
    known, and `more` whether there are more."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    styles: tuple[str, ...] = ()
    total: int | None = None
    more: bool = False


def render_table(table: Table, terminal: Terminal, height: int | None = None) -> list[Line]:
    """The lines of a table, none wider than the terminal; at most `height` rows, with a last line that says how many
    there are besides."""
    rows = table.rows if height is None else table.rows[:height]
    mark = "..." if terminal.plain else "…"
    widths = _fit(_natural(table.heads, rows), terminal.width)
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

    styles = table.styles or ("",) * len(table.heads)
    lines = [line(table.heads, ["heading"] * len(table.heads))]
    if not terminal.plain:
        lines.append(line(["─" * w for w in widths], ["rule"] * len(table.heads)))
    lines += [line(row, styles) for row in rows]
    rest = _rest(table, len(rows))
    if rest:
        lines.append((("dim", f"{mark} {rest}"),))
    return lines


def _rest(table: Table, shown: int) -> str:
    if table.total is not None and table.total > shown:
        return f"{table.total - shown:,} more".replace(",", "_")
    left = len(table.rows) - shown
    if table.more:
        return f"more than {left:,} more".replace(",", "_") if left else "more"
    return f"{left:,} more".replace(",", "_") if left else ""


def _natural(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    widths = [columns(h) for h in heads]
    for row in rows[:_SAMPLE]:
        for i, cell in enumerate(row):
            widths[i] = max(widths[i], columns(cell))
    return widths


def _fit(widths: list[int], room: int) -> list[int]:
    """Widths that fit: the widest columns give way first."""
    room -= _GAP * (len(widths) - 1)
    widths = list(widths)
    while sum(widths) > room and max(widths) > _NARROW:
        widest = max(widths)
        next_widest = max((w for w in widths if w < widest), default=_NARROW)
        at_widest = [i for i, w in enumerate(widths) if w == widest]
        excess = sum(widths) - room
        step = min(widest - max(next_widest, _NARROW), -(-excess // len(at_widest)))
        for i in at_widest:
            widths[i] -= max(step, 1)
    return widths
