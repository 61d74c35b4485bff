"""What supposed changes do to a verdict, and which changes would turn one, as styled lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.families import family_of
from licet.fragments import Line, text_of
from licet.phrases import Phrases
from licet.remedies import Edit, Remedies
from licet.values import Row
from licet.verdict import Verdict
from licet.whatif import WhatIf

__all__ = ["edit_line", "flip_lines", "remedies_data", "remedies_lines", "what_if_data", "what_if_lines"]

_MOST = 8
_TOLD = frozenset({"user", "reading", "live"})


def flip_lines(phrases: Phrases, use: str, before: Verdict, after: Verdict) -> Iterator[Line]:
    """From one verdict to another, and the clauses, terms and facts that make the difference."""
    one, other = before.status.value, after.status.value
    if one == other:
        same = before.clauses == after.clauses and before.over == after.over and before.needs == after.needs
        reasons = "" if same else ", for other reasons"
        yield (("name", use), ("", ": "), (other, other), ("", f" still{reasons}"))
    else:
        yield (("name", use), ("", ": "), (one, one), ("", " -> "), (other, other))
    for word, now, then in (("now", after, before), ("before", before, after)):
        for key in now.clauses:
            if key not in then.clauses:
                entry = phrases.vocabulary.clauses.get(key)
                place = phrases.place(entry.clause.span) if entry is not None else None
                yield (("", f"  {word} because of "), *phrases.clause(key), *([("", "  "), place] if place else []))
        if now.over and now.over != then.over:
            yield (("", f"  {word} it turns on "), ("relation", ", ".join(now.over)))
        if now.needs and now.needs != then.needs:
            needed = {(n.relation, n.row): n for s in now.needs for n in s.needs}
            for need in sorted(needed.values(), key=str):
                known: Line = (("name", str(need.row[-1])), ("", f": {need.why}")) if need.why else ()
                yield (("", f"  {word} it needs "), *(known or phrases.key(need.relation, need.row)))


def what_if_lines(phrases: Phrases, found: WhatIf) -> list[Line]:
    """A verdict before and after, and the conclusions that came and went."""
    before, after = found.before.verdict, found.after.verdict
    assert before is not None
    assert after is not None
    lines = list(flip_lines(phrases, after.use, before, after))
    for word, style, rows in (("no longer", "forbidden", found.gone), ("new", "permitted", found.new)):
        told = list(_told(rows))
        lines += [((style, f"  {word}: "), *phrases.holds(*row)) for row in told[:_MOST]]
        if len(told) > _MOST:
            lines.append((("dim", f"  … {len(told) - _MOST} more"),))
    return lines


def _told(rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, Row]]:
    """The conclusions that say something of the case."""
    for relation, row in rows:
        family = family_of(relation)
        if family.name in _TOLD and not family.possible:
            yield relation, row


def what_if_data(phrases: Phrases, found: WhatIf) -> dict[str, object]:
    """The same for machines."""
    before, after = found.before.verdict, found.after.verdict
    assert before is not None
    assert after is not None
    return {
        "use": after.use,
        "before": before.status.value,
        "after": after.status.value,
        "gone": [text_of(phrases.holds(*row)) for row in _told(found.gone)],
        "new": [text_of(phrases.holds(*row)) for row in _told(found.new)],
    }


def remedies_lines(phrases: Phrases, use: str, found: Remedies) -> list[Line]:
    """The changes after which a use is permitted, each way under a number."""
    lines: list[Line] = []
    for number, remedy in enumerate(found.found, 1):
        status = remedy.verdict.status.value
        lines.append((("", f"{number}. "), ("name", use), ("", " would be "), (status, status)))
        lines += [(("", "   "), *edit_line(phrases, edit)) for edit in remedy.edits]
    if not lines:
        lines.append((("", "no change of what can be changed makes it permitted"),))
    if found.more:
        lines.append((("dim", "there may be further ways; the search ended before everything was tried"),))
    return lines


def edit_line(phrases: Phrases, edit: Edit) -> Line:
    """One change."""
    return (("", "without " if edit.withdraw else "with "), *phrases.literal(edit.relation, edit.row))


def remedies_data(phrases: Phrases, use: str, found: Remedies) -> dict[str, object]:
    """The same for machines."""
    return {
        "use": use,
        "remedies": [
            {
                "edits": [
                    {"withdraw": e.withdraw, "fact": text_of(phrases.literal(e.relation, e.row))} for e in remedy.edits
                ],
                "status": remedy.verdict.status.value,
            }
            for remedy in found.found
        ],
        "more": found.more,
    }
