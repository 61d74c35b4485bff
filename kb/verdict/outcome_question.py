"""What a decision on a use or on one of its acts asks: which of the outcomes it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licet.errors import EngineFault
from licet.logic.oracle import World
from licet.policy import norms
from licet.policy import relation_names as called
from licet.verdict.decision import Question, Splitting, leaves_in
from licet.verdict.settling import answer_of

if TYPE_CHECKING:
    from licet.verdict.leaves import Leaves

__all__ = ["outcome_question"]


def outcome_question(subject: tuple[str, ...]) -> Question:
    """The question which outcome a use or an act has.

    Args:
        subject: the use, or the use, the action and the thing of an act.
    """
    relation = called.OUTCOME if len(subject) == 1 else called.ACT
    possible = called.possible(relation)

    def certain(world: World) -> str | None:
        return next((o for o in norms.OUTCOMES if world.holds(relation, (*subject, o))), None)

    def leaves(world: World, splitting: Splitting) -> Leaves:
        rows = ((*subject, outcome) for outcome in norms.OUTCOMES)
        found = tuple((relation, row) for row in rows if world.holds(possible, row))
        if not found:
            raise EngineFault(f"no verdict of `{'` `'.join(subject)}` is possible")
        return leaves_in(world, found, splitting)

    return Question(certain, leaves, answer_of, (relation, (*subject, None)))
