"""From the decision over all worlds to the verdict of a use, and to the truth of a literal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from licet.logic.oracle import World
from licet.logic.values import Row, Value
from licet.policy import relation_names as called
from licet.policy.doubt import UNSAID
from licet.policy.vocabulary import ClauseEntry
from licet.verdict.acts import acts_of
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import (
    clauses_in_play,
    duties_of,
    governing,
    governing_clauses,
    lost_clauses,
    need_of,
    negative_clauses,
    permitting_clauses,
    silences,
    unbound_by,
    unsettled_needs,
)
from licet.verdict.decision import Branch, Decision, Question, Splitting, decide, explore, leaves_in, minimal_sets
from licet.verdict.doubtful_duties import doubtful_duties
from licet.verdict.judged import Judged
from licet.verdict.outcome_question import outcome_question
from licet.verdict.settling import ORDER, answer_of, settled, status_of_branch, status_of_branches, status_of_decision
from licet.verdict.verdict import (
    Case,
    Duty,
    Need,
    NeedSet,
    Operative,
    Pin,
    Silence,
    Status,
    Truth,
    TruthCase,
    Unbound,
    Verdict,
)

if TYPE_CHECKING:
    from licet.logic.patterns import Pattern
    from licet.verdict.leaves import Leaves

__all__ = [
    "branches_of_truth",
    "branches_of_use",
    "decided_in",
    "decided_use",
    "exploring_use",
    "judge",
    "judge_truth",
    "judge_use",
    "open_needs",
    "truth_of",
]


_Owed = Mapping[int, tuple[Duty, ...]]
"""The duties in worlds, by the identity of each."""


def _decide_use(base: Base, use: str, solver: World, everywhere: bool = False) -> Decision:
    splitting = base.splitting_everywhere if everywhere else base.splitting
    return decide(outcome_question((use,)), solver, splitting, base.is_functional)


def branches_of_use(base: Base, use: str, pins: Iterable[Pin] = (), *, everywhere: bool = False) -> tuple[Branch, ...]:
    """The branches of the decision on a use, each with the solver of its world, for whoever needs no verdict.

    Args:
        base: the policies.
        use: the name of the use.
        pins: readings to take as given.
        everywhere: whether to split on each value that stands for others anywhere, also where the use cannot come to
            it: for whoever checks that no world is left out.
    """
    return _decide_use(base, use, base.pinned(base.solver, pins), everywhere).branches


def exploring_use(base: Base, use: str, pins: Iterable[Pin] = ()) -> Iterator[Branch]:
    """The same branches one by one, for whoever need not see all of them."""
    return explore(outcome_question((use,)), base.pinned(base.solver, pins), base.splitting, base.is_functional)


def judge(base: Base, use: str, pins: Iterable[Pin] = ()) -> Verdict:
    """The verdict of a declared use.

    Args:
        base: the checked policies.
        use: the name of the use.
        pins: readings to take as given.

    Raises:
        EngineFault: an invariant of the engine is broken; there is no answer then.
    """
    return judge_use(base, use, pins).answer


def judge_use(base: Base, use: str, pins: Iterable[Pin] = ()) -> Judged[Verdict]:
    """The verdict of a declared use, as `judge` gives it, with the decision it comes from."""
    pins = tuple(pins)
    solver = base.pinned(base.solver, pins)
    splitting = base.splitting
    decision = decide(outcome_question((use,)), solver, splitting, base.is_functional)
    return Judged(_verdict(base, use, pins, decision, solver, splitting), decision)


def _verdict(
    base: Base, use: str, pins: tuple[Pin, ...], decision: Decision, solver: World, splitting: Splitting
) -> Verdict:
    worlds = [branch.solver for branch in decision.branches]
    # What cannot be live is not asked for in each of many worlds.
    entries = (clauses_in_play if len(worlds) > 1 else governing_clauses)(base, solver, use)
    owed = {id(world): duties_of(base, entries, world, use) for world in worlds}
    cases = _cases(base, use, decision, entries, owed, solver)
    status = settled((c.status for c in cases), Status.CONTESTED)
    actions = tuple(sorted({str(row[1]) for row in solver.answers("does", (use, None, None))}))
    licenses = governing(base, solver, use)
    ordered = sorted(map(status_of_branch, decision.branches), key=ORDER.index)
    lost = tuple(sorted({item for world in worlds for item in lost_clauses(base, entries, world, use)}, key=str))
    contested = status is Status.CONTESTED
    deciding = _merge(c.clauses for c in cases if c.status is status or not status.refuses)
    against = _merge((*c.also, *c.clauses) for c in cases)
    duties = () if contested else _merge_duties(cases)
    return Verdict(
        use,
        status,
        actions,
        licenses,
        deciding,
        tuple(clause for clause in against if clause not in deciding),
        lost,
        duties,
        over=decision.over if contested else (),
        cases=cases if contested else (),
        operative=_operative(base, decision, solver, use, pins) if contested else (),
        needs=() if contested else _merge_needs(cases),
        exhausted=all(c.exhausted for c in cases),
        at_worst=ordered[0],
        at_best=ordered[-1],
        silences=_silences(base, use, decision) if status is Status.NOT_GRANTED else (),
        unbound=_in_all(c.unbound for c in cases),
        by=tuple(str(maker) for maker in _stated(base, solver, "by", use)),
        on=_stated(base, solver, "on", use),
        acts=acts_of(base, use, decision, entries, owed, solver, splitting),
        doubtful=tuple(doubtful_duties(base, use, duties, solver, worlds)) if status.allows else (),
    )


def _stated(base: Base, solver: World, relation: str, use: str) -> tuple[Value, ...]:
    """What the policies say of the use, if they have words for it."""
    declared = relation in base.vocabulary.relations
    return tuple(row[1] for row in solver.answers(relation, (use, None))) if declared else ()


def _in_all(found: Iterable[tuple[Unbound, ...]]) -> tuple[Unbound, ...]:
    """The licenses that do not bind the use in any of several worlds, for the reasons of the first."""
    first, *others = found
    named = [{unbound.license for unbound in other} for other in others]
    return tuple(unbound for unbound in first if all(unbound.license in names for names in named))


def _silences(base: Base, use: str, decision: Decision) -> tuple[Silence, ...]:
    """The silences of all branches. One begins or ends on a day if it does in every branch."""
    periods: dict[tuple[str, str, str, tuple[str, ...]], list[tuple[date | None, date | None]]] = {}
    for branch in decision.branches:
        for found in silences(base, branch.solver, use):
            key = (found.license, found.action, found.thing, found.clauses)
            periods.setdefault(key, []).append((found.starts, found.ends))
    everywhere = len(decision.branches)
    return tuple(
        Silence(*key, *(days[0] if len(days) == everywhere and len(set(days)) == 1 else ()))
        for key, days in sorted(periods.items())
    )


def decided_use(base: Base, use: str, pins: Iterable[Pin] = ()) -> tuple[Status, Decision]:
    """The status that `judge` gives a use and the decision it comes from, without the rest of the verdict."""
    return decided_in(base, use, base.pinned(base.solver, pins))


def decided_in(base: Base, use: str, world: World) -> tuple[Status, Decision]:
    """The same in a world that readings and further facts have been laid upon."""
    decision = _decide_use(base, use, world)
    return status_of_decision(decision), decision


def _cases(
    base: Base, use: str, decision: Decision, entries: Sequence[ClauseEntry], owed: _Owed, solver: World
) -> tuple[Case, ...]:
    """One case for each choice of readings of the terms that the outcome turns on."""
    return tuple(_case(base, use, *group, entries, owed, solver) for group in decision.by_readings().items())


def _case(
    base: Base,
    use: str,
    readings: tuple[Pin, ...],
    branches: tuple[Branch, ...],
    entries: Sequence[ClauseEntry],
    owed: _Owed,
    solver: World,
) -> Case:
    status = status_of_branches(branches)
    clauses: set[str] = set()
    also: set[str] = set()
    for branch in branches:
        if status.allows:
            clauses |= permitting_clauses(base, entries, branch.solver, use)
            continue
        deciding, others = negative_clauses(base, entries, branch.solver, use, branch.outcome)
        (clauses if status is status_of_branch(branch) and status.refuses else also).update(deciding)
        also |= others
    needs: tuple[NeedSet, ...] = ()
    if status is Status.UNKNOWN:
        needs = _needs(base, use, branches, solver)
    duties = tuple(sorted({d for b in branches for d in owed[id(b.solver)]}, key=str))
    return Case(
        readings,
        status,
        tuple(sorted(clauses)),
        tuple(sorted(also - clauses)),
        duties,
        needs,
        all(b.exhausted for b in branches),
        _in_all(tuple(unbound_by(base, b.solver, use)) for b in branches),
    )


def _needs(base: Base, use: str, branches: tuple[Branch, ...], solver: World) -> tuple[NeedSet, ...]:
    """What has to be known together: facts that decide, and with each choice of them what is missing anyhow."""
    missing = sorted({n for b in branches for n in _missing(b, use)}, key=str)
    return _need_sets(base, branches, answer_of, solver, (called.OUTCOME, (use, None)), tuple(missing))


def _need_sets(
    base: Base,
    branches: tuple[Branch, ...],
    answer: Callable[[str], str],
    solver: World,
    goal: tuple[str, Pattern],
    missing: tuple[Need, ...] = (),
) -> tuple[NeedSet, ...]:
    """The sets of facts that decide a goal, each with what is missing anyhow and with the facts that a branch was left
    open for, of which nothing can be supposed."""
    missing = tuple(dict.fromkeys((*missing, *open_needs(branches))))
    sets = minimal_sets(branches, answer)
    known = _known(base, solver, goal, sets)
    found = [NeedSet((*missing, *(known[fact] for fact in facts))) for facts in sets]
    return tuple(found) if found or not missing else (NeedSet(missing),)


def open_needs(branches: Iterable[Branch]) -> tuple[Need, ...]:
    """What branches are left open for, sorted: what uses do not say of themselves, and facts."""
    found = tuple(branches)
    unsaid = {fact for branch in found for fact in branch.unsaid}
    facts = {fact: branch.solver for branch in found for fact in branch.open}
    return (
        *(Need(relation, row, why=UNSAID[relation]) for relation, row in sorted(unsaid, key=repr)),
        *(need_of(facts[fact], *fact) for fact in sorted(facts, key=repr)),
    )


def _known(
    base: Base, solver: World, goal: tuple[str, Pattern], sets: Iterable[Iterable[tuple[str, Row]]]
) -> dict[tuple[str, Row], Need]:
    """The need for each of the facts that a goal hangs on."""
    from licet.verdict.unknown_facts import needs_of

    facts = sorted({fact for facts in sets for fact in facts}, key=repr)
    return {(n.relation, n.row): n for n in needs_of(base, solver, [goal], facts)}


def _missing(branch: Branch, use: str) -> Iterator[Need]:
    """What the use lacks in a branch, but for what the branch itself takes to be so."""
    supposed = {(a.relation, a.row) for a in branch.assumptions}
    return (n for n in unsettled_needs(branch.solver, use) if (n.relation, n.row) not in supposed)


def _merge(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for part in parts for name in part}))


def _merge_duties(cases: Iterable[Case]) -> tuple[Duty, ...]:
    return tuple(sorted({d for c in cases for d in c.duties}, key=lambda d: (d.name, d.clause, d.strength, d.thing)))


def _merge_needs(cases: Iterable[Case]) -> tuple[NeedSet, ...]:
    return tuple(dict.fromkeys(n for c in cases for n in c.needs))


def _operative(
    base: Base, decision: Decision, solver: World, use: str, given: tuple[Pin, ...]
) -> tuple[Operative, ...]:
    """What the adopted positions of the organizations that make the use say, on the day of the use, of the terms that
    are read in no given way."""
    read = {pin.term for pin in given}
    days = [row[1] for row in solver.answers("on", (use, None)) if isinstance(row[1], date)]
    found = []
    for row in solver.answers("by", (use, None)):
        organization = str(row[1])
        pins = tuple(
            Pin(a.term, a.reading)
            for a in base.vocabulary.adoptions
            if a.organization.name == organization
            and a.term not in read
            and (a.in_force is None or any(_within(a.in_force.start.value, a.in_force.end, d) for d in days))
        )
        if pins:
            found.append(Operative(organization, pins, _status_under(base, decision, use, pins, given)))
    return tuple(found)


def _status_under(base: Base, decision: Decision, use: str, pins: tuple[Pin, ...], given: tuple[Pin, ...]) -> Status:
    """The verdict where those readings are taken besides the given ones, read off the branches that do not set them
    aside."""
    taken = {pin.term: pin for pin in pins}
    branches = tuple(b for b in decision.branches if all(taken.get(p.term, p) == p for p in b.readings))
    if any(b.outcome is None for b in branches):
        return judge(base, use, (*given, *pins)).status
    return status_of_decision(Decision.of(branches, answer_of))


def _within(start: date, end: object, day: date) -> bool:
    limit = getattr(end, "value", None)
    return start <= day and (limit is None or day < limit)


def _decide_truth(base: Base, relation: str, row: Row, solver: World, everywhere: bool = False) -> Decision:
    twin = base.doubt.possible(relation)

    def certain(solver: World) -> str | None:
        if solver.holds(relation, row):
            return "true"
        return None if twin != relation and solver.answers(twin, row) else "false"

    def leaves(world: World, splitting: Splitting) -> Leaves:
        return leaves_in(world, ((relation, row),), splitting)

    question = Question(certain, leaves, str, (relation, row))
    return decide(question, solver, base.splitting_everywhere if everywhere else base.splitting, base.is_functional)


def branches_of_truth(
    base: Base, relation: str, row: Row, pins: Iterable[Pin] = (), *, everywhere: bool = False
) -> tuple[Branch, ...]:
    """The branches of the decision on a row, each with the solver of its world; `everywhere` is as for a use."""
    return _decide_truth(base, relation, row, base.pinned(base.solver, pins), everywhere).branches


def truth_of(base: Base, relation: str, row: Row, pins: Iterable[Pin] = ()) -> Truth:
    """Whether a row holds: true, false, unknown or contested."""
    return judge_truth(base, relation, row, pins).answer


def judge_truth(base: Base, relation: str, row: Row, pins: Iterable[Pin] = ()) -> Judged[Truth]:
    """Whether a row holds, as `truth_of` gives it, with the decision it comes from."""
    solver = base.pinned(base.solver, pins)
    decision = _decide_truth(base, relation, row, solver)
    cases = []
    needs: list[NeedSet] = []
    for readings, branches in decision.by_readings().items():
        outcomes = {b.outcome for b in branches}
        status = next(iter(outcomes)) if len(outcomes) == 1 else None
        if status is None:
            needs.extend(_need_sets(base, branches, str, solver, (relation, row)))
        cases.append(TruthCase(readings, status or "unknown"))
    statuses = {c.status for c in cases}
    if len(statuses) == 1:
        return Judged(Truth(statuses.pop(), needs=tuple(needs)), decision)
    return Judged(Truth("contested", decision.over, tuple(cases), tuple(needs)), decision)
