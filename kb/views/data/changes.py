"""What changes do to verdicts, and what is owed or needed, as documents."""

from __future__ import annotations

from collections.abc import Iterable

from licet.answers.checklist import Checklist, ChecklistItem
from licet.answers.needs import NeedsTable, Stretch
from licet.answers.remedies import Remedies
from licet.answers.what_if import Shift, WhatIf, told
from licet.verdict.base import Base
from licet.verdict.verdict import Status
from licet.views.data.values import holding, place_of, value_of, values_of
from licet.views.data.verdict import doubtful_of, duty_of, need_of, verdict_of
from licet.views.outline.labels import Words, words_of
from licet.wire import documents
from licet.wire.envelope import Document, enveloped

__all__ = ["duties_json", "needs_json", "remedies_json", "what_if_json"]


def what_if_json(base: Base, found: WhatIf) -> Document:
    """A verdict before and after supposed changes. `base` is the one after them."""
    words = words_of(base)
    before, after = found.before.verdict, found.after.verdict
    assert before is not None
    assert after is not None
    verdicts = verdict_of(words, before), verdict_of(words, after)
    return enveloped(documents.WhatIf(after.use, *verdicts, _shifts(words, found.gone), _shifts(words, found.new)))


def _shifts(words: Words, shifts: Iterable[Shift]) -> tuple[documents.Shift, ...]:
    return tuple(documents.Shift(*holding(words, s.relation, s.row), s.before, s.after) for s in told(shifts))


def remedies_json(base: Base, use: str, status: Status, found: Remedies) -> Document:
    """The changes after which a use would be permitted; `status` is its verdict as it is."""
    words = words_of(base)
    remedies = []
    for remedy in found.found:
        edits = tuple(documents.Edit(e.withdraw, *holding(words, e.relation, e.row)) for e in remedy.edits)
        remedies.append(documents.Remedy(edits, remedy.verdict.status))
    return enveloped(documents.Remedies(use, status, tuple(remedies), found.more))


def needs_json(base: Base, use: str, table: NeedsTable) -> Document:
    """The decision table of a use."""
    words = words_of(base)
    index = {(need.relation, need.row): i for i, need in enumerate(table.facts)}
    rows = []
    for row in table.rows:
        conditions = tuple(documents.Condition(index[c.relation, c.row], _answer(c.answer)) for c in row.conditions)
        rows.append(documents.TableRow(row.readings, conditions, row.status))
    first = index[table.ask_first.relation, table.ask_first.row] if table.ask_first is not None else None
    facts, open_ = (tuple(need_of(words, need) for need in needs) for needs in (table.facts, table.open))
    return enveloped(documents.Needs(use, facts, tuple(rows), first, open_))


def _answer(answer: bool | Stretch) -> bool | documents.Stretch:
    if isinstance(answer, bool):
        return answer
    low, high = (value_of(end) if end is not None else None for end in (answer.low, answer.high))
    return documents.Stretch(low, high, answer.low_open, answer.high_open, values_of(answer.names))


def duties_json(base: Base, found: Checklist) -> Document:
    """The duties of a use as a checklist."""
    words = words_of(base)
    cases = tuple(
        documents.DutiesCase(case.readings, case.status, tuple(_item(words, item) for item in case.items))
        for case in found.cases
    )
    return enveloped(
        documents.Duties(found.use, found.status, cases, tuple(doubtful_of(words, d) for d in found.doubtful))
    )


def _item(words: Words, item: ChecklistItem) -> documents.Item:
    entry = words.vocabulary.clauses[item.duty.clause]
    place = place_of(entry.clause.span)
    duty = duty_of(words, item.duty)
    return documents.Item(duty, entry.license, entry.clause.locator, item.quotes, item.notices, place)
