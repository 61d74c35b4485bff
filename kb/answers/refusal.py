"""Why something is not so: the question of `why not`, for conditions and for verdicts that were not reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from licet.answers.standing_clauses import ClauseMiss, clause_misses
from licet.grammar import tree
from licet.logic.ir import Rule
from licet.logic.oracle import World
from licet.policy import relation_names as called
from licet.policy.relation_names import split_possible
from licet.proof.steps import Absence
from licet.proof.why_not import MissingPremise, Prefix, WhyNot, longest_prefix, why_not
from licet.verdict.base import Base
from licet.verdict.decision import Assumption
from licet.verdict.judge import judge_use
from licet.verdict.judged import Judged
from licet.verdict.query import QUERY, with_query
from licet.verdict.verdict import Pin, Status, Verdict

__all__ = ["Refusal", "RefusedCase", "why_not_conditions", "why_not_status"]


class RefusedCase(Struct, frozen=True):
    """One way in which a use comes to another verdict: the readings and unknown facts that were taken to be so, the
    outcome, and the clauses that have to do with it."""

    readings: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: Status
    clauses: tuple[ClauseMiss, ...]


class Refusal(Struct, frozen=True):
    """Why something is not certain.

    Attributes:
        base: the policies that were asked.
        world: what holds, the readings taken as given.
        holds: it is so after all, and nothing that follows is set.
        why: for each rule that could conclude it, the fewest premises that stand in the way.
        prefix: for conditions with variables, how far they can be satisfied together.
        verdict: for a use, the verdict that was reached instead.
        asked: for a use, the verdict that was asked for.
        cases: for a use, how it comes to that, clause by clause.
    """

    base: Base
    world: World
    holds: bool
    why: WhyNot | None = None
    prefix: Prefix | None = None
    verdict: Verdict | None = None
    asked: Status | None = None
    cases: tuple[RefusedCase, ...] = ()

    def standing(self, premise: MissingPremise) -> str:
        """What is known of a missing premise.

        Returns:
            `circular` (it would rest on itself), `unexplored` (the search ended), `possible` (it is so under some
            reading, or if some unknown fact is so), `not known` (nobody has stated or denied it), `presumed`
            (not to be so, since nobody has stated or denied it), `denied`,
            `not stated`, or `not derived`.
        """
        return _standing(self.base, self.world, premise)


def why_not_conditions(base: Base, conditions: Sequence[tree.Condition], pins: Iterable[Pin] = ()) -> Refusal:
    """Why nothing satisfies checked conditions for certain.

    Raises:
        ProofTooLarge: a proof of what blocks went past its limits.
    """
    asked, names = with_query(base, conditions)
    solver = asked.pinned(asked.solver, pins)
    pattern = (None,) * len(names)
    if solver.answers(QUERY, pattern):
        return Refusal(base, solver, True)
    rules: tuple[Rule, ...] = solver.rules_for(QUERY)
    prefix = longest_prefix(solver, rules[0].body) if len(rules) == 1 and len(rules[0].body) > 1 else None
    return Refusal(base, solver, False, why_not(solver, QUERY, pattern), prefix)


def why_not_status(base: Base, use: str, status: Status, pins: Iterable[Pin] = ()) -> Refusal:
    """Why the verdict of a use is not that one for certain. Contested is no verdict of one world, and has no reason of
    its own: ask under a reading.

    Raises:
        ProofTooLarge: a proof of what blocks went past its limits.
    """
    pins = tuple(pins)
    solver = base.pinned(base.solver, pins)
    judged = judge_use(base, use, pins)
    verdict = judged.answer
    row = (use, status.value)
    if verdict.status is status:
        return Refusal(base, solver, True, verdict=verdict, asked=status)
    why = None if solver.holds(called.OUTCOME, row) else why_not(solver, called.OUTCOME, row)
    return Refusal(base, solver, False, why, verdict=verdict, asked=status, cases=_cases(base, judged, status))


def _cases(base: Base, judged: Judged[Verdict], asked: Status) -> tuple[RefusedCase, ...]:
    """One case for each choice of readings and each outcome that is not what was asked for. Where the use is refused
    in some case, those that only ask for duties are left out."""
    verdict = judged.answer
    found = []
    for way in judged.ways():
        outcome = Status(way.outcome)
        if outcome is asked or (asked.allows and outcome.allows and not verdict.status.allows):
            continue
        clauses = clause_misses(base, way.branch.solver, verdict.use, way.outcome, asked)
        found.append(RefusedCase(way.readings, way.branch.assumptions, outcome, clauses))
    return tuple(found)


def _standing(base: Base, world: World, premise: MissingPremise) -> str:
    if premise.absence is Absence.CIRCULAR:
        return "circular"
    if premise.absence is Absence.UNEXPLORED:
        return "unexplored"
    relation, possible = split_possible(premise.relation)
    signature = base.vocabulary.relations.get(relation)
    twin = base.doubt.possible(relation)
    if signature is not None and signature.absence != "closed" and not possible and premise.absence is Absence.UNSTATED:
        key = premise.pattern[:-1] if signature.functional else premise.pattern
        if world.answers(called.denied(relation), key):
            return "denied"
        if signature.absence == "presumed" and twin != relation and not world.answers(twin, key):
            return "presumed"
        if not signature.functional or not world.answers(relation, (*key, None)):
            return "not known"
    if not possible and twin != relation and world.answers(twin, premise.pattern):
        return "possible"
    return "not stated" if premise.absence is Absence.UNSTATED else "not derived"
