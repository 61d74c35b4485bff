"""What a decision on a use or on one of its acts asks: which of the outcomes it has."""

from __future__ import annotations

from licet.errors import EngineFault
from licet.logic.oracle import World
from licet.logic.values import Row
from licet.policy import norms
from licet.policy import relation_names as called
from licet.verdict.decision import Question
from licet.verdict.settling import answer_of

__all__ = ["outcome_in", "outcome_question"]


def outcome_in(world: World, subject: tuple[str, ...]) -> str | None:
    """The outcome that is certain in a world, if one is.

    Args:
        world: the world.
        subject: the use, or the use, the action and the thing of an act.
    """
    return next((o for o in norms.OUTCOMES if world.holds(_relation(subject), (*subject, o))), None)


def outcome_question(subject: tuple[str, ...]) -> Question:
    """The question which outcome a use or an act has; the subject is as for `outcome_in`."""
    relation = _relation(subject)
    possible = called.possible(relation)

    def doubtful(world: World) -> tuple[tuple[str, Row], ...]:
        rows = ((*subject, outcome) for outcome in norms.OUTCOMES)
        found = tuple((relation, row) for row in rows if world.holds(possible, row))
        if not found:
            raise EngineFault(f"no verdict of `{'` `'.join(subject)}` is possible")
        return found

    return Question(lambda world: outcome_in(world, subject), doubtful, answer_of, (relation, (*subject, None)))


def _relation(subject: tuple[str, ...]) -> str:
    return called.OUTCOME if len(subject) == 1 else called.ACT
