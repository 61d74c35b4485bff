"""What became of receipts that were asked again, as styled lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.views.lines.what_if import STANDING
from licet.wire.receipts import Recheck, Rechecked, Restated, TextChange
from licet.wire.verdicts import Verdict
from licet.words.fragments import Line, clean, short

__all__ = ["answers_of", "called", "reasons_of", "recheck_lines", "summary_of"]

_STYLES = {"ERR": "error", "WARN": "warning", "INFO": "contested", None: "dim"}
_MOST_NAMES = 3
_MOST_STEPS = 4
_MOST_STATEMENTS = 12
_STATED = {
    "changed": "says something else now",
    "removed": "is gone",
    "new": "is what it rests on now",
}


def recheck_lines(found: Recheck) -> list[Line]:
    """The receipts whose answer or text is another one, the heaviest first, and how many have the same."""
    lines: list[Line] = []
    for receipt in found.changes:
        before, after = answers_of(receipt)
        head = ((_STYLES[receipt.level], f"{receipt.level or '':<4}"), ("", " "), ("heading", clean(receipt.name)))
        lines += [(*head, ("", f": {clean(called(receipt))}: {_way(receipt)}"))]
        lines.append((("", "     "), (_style(before), before), ("", " -> "), (_style(after), after)))
        lines += [(("", f"     {clean(reason)}"),) for reason in reasons_of(receipt)]
        lines.append(())
    return [*lines, *((("dim", text),) for text in summary_of(found))]


def called(receipt: Rechecked) -> str:
    """What was asked: the name of the use, or its lines in one."""
    asked = receipt.asked
    return asked.use if asked.question == asked.use else short(" ".join(asked.question.split()), 100)


def _way(receipt: Rechecked) -> str:
    return {"otherwise": "said otherwise", "unanswerable": "cannot be asked any more"}.get(
        receipt.direction, receipt.direction
    )


def _style(answer: str) -> str:
    return "dim" if answer == "no answer" else answer


def answers_of(receipt: Rechecked) -> tuple[str, str]:
    """The answer that is recorded, and the answer now."""
    return receipt.before.status.value, receipt.after.status.value if receipt.after is not None else "no answer"


def reasons_of(receipt: Rechecked) -> Iterator[str]:
    """What is different, and why: sentences of what the documents say."""
    if receipt.error is not None:
        yield f"it cannot be asked of these policies: {receipt.error}"
    if receipt.direction == "unconfirmed":
        whose = "these policies are" if receipt.same_policies else "the policies it names were found, and are"
        yield f"{whose} those it was written of, and they do not give the answer that it records: it was changed since"
        yield "it was written, or the Licet that wrote it answered otherwise"
    if receipt.after is not None:
        yield from _differences(receipt.before, receipt.after)
    if receipt.gone:
        yield "the policies no longer declare the use; it was asked as it was described then"
    yield from (_of_text(text) for text in receipt.texts)
    yield from (f"{STANDING[s.before, s.after]}: {s.says}" for s in receipt.steps[:_MOST_STEPS])
    yield from map(_of_statement, receipt.statements[:_MOST_STATEMENTS])
    if len(receipt.statements) > _MOST_STATEMENTS:
        yield f"… {len(receipt.statements) - _MOST_STATEMENTS} more statements"


def _differences(before: Verdict, after: Verdict) -> Iterator[str]:
    rows = (
        ("because of", _clauses(before), _clauses(after)),
        ("readings of", before.over, after.over),
        ("owes", _owed(before), _owed(after)),
        ("needs", _needed(before), _needed(after)),
        ("presumes", _presumed(before), _presumed(after)),
    )
    for what, one, other in rows:
        gone, new = ([x for x in side if x not in rest] for side, rest in ((one, other), (other, one)))
        if gone or new:
            yield f"{what} {_listed(gone)} -> {_listed(new)}"


def _clauses(verdict: Verdict) -> list[str]:
    return [f"{key} ({verdict.cited[key].locator})" if key in verdict.cited else key for key in verdict.clauses]


def _owed(verdict: Verdict) -> list[str]:
    return [f"{duty.name} to {duty.license}" for duty in verdict.duties if duty.state != "met"]


def _needed(verdict: Verdict) -> list[str]:
    return list(dict.fromkeys(need.says for needs in verdict.needs for need in needs))


def _presumed(verdict: Verdict) -> list[str]:
    return [f"not {presumption.says}" for presumption in verdict.presumptions or ()]


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = [f"{len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
    return ", ".join([*names[:_MOST_NAMES], *more]) or "nothing"


def _of_text(text: TextChange) -> str:
    if not text.after:
        return f"no text of {text.license} is pinned any more; it was sha256 {_hashes(text.before)}"
    if not text.before:
        return f"a text of {text.license} is pinned now: sha256 {_hashes(text.after)}"
    return f"the text of {text.license} is another one: sha256 {_hashes(text.before)} -> {_hashes(text.after)}"


def _hashes(digests: Iterable[str]) -> str:
    return ", ".join(digest[:12] for digest in digests)


def _of_statement(statement: Restated) -> str:
    place = f" ({statement.place.file}:{statement.place.line})" if statement.place is not None else ""
    kind = "rules of" if statement.kind == "rule" else statement.kind
    return f"{kind} {statement.name} {_STATED[statement.what]}{place}"


def summary_of(found: Recheck) -> Iterator[str]:
    """How many receipts have the same answer."""
    answers = "receipt has" if found.same == 1 else "receipts have"
    yield f"{found.same:,} {answers} the same answer" + (f", {len(found.changes):,} not" if found.changes else "")
    if found.unreadable:
        files = "file is" if len(found.unreadable) == 1 else "files are"
        yield f"{len(found.unreadable):,} {files} no receipt that can be read"
