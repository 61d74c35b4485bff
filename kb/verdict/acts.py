"""The verdicts of the acts that a use consists of, each for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from licet.logic.oracle import World
from licet.policy import norms
from licet.policy import relation_names as called
from licet.policy.vocabulary import ClauseEntry
from licet.verdict.act_clauses import ActRow, acts_in, decides, live_clauses, names, requirements
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import duties_of, governing
from licet.verdict.decision import Decision, Splitting, decide
from licet.verdict.outcome_question import outcome_question
from licet.verdict.settling import status_of_decision
from licet.verdict.verdict import Act, Duty

__all__ = ["acts_of"]

_PASSING = (norms.PERMITTED, norms.PERMITTED_WITH_DUTIES)


def acts_of(
    base: Base,
    use: str,
    decision: Decision,
    entries: Sequence[ClauseEntry],
    owed: Mapping[int, tuple[Duty, ...]],
    solver: World,
    splitting: Splitting,
) -> tuple[Act, ...]:
    """The acts of a use, sorted, each with the verdict of it alone.

    Args:
        base: the checked policies.
        use: the name of the use.
        decision: that on the use.
        entries: the clauses in play.
        owed: the duties in the world of each of its branches, by the identity of that world.
        solver: the world in which it was decided.
        splitting: how that was done.
    """
    done = acts_in(solver, use)
    alike = len(done) == 1 or {branch.outcome for branch in decision.branches} == {norms.PERMITTED}
    decisions = [
        decision if alike else decide(outcome_question(act), solver, splitting, base.is_functional) for act in done
    ]
    worlds = {id(branch.solver): branch.solver for found in decisions for branch in found.branches}
    duties = {n: owed[n] if n in owed else duties_of(base, entries, world, use) for n, world in worlds.items()}
    may_govern = governing(base, solver, use)
    return tuple(
        _act(base, act, found, entries, solver, may_govern, duties) for act, found in zip(done, decisions, strict=True)
    )


def _act(
    base: Base,
    act: ActRow,
    decision: Decision,
    entries: Sequence[ClauseEntry],
    solver: World,
    may_govern: Iterable[str],
    owed: Mapping[int, tuple[Duty, ...]],
) -> Act:
    """One act, given the licenses that may govern the use, and the duties in each world by its identity."""
    use, action, thing = act
    licenses = tuple(
        name for name in may_govern if solver.answers(base.doubt.possible(called.governs(name)), (use, thing))
    )
    status = status_of_decision(decision)
    told = [
        b
        for b in decision.branches
        if status.allows or (b.outcome == status.value if status.refuses else b.outcome not in _PASSING)
    ]
    live = ((b, e) for b in told for e, _ in live_clauses(entries, b.solver, (act,), b.outcome))
    clauses = {e.key for b, e in live if decides(base, e, b.outcome, b.solver, act)}
    duties = {
        duty
        for branch in decision.branches
        for duty in owed[id(branch.solver)]
        if duty.thing == thing and _is_asked(base.vocabulary.clauses[duty.clause], duty, action)
    }
    return Act(action, thing, status, licenses, tuple(sorted(clauses)), tuple(sorted(duties)))


def _is_asked(entry: ClauseEntry, duty: Duty, action: str) -> bool:
    """Whether the clause asks for the duty where that is done."""
    said = (duty.name, duty.strength)
    return any((e.duty.name, e.strength) == said and names(e, action) for e in requirements(entry))
