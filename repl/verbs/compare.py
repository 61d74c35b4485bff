"""`compare`, and what a change of files changed: which verdicts of a session's questions are others, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from licet.errors import NameUnknown
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Result, page, said
from licet.repl.screen.statuses import ExitStatus
from licet.repl.session.session import Session
from licet.verdict.base import Base
from licet.verdict.verdict import Verdict
from licet.wire import shown
from licet.words.fragments import Line

if TYPE_CHECKING:
    from licet.answers.what_if import WhatIf

__all__ = ["Flip", "at_prompt", "flips_between", "flips_page"]


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`compare`: the verdicts of this session's questions with the layer against those of the files alone."""
    if argument.strip():
        raise Misuse("`compare` takes nothing more", "it compares the files with and without what this session changed")
    if not session.asked:
        raise Misuse("nothing was asked yet", "`compare` looks at the uses asked about in this session")
    if not session.scratch.changes and session.day is None:
        return session, Output((said("this session changed nothing"),))
    alone = replace(session.scratch, knowledge=session.scratch.files, readings=())
    flips = flips_between(replace(session, scratch=alone, day=None), session)
    if not flips:
        return session, Output((said("what this session changed changes none of its verdicts"),))
    return session, Output((flips_page(flips),), status=ExitStatus.NO)


class Flip(Struct, frozen=True):
    """A use whose verdict is another one now.

    Attributes:
        use: its name.
        before: the verdict that it had.
        after: the one it has; None when there is no such use any more.
        proofs: what its verdict rested on and rests on now, where there are both.
        bases: the policies of the two.
    """

    use: str
    before: Verdict
    after: Verdict | None
    proofs: WhatIf | None
    bases: tuple[Base, Base]


def flips_between(before: Session, after: Session) -> list[Flip]:
    """The uses asked about whose verdict differs, in the order they were first asked.

    Raises:
        ProofTooLarge: a proof search past its bound.
    """
    return [flip for use in before.asked if (flip := _flip(use, before, after)) is not None]


def _flip(use: str, before: Session, after: Session) -> Flip | None:
    one, other = _verdict(before, use), _verdict(after, use)
    if one is None or (other is not None and _shown(one) == _shown(other)):
        return None
    bases = before.knowledge.base, after.knowledge.base
    if other is None:
        return Flip(use, one, None, None, bases)
    from licet.answers.what_if import what_if

    bases = before.of_uses().dated(use).base, after.of_uses().dated(use).base
    return Flip(use, one, other, what_if(*bases, use, before.readings, after.readings), bases)


def _verdict(session: Session, use: str) -> Verdict | None:
    try:
        at = session.of_uses()
        return at.knowledge.ask(use, on=at.day, readings=at.readings)
    except NameUnknown:
        return None


def _shown(verdict: Verdict) -> tuple[object, ...]:
    return (verdict.status, verdict.clauses, verdict.over, verdict.duties, verdict.needs, verdict.cases)


def flips_page(flips: list[Flip]) -> Result:
    """The verdicts that flipped, with the clauses and facts that make the difference."""
    lines: list[Line] = []
    for flip in flips:
        lines += [(), *_lines(flip)] if lines else _lines(flip)

    def data() -> shown.Flips:
        return shown.Flips(
            tuple(shown.Flip(f.use, f.before.status, f.after.status if f.after else None) for f in flips)
        )

    return page(lines, data)


def _lines(flip: Flip) -> Iterator[Line]:
    if flip.after is None or flip.proofs is None:
        before = flip.before.status.value
        yield (("name", flip.use), ("", ": "), (before, before), ("", " before; no such use now"))
        return
    from licet.views.lines.what_if import changed_lines, flip_lines
    from licet.words.phrases import phrases_of

    former, phrases = map(phrases_of, flip.bases)
    yield from flip_lines(phrases, flip.use, flip.before, flip.after, former)
    yield from changed_lines(phrases, flip.proofs.gone, flip.proofs.new)
