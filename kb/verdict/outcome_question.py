"""What a decision on a use or on one of its acts asks: which of the outcomes it has."""

from __future__ import annotations

from licet.errors import EngineFault
from licet.logic.oracle import World
from licet.logic.values import Row
from licet.policy import norms
from licet.policy import relation_names as called
from licet.verdict.decision import Question
from licet.verdict.settling import answer_of

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

    def doubtful(world: World) -> tuple[tuple[str, Row], ...]:
        rows = ((*subject, outcome) for outcome in norms.OUTCOMES)
        found = tuple((relation, row) for row in rows if world.holds(possible, row))
        if not found:
            raise EngineFault(f"no verdict of `{'` `'.join(subject)}` is possible")
        return found

    return Question(certain, doubtful, answer_of, (relation, (*subject, None)))
