"""`needs`: the unknown facts that would decide a verdict, as a decision table."""

from __future__ import annotations

from licet.answers.needs import needs_table
from licet.repl.screen.results import Grid, Output, Page, Result, Said
from licet.repl.session.session import Session
from licet.repl.verbs.talk import dated_base, use_named
from licet.views.data.changes import needs_json
from licet.views.lines.needs import ask_first_line, needs_table_cells, open_line
from licet.words.fragments import text_of
from licet.words.phrases import phrases_of

__all__ = ["needs"]


def needs(session: Session, argument: str) -> tuple[Session, Output]:
    """`needs [USE]`: which unknown facts matter, what follows from each, and which to ask about first."""
    use = use_named(session, argument)
    base = dated_base(session, use)
    table = needs_table(base, use, session.readings)
    if not table.facts and not table.open:
        return session, Output((Said(f"no unknown fact would change the verdict of `{use}`"),))
    phrases = phrases_of(base)
    data = needs_json(base, use, table)
    if not table.facts:
        return session, Output((Page((open_line(phrases, table),), data),))
    results: list[Result] = [Grid(*needs_table_cells(phrases, table), data)]
    first = ask_first_line(phrases, table)
    if first:
        results.append(Page((first,), {"ask_first": text_of(first[1:])}))
    if table.open:
        line = open_line(phrases, table)
        results.append(Page((line,), {"open": text_of(line)}))
    return session, Output(tuple(results))
