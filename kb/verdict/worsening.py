"""Whether the verdict of a use is worse in another world than the one that it was reached in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.logic.ir import Fact
from licet.logic.oracle import World
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import duties_of
from licet.verdict.decision import Branch, Splitting, explore, worlds_by_readings
from licet.verdict.judge import decided_in
from licet.verdict.leaves import Support
from licet.verdict.outcome_question import outcome_in, outcome_question
from licet.verdict.settling import ORDER, status_of_branch, status_of_branches
from licet.verdict.verdict import Duty, Status, Verdict

__all__ = ["status_if_worse"]


def status_if_worse(
    base: Base,
    verdict: Verdict,
    world: World,
    stated: Iterable[Fact],
    withdrawn: Iterable[Fact] = (),
    support: Support | None = None,
) -> Status | None:
    """The status of a use in a world, if the verdict is worse there: a worse status, or where the use is not refused a
    further duty. None if it is not.

    Args:
        base: the policies that the use was judged by.
        verdict: what was said of it.
        world: the world of that verdict, with the facts withdrawn and then the others stated.
        stated, withdrawn: the facts in which the two worlds differ.
        support: what is known of what doubt rests on in that world.
    """
    edited = base.edited(stated, withdrawn)
    splitting = edited.splitting
    if support is not None:
        splitting.worlds.know(world, support)
    before = _unfulfilled((*verdict.duties, *(duty for case in verdict.cases for duty in case.duties)))

    def owes_more(worlds: Iterable[World]) -> bool:
        owed = (duty for there in worlds for duty in duties_of(base, there, verdict.use))
        return bool(_unfulfilled(owed) - before)

    # What may be owed in a world covers what is owed in those laid upon it.
    if _is_seen_to_be_as_good(edited, verdict, world, splitting) and not owes_more([world]):
        return None
    outcome = outcome_in(world, (verdict.use,))
    worlds = [world]
    if outcome is not None:
        status = Status(outcome)
    else:
        status, decision = decided_in(edited, verdict.use, world, splitting)
        worlds = [branch.solver for branch in decision.branches]
    if status is not verdict.status:
        return status if ORDER.index(status) < ORDER.index(verdict.status) else None
    return status if not status.refuses and owes_more(worlds) else None


def _is_seen_to_be_as_good(base: Base, verdict: Verdict, world: World, splitting: Splitting) -> bool:
    """Whether a few worlds tell that the status is no worse in a world: of a contested use, one that does not refuse
    it; of an unknown one, under each choice of readings one that allows it and one that does not."""
    question = outcome_question((verdict.use,))
    if verdict.status not in (Status.CONTESTED, Status.UNKNOWN) or question.certain(world) is not None:
        return False

    def branches(there: World) -> Iterator[Branch]:
        return explore(question, there, splitting, base.is_functional)

    if verdict.status is Status.CONTESTED:
        return any(not status_of_branch(branch).refuses for branch in branches(world))
    under = worlds_by_readings(question, world, splitting)
    return all(status_of_branches(branches(there)) is Status.UNKNOWN for there in under)


def _unfulfilled(duties: Iterable[Duty]) -> set[tuple[str, str, str]]:
    return {(duty.name, duty.clause, duty.thing) for duty in duties if not duty.fulfilled}
