"""What supposed or real changes do to verdicts, as styled lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.answers.what_if import Shift, WhatIf, told
from licet.verdict.verdict import Verdict
from licet.words.fragments import Line, joined
from licet.words.phrases import Phrases, whence

__all__ = ["STANDING", "changed_lines", "flip_lines", "shift_line", "what_if_lines"]

_MOST = 12
STANDING = {
    ("certain", "absent"): "no longer",
    ("certain", "possible"): "no longer certain",
    ("possible", "absent"): "no longer possible",
    ("absent", "certain"): "new",
    ("possible", "certain"): "now certain",
    ("absent", "possible"): "now possible",
}
"""In words how a conclusion stands otherwise than before."""


def what_if_lines(phrases: Phrases, found: WhatIf) -> list[Line]:
    """A verdict before and after, and what of its proofs no longer holds or holds now."""
    before, after = found.before.verdict, found.after.verdict
    assert before is not None
    assert after is not None
    return [*flip_lines(phrases, after.use, before, after), *changed_lines(phrases, found.gone, found.new)]


def flip_lines(
    phrases: Phrases, use: str, before: Verdict, after: Verdict, former: Phrases | None = None
) -> Iterator[Line]:
    """From one verdict to another, and the clauses, terms, facts and duties that make the difference.

    Args:
        phrases: the words of the policies after the change.
        use: the name of the use.
        before, after: its verdicts.
        former: the words of the policies before the change, where those are others.
    """
    one, other = before.status.value, after.status.value
    if one == other:
        parts = [(v.clauses, v.over, v.needs, v.duties, v.cases) for v in (before, after)]
        reasons = "" if parts[0] == parts[1] else ", for other reasons"
        yield (("name", use), ("", ": "), (other, other), ("", f" still{reasons}"))
    else:
        yield (("name", use), ("", ": "), (one, one), ("", " -> "), (other, other))
    former = phrases if former is None else former
    for word, now, then, said in (("now", after, before, phrases), ("before", before, after, former)):
        for key in now.clauses:
            if key not in then.clauses:
                entry = said.vocabulary.clauses.get(key)
                place = whence(None, entry.clause.span) if entry is not None else ()
                yield (("", f"  {word} because of "), *said.clause(key), *place)
        if now.over and now.over != then.over:
            yield (("", f"  {word} it turns on "), ("relation", ", ".join(now.over)))
        yield from _needed(said, word, now, then)
        owed, other_owed = ({d.name for d in v.duties if not d.fulfilled} for v in (now, then))
        if owed - other_owed and now.status.allows:
            yield (("", f"  {word} it owes "), *joined([(("name", name),) for name in sorted(owed - other_owed)]))


def _needed(phrases: Phrases, word: str, now: Verdict, then: Verdict) -> Iterator[Line]:
    if now.needs and now.needs != then.needs:
        needed = {(n.relation, n.row): n for s in now.needs for n in s.needs}
        for need in sorted(needed.values(), key=str):
            known: Line = (("name", str(need.row[-1])), ("", f": {need.why}")) if need.why else ()
            yield (("", f"  {word} it needs "), *(known or phrases.key(need.relation, need.row)))


def shift_line(phrases: Phrases, shift: Shift, style: str, indent: str) -> Line:
    """How a conclusion stands otherwise than before."""
    return ((style, f"{indent}{STANDING[shift.before, shift.after]}: "), *phrases.holds(shift.relation, shift.row))


def changed_lines(phrases: Phrases, gone: Iterable[Shift], new: Iterable[Shift]) -> Iterator[Line]:
    """The conclusions that came and went."""
    for style, shifts in (("forbidden", gone), ("permitted", new)):
        shown = list(told(shifts))
        for shift in shown[:_MOST]:
            yield shift_line(phrases, shift, style, "  ")
        if len(shown) > _MOST:
            yield (("dim", f"  … {len(shown) - _MOST} more"),)
