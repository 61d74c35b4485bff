"""Facts that suffice for an answer: asked with them and the rules alone, it is the same.

What a conclusion is derived from does not suffice by itself: where other facts are missing, too, something may be
unknown that they denied, or hold that they blocked. The whole proof says which those are, since it explains the
absences that the conclusion rests on; of its facts only those are kept without which the answer would be another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from licet.logic.ir import Fact
from licet.logic.join import row_order
from licet.logic.oracle import World
from licet.policy.relation_names import BOOKKEEPING, family_of
from licet.proof.steps import FactStep
from licet.verdict.base import Base

__all__ = ["Stated", "completed", "stated_facts"]

_KEPT = BOOKKEEPING | {"month"}


def _is_told(relation: str) -> bool:
    """Whether rows of the relation are facts that somebody stated, and not what lowering makes of names."""
    return family_of(relation).name not in _KEPT


class Stated(Struct, frozen=True):
    """All facts that somebody stated, and the world in which they are not."""

    nothing: World
    facts: tuple[FactStep, ...]


def completed(
    leaves: Iterable[FactStep], explaining: Iterable[FactStep], stated: Stated, holds: Callable[[World], bool]
) -> tuple[FactStep, ...]:
    """The stated leaves of a proof with what else the answer needs, sorted.

    Args:
        leaves: what a conclusion is derived from; all that is stated of it is kept.
        explaining: what the absences rest on that it needs.
        stated: all facts, for where these do not suffice.
        holds: whether the answer is the same in a world.
    """
    told = tuple(leaf for leaf in leaves if _is_told(leaf.relation))
    known = {(leaf.relation, leaf.row) for leaf in told}

    def suffice(steps: Iterable[FactStep]) -> bool:
        return holds(stated.nothing.overlay(Fact(s.relation, s.row) for s in (*told, *steps)))

    for further in ((), explaining, stated.facts):
        more = {(s.relation, s.row): s for s in further if _is_told(s.relation) and (s.relation, s.row) not in known}
        if suffice(more.values()):
            return tuple(sorted((*told, *_least(sorted(more.values(), key=_order), suffice)), key=_order))
    return tuple(sorted((*told, *more.values()), key=_order))


def _least(more: list[FactStep], suffice: Callable[[Iterable[FactStep]], bool]) -> list[FactStep]:
    """What is left of `more` when first large, then smaller parts of it are left out wherever they can be."""
    size = len(more)
    while size:
        for start in reversed(range(0, len(more), size)):
            fewer = [*more[:start], *more[start + size :]]
            if suffice(fewer):
                more = fewer
        size //= 2
    return more


def _order(step: FactStep) -> tuple[str, object]:
    return (step.relation, row_order(step.row))


def stated_facts(base: Base) -> Iterator[Fact]:
    """The facts that the policies state, those stated since among them."""
    later = (fact for stated, _ in base.layers for fact in stated)
    for fact in (*base.program.facts, *later):
        if _is_told(fact.relation) and base.solver.fact(fact.relation, fact.row) is not None:
            yield fact
