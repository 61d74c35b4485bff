"""`needs`: the unknown facts that would decide a verdict, as a decision table."""

from __future__ import annotations

from licet.fragments import Line, joined, text_of
from licet.needs import NeedsTable, Stretch, TableRow, needs_table
from licet.phrases import Phrases, phrases_of
from licet.repl.results import Grid, Output, Page, Said
from licet.repl.session import Session
from licet.repl.talk import dated_base, use_named
from licet.verdict import Need

__all__ = ["needs"]


def needs(session: Session, argument: str) -> tuple[Session, Output]:
    """`needs [USE]`: which unknown facts matter, what follows from each, and which to ask about first."""
    use = use_named(session, argument)
    table = needs_table(dated_base(session, use), use, session.readings)
    if not table.facts:
        return session, Output((Said(f"no unknown fact would change the verdict of `{use}`"),))
    phrases = phrases_of(session.knowledge.base)
    grid = _grid(use, table, phrases)
    if table.ask_first is None or len(table.facts) == 1:
        return session, Output((grid,))
    first = phrases.key(table.ask_first.relation, table.ask_first.row)
    return session, Output((grid, Page(((("", "ask first: "), *first),), {"ask_first": text_of(first)})))


def _grid(use: str, table: NeedsTable, phrases: Phrases) -> Grid:
    with_readings = any(row.readings for row in table.rows)
    heads: list[Line] = [phrases.key(n.relation, n.row) for n in table.facts]
    heads = [*([(("", "reading"),)] if with_readings else []), *heads, (("", "verdict"),)]
    rows = []
    for row in table.rows:
        cells: list[Line] = [_cell(row, need, phrases) for need in table.facts]
        if with_readings:
            cells.insert(0, joined([(("name", str(p)),) for p in row.readings]))
        rows.append((*cells, ((row.status.value, row.status.value),)))
    return Grid(tuple(heads), tuple(rows), _data(use, table, phrases))


def _cell(row: TableRow, need: Need, phrases: Phrases) -> Line:
    for condition in row.conditions:
        if (condition.relation, condition.row) == (need.relation, need.row):
            answer = condition.answer
            if isinstance(answer, bool):
                return (("", "yes" if answer else "no"),)
            return _stretch(answer, phrases)
    return (("dim", "any"),)


def _stretch(stretch: Stretch, phrases: Phrases) -> Line:
    if stretch.low is not None and stretch.low == stretch.high:
        return (phrases.value(stretch.low),)
    parts: list[Line] = []
    if stretch.low is not None:
        parts.append((("", "> " if stretch.low_open else ">= "), phrases.value(stretch.low)))
    if stretch.high is not None:
        parts.append((("", "< " if stretch.high_open else "<= "), phrases.value(stretch.high)))
    return joined(parts, " and ") or (("dim", "any"),)


def _data(use: str, table: NeedsTable, phrases: Phrases) -> dict[str, object]:
    return {
        "use": use,
        "facts": [text_of(phrases.key(n.relation, n.row)) for n in table.facts],
        "rows": [
            {
                "readings": [str(p) for p in row.readings],
                "facts": [text_of(_cell(row, need, phrases)) for need in table.facts],
                "verdict": row.status.value,
            }
            for row in table.rows
        ],
    }
