"""Duties of a permitted use that may be owed or not: the unknown facts and the contested terms that decide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from licet.logic.oracle import World
from licet.policy.doubt import UNSAID
from licet.verdict.base import Base
from licet.verdict.leaves import leaves_of
from licet.verdict.unknown_facts import needs_of
from licet.verdict.verdict import DoubtfulDuty, Duty, Need

__all__ = ["doubtful_duties"]


def doubtful_duties(
    base: Base, use: str, duties: Iterable[Duty], solver: World, worlds: Sequence[World]
) -> Iterator[DoubtfulDuty]:
    """The open duties that are owed in some cases only.

    Args:
        base: the policies.
        use: the name of the use.
        duties: those that are live, or may be.
        solver: the world in which the use was decided.
        worlds: those of its branches.
    """
    for duty in duties:
        live = (duty.clause, (use, duty.thing))
        if duty.state != "open" or solver.holds(*live) or all(world.holds(*live) for world in worlds):
            continue
        leaves = leaves_of(solver, [live], base.plans, base.doubt)
        unsaid = (Need(relation, row, why=UNSAID[relation]) for relation, row in leaves.unsaid)
        needs = (*unsaid, *needs_of(base, solver, [live], leaves.facts))
        if needs or leaves.terms:
            yield DoubtfulDuty(duty.name, duty.clause, duty.thing, leaves.terms, needs)
