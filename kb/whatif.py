"""What if: a verdict before and after supposed changes, and what became of its proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from licet.base import Base
from licet.explain import Explanation, explain_use
from licet.proof import FactStep, Proof, RuleStep
from licet.values import Row
from licet.verdict import Pin

__all__ = ["WhatIf", "what_if"]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A use before and after. `gone` and `new` are the conclusions (relation, row) that its proofs rest on only
    before, and only after, the change."""

    before: Explanation
    after: Explanation
    gone: tuple[tuple[str, Row], ...]
    new: tuple[tuple[str, Row], ...]


def what_if(before: Base, after: Base, use: str, pins: Iterable[Pin], pins_after: Iterable[Pin]) -> WhatIf:
    """Compare the verdict of a use over two bases.

    Raises:
        ProofTooLarge: a proof search past its bound.
    """
    first, second = explain_use(before, use, pins), explain_use(after, use, pins_after)
    old, fresh = _conclusions(first), _conclusions(second)
    return WhatIf(first, second, _sorted(old - fresh), _sorted(fresh - old))


def _conclusions(explanation: Explanation) -> set[tuple[str, Row]]:
    return {c for ground in explanation.grounds for c in _of_proof(ground.proof)}


def _of_proof(proof: Proof) -> Iterable[tuple[str, Row]]:
    return ((s.relation, s.row) for s in proof.steps if isinstance(s, (FactStep, RuleStep)))


def _sorted(found: set[tuple[str, Row]]) -> tuple[tuple[str, Row], ...]:
    return tuple(sorted(found, key=repr))
