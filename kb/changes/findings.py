"""What a change means as findings, the heaviest first: what every view of it is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct

from licet.changes.policy_changes import Level, PolicyChanges, StatementChange, key_words, level_of
from licet.changes.sentences import sentences_of
from licet.changes.uses import UseChange, comes_to
from licet.grammar.source import Span
from licet.verdict.verdict import Verdict

__all__ = ["Finding", "adopted_words", "answer_words", "findings_of", "summary", "worst_level"]

_WORDS = {
    "status": "verdict",
    "acts": "acts",
    "clauses": "clauses",
    "duties": "duties",
    "cases": "readings",
    "needs": "what it needs",
    "presumptions": "what is presumed",
    "silences": "silences",
    "operative": "what adopted positions make of it",
}
_ORDER = (Level.ERR, Level.WARN, Level.INFO, None)


class Finding(Struct, frozen=True):
    """Something that a change does.

    Attributes:
        level: how it weighs; None if it changes no answer, or is accepted.
        direction: `looser`, `stricter`, `both`, `undecided`, `otherwise`, `equivalent`.
        title: what it is about: `clause llama_2.grant changed`, `use chat`.
        sentences: what it means.
        span: where it stands after the change, or stood before.
        is_gone: whether the place is one before the change.
        fingerprint: the same for the same change, wherever it stands.
        statement, use: what it is of; both are None of what the project says.
    """

    level: Level | None
    direction: str
    title: str
    sentences: tuple[str, ...]
    span: Span | None
    is_gone: bool
    fingerprint: str
    statement: StatementChange | None = None
    use: UseChange | None = None


def findings_of(changes: PolicyChanges) -> tuple[Finding, ...]:
    """The findings: statements before uses of one level."""
    found = [_of_statement(s) for s in changes.statements]
    found += [_of_project(changes.presuming)] if changes.presuming is not None else []
    found += [_of_use(changes, use) for use in changes.uses.changes]
    return tuple(sorted(found, key=lambda f: _ORDER.index(f.level)))


def _of_statement(statement: StatementChange) -> Finding:
    change = statement.change
    title = f"{key_words(change.key)} {change.what}"
    sentences = sentences_of(statement)
    if statement.accepted is not None:
        sentences = (*sentences, f"accepted, because {statement.accepted}")
    return Finding(
        statement.level,
        statement.direction,
        title,
        sentences,
        change.unit.span,
        change.after is None,
        statement.fingerprint,
        statement=statement,
    )


def _of_project(direction: str) -> Finding:
    what = "`strict` is not set any more" if direction == "looser" else "`strict` is set now"
    means = {
        "looser": "what nobody said of a use is presumed again: answers that were unknown may permit",
        "stricter": "nothing is presumed any more: answers that permitted may be unknown",
    }
    print_ = hashlib.sha256(what.encode()).hexdigest()[:12]
    return Finding(level_of(direction), direction, f"project: {what}", (means[direction],), None, False, print_)


def _of_use(changes: PolicyChanges, change: UseChange) -> Finding:
    use = change.use
    title = f"use {use.name}" + (f' of the test "{use.test}"' if use.test is not None else "")
    sentences = [f"{answer_words(change.before)} -> {answer_words(change.after)}"]
    parts = [_WORDS[part] for part in change.differing if part != "status"]
    if parts and change.before is not None and change.after is not None:
        sentences.append(f"different: {', '.join(parts)}")
    said = (use.key, change.direction, *(comes_to(v).value if v else None for v in (change.before, change.after)))
    fingerprint = hashlib.sha256(repr(said).encode()).hexdigest()[:12]
    level = changes.level_of_use(change)
    return Finding(level, change.direction, title, tuple(sentences), use.span, False, fingerprint, use=change)


def answer_words(verdict: Verdict | None) -> str:
    """An answer in a word or two, with the clauses that it rests on, and what adopted positions make of it."""
    if verdict is None:
        return "not asked"
    more = ", …" if len(verdict.clauses) > 3 else ""
    because = f" ({', '.join(verdict.clauses[:3])}{more})" if verdict.clauses else ""
    return f"{verdict.status.value}{because}{adopted_words(verdict)}"


def adopted_words(verdict: Verdict) -> str:
    """What adopted positions make of a contested answer, to stand after its status; nothing where there are none."""
    return "".join(f", {o.status.value} for {o.organization}" for o in verdict.operative)


def worst_level(findings: Sequence[Finding]) -> Level | None:
    """The heaviest level of findings; None if none weighs anything."""
    return next((level for level in _ORDER if any(f.level is level for f in findings)), None)


_MOST_RECORDED = 8


def summary(changes: PolicyChanges) -> tuple[str, ...]:
    """How many uses have the same answer, and what is known of all others."""
    uses = changes.uses
    same = uses.count - len(uses.changes)
    found = [f"{_count(same, 'use')} {'has' if same == 1 else 'have'} the same answer ({uses.asked:,} asked again)"]
    known = {statement.fingerprint for statement in changes.statements}
    accepting = [u.key[1] for u in changes.recorded if u.key[0] == "accept" and u.what == "added"]
    found += [f'accept "{print_}" is of nothing that changes here' for print_ in accepting if print_ not in known]
    others = [unit for unit in changes.recorded if unit.key[0] != "accept"]
    told = [f'{unit.key[0]} "{unit.key[1]}" {unit.what}; no answer hangs on it' for unit in others]
    found += told[:_MOST_RECORDED]
    if len(told) > _MOST_RECORDED:
        found.append(f"{len(told) - _MOST_RECORDED} more of which that is so")
    found += [f"`{old}` is called `{new}` now, and says the same" for old, new in changes.renamed]
    if not changes.statements and not uses.changes:
        what = "what is stated" if not changes.recorded and not changes.renamed else "what else is stated"
        found.append(f"{what} is the same: at most order, layout and comments are different")
    elif changes.proved is not None:
        found.append(f"no verdict changes, proved: {changes.proved}")
    elif any(not s.exhausted for s in changes.statements):
        found.append("not exhausted: uses that nobody recorded may have other answers, too")
    return tuple(found)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
