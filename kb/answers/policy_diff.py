"""Two versions of policies side by side: which uses have another answer, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from licet.answers.what_if import WhatIf, what_if
from licet.errors import NameUnknown
from licet.grammar.diagnostics import did_you_mean
from licet.verdict.base import Base
from licet.verdict.judge import judge
from licet.verdict.verdict import Pin, Verdict

__all__ = ["Change", "Comparison", "compare_bases"]


class Change(Struct, frozen=True):
    """A use whose answer differs. `before` or `after` is None where it is declared in one of the policies only; with
    both, `proofs` tells what of the one's proofs no longer holds, and what holds now."""

    use: str
    before: Verdict | None
    after: Verdict | None
    proofs: WhatIf | None


class Comparison(Struct, frozen=True):
    """The uses that differ, by name, and how many have the same answer."""

    changes: tuple[Change, ...]
    same: int


def compare_bases(before: Base, after: Base, uses: Sequence[str] = (), pins: Iterable[Pin] = ()) -> Comparison:
    """Compare the verdicts of uses, with their clauses, readings, duties and needs.

    Args:
        before, after: the policies.
        uses: the uses to compare; all that either declares when there are none.
        pins: readings to take as given on both sides.

    Raises:
        NameUnknown: no use of that name is declared on any side.
        ProofTooLarge: a proof search past its bound.
    """
    pins = tuple(pins)
    old, new = set(before.vocabulary.members("use")), set(after.vocabulary.members("use"))
    for use in uses:
        if use not in old | new:
            raise NameUnknown("use", use, did_you_mean(use, sorted(old | new)))
    changes = []
    same = 0
    for use in sorted(uses or old | new):
        one = judge(before, use, pins) if use in old else None
        other = judge(after, use, pins) if use in new else None
        if one is None or other is None:
            changes.append(Change(use, one, other, None))
        elif _answer(one) == _answer(other):
            same += 1
        else:
            changes.append(Change(use, one, other, what_if(before, after, use, pins, pins)))
    return Comparison(tuple(changes), same)


def _answer(verdict: Verdict) -> Verdict:
    """The verdict without the clauses that lost, which answer nothing."""
    return replace(verdict, lost=())
