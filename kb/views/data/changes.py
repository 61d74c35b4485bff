"""What changes do to verdicts, and what is owed or needed, as JSON-able data."""

from __future__ import annotations

from collections.abc import Iterable

from licet.answers.checklist import Checklist, ChecklistItem
from licet.answers.needs import NeedsTable, Stretch
from licet.answers.policy_diff import Comparison
from licet.answers.remedies import Edit, Remedies
from licet.answers.what_if import Shift, WhatIf, told
from licet.logic.values import Row
from licet.verdict.base import Base
from licet.verdict.verdict import Status
from licet.views.data.values import JSON, pins_json, result_json, row_json, span_json, value_json
from licet.views.data.verdict import duty_json, need_json, verdict_content
from licet.views.outline.labels import Words, words_of
from licet.words.fragments import text_of

__all__ = ["comparison_json", "duties_json", "literal_json", "needs_json", "remedies_json", "what_if_json"]


def what_if_json(base: Base, found: WhatIf) -> JSON:
    """A verdict before and after supposed changes. `base` is the one after them."""
    words = words_of(base)
    before, after = found.before.verdict, found.after.verdict
    assert before is not None
    assert after is not None
    content = {
        "use": after.use,
        "before": verdict_content(words, before),
        "after": verdict_content(words, after),
        **_changed(words, found),
    }
    return result_json("what_if", content)


def _changed(words: Words, found: WhatIf | None) -> JSON:
    gone, new = (found.gone, found.new) if found is not None else ((), ())
    return {"gone": _shifts(words, gone), "new": _shifts(words, new)}


def _shifts(words: Words, shifts: Iterable[Shift]) -> list[JSON]:
    return [{**literal_json(words, s.relation, s.row), "before": s.before, "after": s.after} for s in told(shifts)]


def literal_json(words: Words, relation: str, row: Row) -> JSON:
    """A conclusion, in values and in words."""
    signature = words.vocabulary.relations.get(relation)
    kinds = signature.kinds if signature is not None else ()
    return {"relation": relation, "row": row_json(row, kinds), "says": text_of(words.phrases.holds(relation, row))}


def remedies_json(base: Base, use: str, status: Status, found: Remedies) -> JSON:
    """The changes after which a use would be permitted; `status` is its verdict as it is."""
    words = words_of(base)
    each = [
        {"edits": [_edit(words, e) for e in remedy.edits], "status": remedy.verdict.status.value}
        for remedy in found.found
    ]
    return result_json("remedies", {"use": use, "status": status.value, "remedies": each, "more": found.more})


def _edit(words: Words, edit: Edit) -> JSON:
    return {"withdraw": edit.withdraw, **literal_json(words, edit.relation, edit.row)}


def needs_json(base: Base, use: str, table: NeedsTable) -> JSON:
    """The decision table of a use."""
    words = words_of(base)
    index = {(need.relation, need.row): i for i, need in enumerate(table.facts)}
    rows = [
        {
            "readings": pins_json(row.readings),
            "conditions": [{"fact": index[c.relation, c.row], "answer": _answer(c.answer)} for c in row.conditions],
            "status": row.status.value,
        }
        for row in table.rows
    ]
    first = table.ask_first
    content = {
        "use": use,
        "facts": [need_json(words, need) for need in table.facts],
        "rows": rows,
        "ask_first": index[first.relation, first.row] if first is not None else None,
        "open": [need_json(words, need) for need in table.open],
    }
    return result_json("needs", content)


def _answer(answer: bool | Stretch) -> bool | JSON:
    if isinstance(answer, bool):
        return answer
    low, high = (value_json(end) if end is not None else None for end in (answer.low, answer.high))
    return {"low": low, "high": high, "low_open": answer.low_open, "high_open": answer.high_open}


def duties_json(base: Base, found: Checklist) -> JSON:
    """The duties of a use as a checklist."""
    words = words_of(base)
    cases = [
        {
            "readings": pins_json(case.readings),
            "status": case.status.value,
            "items": [_item(words, item) for item in case.items],
        }
        for case in found.cases
    ]
    return result_json("duties", {"use": found.use, "status": found.status.value, "cases": cases})


def _item(words: Words, item: ChecklistItem) -> JSON:
    entry = words.vocabulary.clauses[item.duty.clause]
    return {
        "duty": duty_json(words, item.duty),
        "license": entry.license,
        "locator": entry.clause.locator,
        "quotes": list(item.quotes),
        "notices": list(item.notices),
        "place": span_json(entry.clause.span),
    }


def comparison_json(before: Base, after: Base, found: Comparison) -> JSON:
    """The uses whose answer differs between two policies."""
    old, new = words_of(before), words_of(after)
    changes = [
        {
            "use": change.use,
            "before": verdict_content(old, change.before) if change.before is not None else None,
            "after": verdict_content(new, change.after) if change.after is not None else None,
            **_changed(new, change.proofs),
        }
        for change in found.changes
    ]
    return result_json("comparison", {"same": found.same, "changes": changes})
