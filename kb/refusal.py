"""Why something is not so: the question of `why not`, for conditions and for verdicts that were not reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from licet.base import Base
from licet.grammar import tree
from licet.ir import Rule
from licet.judge import judge
from licet.prove import Limits
from licet.query import QUERY, with_query
from licet.verdict import Pin, Status, Verdict
from licet.whynot import Prefix, WhyNot, longest_prefix, why_not

__all__ = ["Refusal", "why_not_conditions", "why_not_status"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not certain.

    Attributes:
        holds: it is so after all, and nothing else is set.
        why: for each rule that could conclude it, the fewest premises that stand in the way.
        prefix: for conditions with variables, how far they can be satisfied together.
        verdict: for a use, the verdict that was reached instead.
    """

    holds: bool
    why: WhyNot | None = None
    prefix: Prefix | None = None
    verdict: Verdict | None = None


def why_not_conditions(
    base: Base, conditions: Sequence[tree.Condition], pins: Iterable[Pin] = (), limits: Limits | None = None
) -> Refusal:
    """Why nothing satisfies checked conditions for certain.

    Raises:
        ProofTooLarge: a proof of what blocks went past its limits.
    """
    asked, names = with_query(base, conditions)
    solver = asked.pinned(asked.solver, pins)
    pattern = (None,) * len(names)
    if solver.answers(QUERY, pattern):
        return Refusal(True)
    rules: tuple[Rule, ...] = solver.rules_for(QUERY)
    prefix = longest_prefix(solver, rules[0].body) if len(rules) == 1 and len(rules[0].body) > 1 else None
    return Refusal(False, why_not(solver, QUERY, pattern, limits=limits), prefix)


def why_not_status(
    base: Base, use: str, status: Status, pins: Iterable[Pin] = (), limits: Limits | None = None
) -> Refusal:
    """Why the verdict of a use is not that one for certain. Contested is no verdict of one world, and has no reason of
    its own: ask under a reading.

    Raises:
        ProofTooLarge: a proof of what blocks went past its limits.
    """
    pins = tuple(pins)
    solver = base.pinned(base.solver, pins)
    verdict = judge(base, use, pins)
    row = (use, status.value)
    if verdict.status is status:
        return Refusal(True, verdict=verdict)
    why = None if solver.holds(":outcome", row) else why_not(solver, ":outcome", row, limits=limits)
    return Refusal(False, why, verdict=verdict)
