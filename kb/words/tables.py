"""Aligned columns of styled text."""

from __future__ import annotations

from collections.abc import Sequence

from licet.words.fragments import Fragment, Line, columns, text_of

__all__ = ["align", "records", "table_width"]

_GAP = "  "


def table_width(heads: Sequence[Line], rows: Sequence[Sequence[Line]]) -> int:
    """How wide the aligned table is."""
    return sum(_widths(heads, rows)) + len(_GAP) * (len(heads) - 1)


def align(heads: Sequence[Line], rows: Sequence[Sequence[Line]]) -> list[Line]:
    """The rows under their heads; columns that hold only numbers stand on the right. Empty heads give no head line."""
    widths = _widths(heads, rows)
    numeric = [_is_numeric([row[i] for row in rows]) for i in range(len(heads))]
    lines = [[(("heading", text),) if (text := text_of(head)) else () for head in heads]] if any(heads) else []
    return [_row(row, widths, numeric) for row in (*lines, *rows)]


def _widths(heads: Sequence[Line], rows: Sequence[Sequence[Line]]) -> list[int]:
    return [max([columns(text_of(row[i])) for row in (heads, *rows)]) for i in range(len(heads))]


def _is_numeric(cells: Sequence[Line]) -> bool:
    styles = {style for cell in cells for style, _ in cell}
    return "number" in styles and styles <= {"number", "unknown"}


def _row(row: Sequence[Line], widths: Sequence[int], numeric: Sequence[bool]) -> Line:
    found: list[Fragment] = []
    for i, cell in enumerate(row):
        blanks = ("", " " * (widths[i] - columns(text_of(cell))))
        found += [blanks, *cell] if numeric[i] else [*cell, blanks]
        found.append(("", _GAP))
    while found and not found[-1][1].strip():
        found.pop()
    return tuple(f for f in found if f[1])


def records(heads: Sequence[Line], rows: Sequence[Sequence[Line]]) -> list[Line]:
    """The rows one under the other, a line for each cell: for tables that are too wide."""
    width = max((columns(text_of(head)) for head in heads), default=0)
    lines: list[Line] = []
    for row in rows:
        lines += [()] if lines else []
        for head, cell in zip(heads, row, strict=True):
            text = text_of(head)
            if text or cell:
                lines.append((("heading", text), ("", " " * (width - columns(text)) + _GAP), *cell))
    return lines
