"""What an undecided verdict needs, as a table and as styled lines."""

from __future__ import annotations

from licet.answers.needs import NeedsTable, Stretch, TableRow
from licet.verdict.verdict import Need
from licet.words.fragments import Line, joined, wrap
from licet.words.phrases import Phrases
from licet.words.tables import table_lines

__all__ = ["ask_first_line", "needs_lines", "needs_table_cells", "open_line"]

_MOST_NAMES = 4


def needs_lines(phrases: Phrases, use: str, table: NeedsTable, *, width: int = 80) -> list[Line]:
    """The decision table of a use, and which fact to ask about first.

    Args:
        phrases: the words of the policies.
        use: the name of the use.
        table: what its verdict hangs on.
        width: the columns of a line; where the table is wider, its rows stand one under the other.
    """
    if not table.facts and not table.open:
        return [(("", f"no unknown fact would change the verdict of `{use}`"),)]
    if not table.facts:
        return wrap(open_line(phrases, table), width)
    heads, rows = needs_table_cells(phrases, table)
    lines = table_lines(heads, rows, width)
    first = ask_first_line(phrases, table)
    lines += [(), *wrap(first, width)] if first else []
    return [*lines, (), *wrap(open_line(phrases, table), width)] if table.open else lines


def open_line(phrases: Phrases, table: NeedsTable) -> Line:
    """What has to be known and cannot be supposed."""
    facts = [phrases.key(need.relation, need.row) for need in table.open]
    return (("", "it cannot be decided without "), *joined(facts, ", ", " and "))


def needs_table_cells(phrases: Phrases, table: NeedsTable) -> tuple[tuple[Line, ...], tuple[tuple[Line, ...], ...]]:
    """The heads and the rows of the decision table."""
    with_readings = any(row.readings for row in table.rows)
    heads: list[Line] = [phrases.key(n.relation, n.row) for n in table.facts]
    heads = [*([(("", "reading"),)] if with_readings else []), *heads, (("", "verdict"),)]
    rows = []
    for row in table.rows:
        cells: list[Line] = [_cell(phrases, row, need) for need in table.facts]
        if with_readings:
            cells.insert(0, joined([(("name", str(p)),) for p in row.readings]))
        rows.append((*cells, ((row.status.value, row.status.value),)))
    return tuple(heads), tuple(rows)


def ask_first_line(phrases: Phrases, table: NeedsTable) -> Line:
    """The best question to begin with; nothing where there is no choice."""
    if table.ask_first is None or len(table.facts) == 1:
        return ()
    return (("", "ask first: "), *phrases.key(table.ask_first.relation, table.ask_first.row))


def _cell(phrases: Phrases, row: TableRow, need: Need) -> Line:
    for condition in row.conditions:
        if (condition.relation, condition.row) == (need.relation, need.row):
            answer = condition.answer
            if isinstance(answer, bool):
                return (("", "yes" if answer else "no"),)
            return _stretch(phrases, answer)
    return (("dim", "any"),)


def _stretch(phrases: Phrases, stretch: Stretch) -> Line:
    if stretch.names:
        shown = joined([(phrases.value(name),) for name in stretch.names[:_MOST_NAMES]], ", ")
        more = len(stretch.names) - _MOST_NAMES
        return (*shown, ("dim", f" and {more} more")) if more > 0 else shown
    if stretch.low is not None and stretch.low == stretch.high:
        return (phrases.value(stretch.low),)
    parts: list[Line] = []
    if stretch.low is not None:
        parts.append((("", "> " if stretch.low_open else ">= "), phrases.value(stretch.low)))
    if stretch.high is not None:
        parts.append((("", "< " if stretch.high_open else "<= "), phrases.value(stretch.high)))
    return joined(parts, " and ") or (("dim", "any"),)
