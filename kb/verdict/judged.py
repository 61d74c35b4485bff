"""An answer together with the decision it comes from, so that whoever goes on from it need not explore that again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from msgspec import Struct

from licet.verdict.decision import Branch, Decision
from licet.verdict.verdict import Pin, Truth, Verdict

__all__ = ["Judged", "Way"]

_A = TypeVar("_A", Verdict, Truth)


class Way(Struct, frozen=True):
    """One outcome of a decision under some readings, and the first branch that ends in it."""

    readings: tuple[Pin, ...]
    outcome: str
    branch: Branch


class Judged(Struct, Generic[_A], frozen=True):
    """A verdict or a truth, and the branches of its decision, each with the solver of its world."""

    answer: _A
    decision: Decision

    def ways(self) -> Iterator[Way]:
        """A way to each outcome under each choice of the readings that the answer turns on; none to what was not
        decided."""
        seen: set[tuple[tuple[Pin, ...], str]] = set()
        for branch in self.decision.branches:
            readings = tuple(sorted(pin for pin in branch.readings if pin.term in self.answer.over))
            if branch.outcome is not None and (readings, branch.outcome) not in seen:
                seen.add((readings, branch.outcome))
                yield Way(readings, branch.outcome, branch)
