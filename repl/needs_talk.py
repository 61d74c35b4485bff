"""`needs`: the unknown facts that would decide a verdict, as a decision table."""

from __future__ import annotations

from licet.fragments import text_of
from licet.json_changes import needs_json
from licet.needs import needs_table
from licet.phrases import phrases_of
from licet.repl.results import Grid, Output, Page, Said
from licet.repl.session import Session
from licet.repl.talk import dated_base, use_named
from licet.show_needs import ask_first_line, needs_table_cells

__all__ = ["needs"]


def needs(session: Session, argument: str) -> tuple[Session, Output]:
    """`needs [USE]`: which unknown facts matter, what follows from each, and which to ask about first."""
    use = use_named(session, argument)
    base = dated_base(session, use)
    table = needs_table(base, use, session.readings)
    if not table.facts:
        return session, Output((Said(f"no unknown fact would change the verdict of `{use}`"),))
    phrases = phrases_of(base)
    heads, rows = needs_table_cells(phrases, table)
    grid = Grid(heads, rows, needs_json(base, use, table))
    first = ask_first_line(phrases, table)
    if not first:
        return session, Output((grid,))
    return session, Output((grid, Page((first,), {"ask_first": text_of(first[1:])})))
