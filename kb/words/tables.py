"""Tables of styled text: aligned, cut to a width, or with the rows under each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.words.fragments import Fragment, Line, text_of
from licet.words.widths import columns, cut

__all__ = ["align", "fitted", "table_lines"]

_GAP = "  "
_SAMPLE = 2_000
_NARROW = 6

_Rows = Sequence[Sequence[Line]]


def table_lines(heads: Sequence[Line], rows: _Rows, width: int) -> list[Line]:
    """The rows under their heads; a table wider than `width` is written a line for each cell."""
    natural = sum(_widths(heads, rows)) + len(_GAP) * (len(heads) - 1)
    return align(heads, rows) if natural <= width else _records(heads, rows)


def align(heads: Sequence[Line], rows: _Rows) -> list[Line]:
    """The rows under their heads; columns that hold only numbers stand on the right. Empty heads give no head line."""
    return _drawn(heads, rows, _widths(heads, rows))


def fitted(heads: Sequence[Line], rows: _Rows, width: int, mark: str = "…") -> list[Line]:
    """The rows under their heads, cells cut so that no line is wider than `width`, as long as each column can have a
    few characters. The widest columns give way first, names only when nothing else does, or past two thirds.

    Args:
        heads: what stands over each column.
        rows: the cells, each of one style.
        width: the columns of a line.
        mark: what a cell that is cut ends with.
    """
    named = [any(style == "name" for row in rows[:1] for style, _ in row[i]) for i in range(len(heads))]
    widths = _fit(_widths(heads, rows[:_SAMPLE]), width, named)
    cells = ([_cut(cell, room, mark) for cell, room in zip(row, widths, strict=True)] for row in (heads, *rows))
    first, *rest = cells
    return _drawn(first, rest, widths)


def _cut(cell: Line, width: int, mark: str) -> Line:
    return tuple((style, cut(text, width, mark)) for style, text in cell)


def _drawn(heads: Sequence[Line], rows: _Rows, widths: Sequence[int]) -> list[Line]:
    numeric = [_is_numeric(row[i] for row in rows) for i in range(len(heads))]
    lines = [[(("heading", text),) if (text := text_of(head)) else () for head in heads]] if any(heads) else []
    return [_row(row, widths, numeric) for row in (*lines, *rows)]


def _widths(heads: Sequence[Line], rows: _Rows) -> list[int]:
    return [max([columns(text_of(row[i])) for row in (heads, *rows)]) for i in range(len(heads))]


def _is_numeric(cells: Iterable[Line]) -> bool:
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


def _records(heads: Sequence[Line], rows: _Rows) -> list[Line]:
    """The rows one under the other, a line for each cell."""
    width = max((columns(text_of(head)) for head in heads), default=0)
    lines: list[Line] = []
    for row in rows:
        lines += [()] if lines else []
        for head, cell in zip(heads, row, strict=True):
            text = text_of(head)
            if text or cell:
                lines.append((("heading", text), ("", " " * (width - columns(text)) + _GAP), *cell))
    return lines


def _fit(widths: list[int], room: int, named: Sequence[bool]) -> list[int]:
    room -= len(_GAP) * (len(widths) - 1)
    widths = _narrowed(widths, room, [max(_NARROW, 2 * room // 3) if name else _NARROW for name in named])
    return _narrowed(widths, room, [_NARROW] * len(widths))


def _narrowed(widths: Sequence[int], room: int, floors: Sequence[int]) -> list[int]:
    """The widths with what is past the room taken from the widest, none of them below its floor."""
    found = list(widths)
    excess = sum(found) - room
    while excess > 0 and (wide := [i for i, width in enumerate(found) if width > floors[i]]):
        found[max(wide, key=lambda i: found[i])] -= 1
        excess -= 1
    return found
