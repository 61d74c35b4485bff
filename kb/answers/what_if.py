"""What if: a verdict before and after supposed changes, and what became of its proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from licet.answers.explanation import Explanation, explain_use
from licet.logic.oracle import World
from licet.logic.values import Row
from licet.policy.relation_names import USER, family_of
from licet.proof.steps import FactStep, Proof, RuleStep
from licet.verdict.base import Base
from licet.verdict.verdict import Pin

__all__ = ["Shift", "WhatIf", "told", "what_if"]

_TOLD = frozenset({USER, "reading", "live"})


class Shift(Struct, frozen=True):
    """A conclusion (relation, row) that stands otherwise than before: `certain` (whatever is unknown and contested),
    `possible` or `absent`."""

    relation: str
    row: Row
    before: str
    after: str


class WhatIf(Struct, frozen=True):
    """A use before and after. `gone` are the conclusions that its proofs rested on before and that are less certain
    now; `new` those that they rest on now and that were less certain before."""

    before: Explanation
    after: Explanation
    gone: tuple[Shift, ...]
    new: tuple[Shift, ...]


def what_if(before: Base, after: Base, use: str, pins: Iterable[Pin], pins_after: Iterable[Pin]) -> WhatIf:
    """Compare the verdict of a use over two bases.

    Raises:
        ProofTooLarge: a proof search past its bound.
    """
    pins, pins_after = tuple(pins), tuple(pins_after)
    first, second = explain_use(before, use, pins), explain_use(after, use, pins_after)
    then = _Standing(before, before.pinned(before.solver, pins))
    now = _Standing(after, after.pinned(after.solver, pins_after))
    gone = [_shift(c, then, now) for c in _conclusions(first)]
    new = [_shift(c, then, now) for c in _conclusions(second)]
    return WhatIf(
        first,
        second,
        tuple(s for s in gone if _LEVELS.index(s.after) < _LEVELS.index(s.before)),
        tuple(s for s in new if _LEVELS.index(s.before) < _LEVELS.index(s.after)),
    )


_LEVELS = ("absent", "possible", "certain")


class _Standing(Struct, frozen=True):
    """How certain conclusions are in a world in which not everything is known."""

    base: Base
    world: World

    def of(self, relation: str, row: Row) -> str:
        if self.world.answers(relation, row):
            return "certain"
        twin = self.base.doubt.possible(relation)
        return "possible" if twin != relation and self.world.answers(twin, row) else "absent"


def _shift(conclusion: tuple[str, Row], then: _Standing, now: _Standing) -> Shift:
    return Shift(*conclusion, then.of(*conclusion), now.of(*conclusion))


def _conclusions(explanation: Explanation) -> list[tuple[str, Row]]:
    return sorted({c for ground in explanation.grounds for c in _of_proof(ground.proof)}, key=repr)


def _of_proof(proof: Proof) -> Iterable[tuple[str, Row]]:
    return ((s.relation, s.row) for s in proof.steps if isinstance(s, (FactStep, RuleStep)))


def told(shifts: Iterable[Shift]) -> Iterator[Shift]:
    """The conclusions that say something of the case, and not of how the program is made."""
    for shift in shifts:
        family = family_of(shift.relation)
        if family.name in _TOLD and not family.possible:
            yield shift
