"""Whether the verdict of a use is worse in another world than the one that it was reached in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import tee

from licet.logic.ir import Fact
from licet.logic.oracle import World
from licet.policy import relation_names as called
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import duties_of
from licet.verdict.decision import Branch, Decision, Splitting, explore, explore_along
from licet.verdict.leaves import Support
from licet.verdict.outcome_question import outcome_question
from licet.verdict.settling import ORDER, settled, status_of_branch, status_of_decision
from licet.verdict.verdict import Duty, Status, Verdict

__all__ = ["status_if_worse"]


def status_if_worse(
    base: Base,
    verdict: Verdict,
    world: World,
    stated: Iterable[Fact],
    withdrawn: Iterable[Fact] = (),
    support: Support | None = None,
    branches: Sequence[Branch] = (),
) -> Status | None:
    """The status of a use in a world, if the verdict is worse there: a worse status, or where the use is not refused a
    further duty. None if it is not.

    Args:
        base: the policies that the use was judged by.
        verdict: what was said of it.
        world: the world of that verdict, with the facts withdrawn and then the others stated.
        stated, withdrawn: the facts in which the two worlds differ.
        support: what is known of what doubt rests on in that world.
        branches: those of the decision that the verdict comes from, if they are at hand.
    """
    edited = base.edited(stated, withdrawn)
    splitting = edited.splitting
    if support is not None:
        splitting.worlds.know(world, support)
    question = outcome_question((verdict.use,))
    before = _unfulfilled((*verdict.duties, *(duty for case in verdict.cases for duty in case.duties)))

    def owes_more(worlds: Iterable[World]) -> bool:
        owed = (duty for there in worlds for duty in duties_of(base, there, verdict.use))
        return bool(_unfulfilled(owed) - before)

    outcome = question.certain(world)
    if outcome is not None:
        status, worlds = Status(outcome), [world]
    else:
        some, everything = tee(_branches(edited, verdict.use, world, splitting, branches))
        # What may be owed in a world covers what is owed in those laid upon it.
        if _are_seen_to_be_as_good(verdict.status, some) and not owes_more([world]):
            return None
        decision = Decision.of(tuple(everything), question.answer)
        status, worlds = status_of_decision(decision), [branch.solver for branch in decision.branches]
    if status is not verdict.status:
        return status if ORDER.index(status) < ORDER.index(verdict.status) else None
    return status if not status.refuses and owes_more(worlds) else None


def _branches(base: Base, use: str, world: World, splitting: Splitting, known: Sequence[Branch]) -> Iterator[Branch]:
    """The branches of the decision in a world, along known ones if what those take to be so is in doubt there, too."""
    question = outcome_question((use,))
    supposed = {(a.relation, a.row) for branch in known for a in branch.assumptions}
    if known and all(world.holds(called.unknown(relation), row) for relation, row in supposed):
        return explore_along(known, question, world, splitting, base.is_functional)
    return explore(question, world, splitting, base.is_functional)


def _are_seen_to_be_as_good(status: Status, branches: Iterable[Branch]) -> bool:
    """Whether a few branches tell that the status is no worse with them: of a contested use, one that does not refuse
    it; of an unknown one, two that make no answer whatever the readings are."""
    if status is Status.CONTESTED:
        return any(not status_of_branch(branch).refuses for branch in branches)
    found: set[Status] = set()
    for branch in branches if status is Status.UNKNOWN else ():
        found |= set() if branch.readings else {status_of_branch(branch)}
        if Status.UNKNOWN in found or (len(found) > 1 and settled(found, Status.UNKNOWN) is Status.UNKNOWN):
            return True
    return False


def _unfulfilled(duties: Iterable[Duty]) -> set[tuple[str, str, str]]:
    return {(duty.name, duty.clause, duty.thing) for duty in duties if not duty.fulfilled}
