"""The duties of a use as a checklist: what to do, in the words of the clause that asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from licet.verdict.base import Base
from licet.verdict.verdict import DoubtfulDuty, Duty, Pin, Status, Verdict

__all__ = ["IN_WORDS", "Checklist", "ChecklistCase", "ChecklistItem", "checklist"]

_QUOTED = re.compile(r"[“\"]((?:[^“”\"]|“[^“”\"]*”)+)[”\"]")
_FEWEST = 3

IN_WORDS = "met_in_words"
"""The relation of duties that are met by showing the words of a clause."""


class ChecklistItem(Struct, frozen=True):
    """A duty.

    Attributes:
        duty: the duty, its clause, and whether it is discharged.
        quotes: the words of the clause.
        notices: texts within those words that are to be shown word for word, if the vocabulary says of the duty that
            it is `met_in_words`, or says it of none.
    """

    duty: Duty
    quotes: tuple[str, ...]
    notices: tuple[str, ...]


class ChecklistCase(Struct, frozen=True):
    """The duties under some readings; without readings, whatever the readings are."""

    readings: tuple[Pin, ...]
    status: Status
    items: tuple[ChecklistItem, ...]


class Checklist(Struct, frozen=True):
    """The duties of a use, for each choice of the readings that its verdict turns on. `doubtful` are owed in some
    cases only."""

    use: str
    status: Status
    cases: tuple[ChecklistCase, ...]
    doubtful: tuple[DoubtfulDuty, ...] = ()


def checklist(base: Base, verdict: Verdict) -> Checklist:
    """The duties of a use whose verdict is known."""
    if verdict.cases:
        cases = tuple(ChecklistCase(c.readings, c.status, _items(base, c.duties)) for c in verdict.cases)
    else:
        cases = (ChecklistCase((), verdict.status, _items(base, verdict.duties)),)
    return Checklist(verdict.use, verdict.status, cases, verdict.doubtful)


def _items(base: Base, duties: Iterable[Duty]) -> tuple[ChecklistItem, ...]:
    found = []
    for duty in sorted(duties, key=lambda d: (d.fulfilled, d.name, d.clause)):
        quotes = tuple(quote.value for quote in base.vocabulary.clauses[duty.clause].clause.quotes)
        shown = quotes if _is_met_in_words(base, duty.name) else ()
        found.append(ChecklistItem(duty, quotes, tuple(n for quote in shown for n in _notices_in(quote))))
    return tuple(found)


def _is_met_in_words(base: Base, duty: str) -> bool:
    return IN_WORDS not in base.vocabulary.relations or base.solver.holds(IN_WORDS, (duty,))


def _notices_in(quote: str) -> tuple[str, ...]:
    """The passages of several words that the words of a clause put in quotation marks: they are to be shown as is."""
    return tuple(passage for passage in _QUOTED.findall(quote) if len(passage.split()) >= _FEWEST)
