"""Whether the verdict of a use is worse in another world than the one that it was reached in."""

from __future__ import annotations

from collections.abc import Iterable

from licet.logic.ir import Fact
from licet.logic.oracle import World
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import duties_of
from licet.verdict.judge import decided_in
from licet.verdict.leaves import Support
from licet.verdict.outcome_question import outcome_in
from licet.verdict.settling import ORDER
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
    outcome = outcome_in(world, (verdict.use,))
    worlds = [world]
    if outcome is not None:
        status = Status(outcome)
    else:
        status, decision = decided_in(base.edited(stated, withdrawn), verdict.use, world, support)
        worlds = [branch.solver for branch in decision.branches]
    if status is not verdict.status:
        return status if ORDER.index(status) < ORDER.index(verdict.status) else None
    if status.refuses:
        return None
    before = (*verdict.duties, *(duty for case in verdict.cases for duty in case.duties))
    after = (duty for there in worlds for duty in duties_of(base, there, verdict.use))
    return status if _unfulfilled(after) - _unfulfilled(before) else None


def _unfulfilled(duties: Iterable[Duty]) -> set[tuple[str, str, str]]:
    return {(duty.name, duty.clause, duty.thing) for duty in duties if not duty.fulfilled}
