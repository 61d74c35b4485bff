"""From chosen derivations to the steps of a proof.

First everything the goal needs is drafted, nearest first, so that a bound on explanations cuts the farthest ones.
Then the drafts are written in topological order. An absence that is needed while it is being written is circular.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, cast

from msgspec import Struct
from msgspec.structs import replace

from licet.errors import EngineFault, ProofTooLarge
from licet.logic.ir import Comparison, Literal, Rule
from licet.logic.join import Bindings, substitution_of
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, Side, ground, pattern_under
from licet.logic.plans import Plans
from licet.logic.values import Row
from licet.proof.failures import Claim, Goal, candidates, refute
from licet.proof.instances import Derivation, Node, is_fact
from licet.proof.steps import (
    Absence,
    AbsenceStep,
    AggregateStep,
    ComparisonStep,
    Contribution,
    FactStep,
    FailedRule,
    Failure,
    FalseComparison,
    Missing,
    Proof,
    RuleStep,
    Step,
)

__all__ = ["Limits", "assemble"]


class Limits(Struct, frozen=True):
    """Bounds on the search for a proof.

    support: facts and rule instances visited for one conclusion, before `ProofTooLarge`.
    steps: steps of a proof, before `ProofTooLarge`.
    absences: absences that are explained only because another absence rests on them.
    failures: failures listed for one rule that concludes nothing.
    """

    support: int = 500_000
    steps: int = 500_000
    absences: int = 1_000
    failures: int = 8


_Resolve = Callable[[Goal], int | None]
"""The index of a goal's step; None if the goal has no draft or its step is still being written."""


class _Draft(NamedTuple):
    """A step that waits for the indexes of its premises."""

    needs: tuple[Goal, ...]
    make: Callable[[_Resolve], Step]


def assemble(
    oracle: Oracle,
    goal: Goal,
    chosen: Mapping[Node, Derivation],
    derive: Callable[[Node], Mapping[Node, Derivation]],
    plans: Plans,
    limits: Limits,
) -> Proof:
    """The proof of a goal.

    Args:
        oracle: what holds.
        goal: what is to be proved.
        chosen: derivations to use.
        derive: the derivations that prove a fact, for those that none was chosen for.
        plans: what is known of the rules.
        limits: the bounds.

    Raises:
        ProofTooLarge: the proof has more steps than the limit.
        EngineFault: the oracle contradicts the rules.
    """
    return Proof(tuple(_write(goal, _Drafting(oracle, dict(chosen), derive, plans, limits).collect(goal))))


def _write(goal: Goal, drafts: Mapping[Goal, _Draft]) -> list[Step]:
    steps: list[Step] = []
    index: dict[Goal, int] = {}
    opened = {goal}
    stack: list[tuple[Goal, Iterator[Goal]]] = [(goal, iter(drafts[goal].needs))]
    while stack:
        current, needs = stack[-1]
        for need in needs:
            if need not in opened and need in drafts:
                opened.add(need)
                stack.append((need, iter(drafts[need].needs)))
                break
        else:
            stack.pop()
            steps.append(drafts[current].make(index.get))
            index[current] = len(steps) - 1
    return steps


class _Drafting:
    def __init__(
        self,
        oracle: Oracle,
        chosen: dict[Node, Derivation],
        derive: Callable[[Node], Mapping[Node, Derivation]],
        plans: Plans,
        limits: Limits,
    ) -> None:
        self.oracle = oracle
        self.chosen = chosen
        self.derive = derive
        self.plans = plans
        self.limits = limits
        self.drafts: dict[Goal, _Draft] = {}
        self.explained = 0

    def collect(self, goal: Goal) -> dict[Goal, _Draft]:
        todo = [goal]
        queued = {goal}
        for current in todo:
            draft = self.draft(current)
            self.drafts[current] = draft
            for need in draft.needs:
                if need in queued:
                    continue
                if current[0] is Claim.ABSENT and need[0] is Claim.ABSENT:
                    if self.explained == self.limits.absences:
                        continue
                    self.explained += 1
                queued.add(need)
                todo.append(need)
            if len(queued) > self.limits.steps:
                raise ProofTooLarge(f"the proof has more than {self.limits.steps} steps")
        return self.drafts

    def draft(self, goal: Goal) -> _Draft:
        claim, name, row = goal
        if claim is Claim.HOLDS:
            return self.conclusion(name, cast(Row, row))
        if claim is Claim.ABSENT:
            return self.absence(name, cast(Pattern, row))
        left, right = cast(tuple[Side, Side], row)
        step = ComparisonStep(left, name, right, claim is Claim.TRUE_LENIENTLY)
        return _Draft((), lambda _: step)

    def conclusion(self, relation: str, row: Row) -> _Draft:
        node = (relation, row)
        if node not in self.chosen:
            for needed, derivation in self.derive(node).items():
                self.chosen.setdefault(needed, derivation)
        derivation = self.chosen[node]
        rule = derivation.rule
        if rule is None:
            step = FactStep(relation, row, self.oracle.fact(relation, row))
            return _Draft((), lambda _: step)
        bodies = [self.body(rule, bindings) for bindings in derivation.bindings]
        needs = tuple(goal for body in bodies for goal in body)
        if rule.aggregate is None:
            substitution = substitution_of(derivation.bindings[0])
            return _Draft(needs, lambda at: RuleStep(relation, row, rule, substitution, _indexes(needs, at)))
        name = rule.aggregate.variable.name
        parts = [(b[name], substitution_of(b), body) for b, body in zip(derivation.bindings, bodies, strict=True)]
        return _Draft(
            needs,
            lambda at: AggregateStep(
                relation, row, rule, tuple(Contribution(v, s, _indexes(body, at)) for v, s, body in parts)
            ),
        )

    def body(self, rule: Rule, bindings: Bindings) -> tuple[Goal, ...]:
        """What each literal of a rule's body claims under the bindings."""
        return tuple(self.premise(item, bindings) for item in rule.body)

    def premise(self, item: Literal | Comparison, bindings: Bindings) -> Goal:
        if isinstance(item, Comparison):
            values = (ground(item.left, bindings), ground(item.right, bindings))
            return (Claim.TRUE_LENIENTLY if item.lenient else Claim.TRUE, item.operator, values)
        pattern = pattern_under(item, bindings)
        if item.negated:
            return (Claim.ABSENT, item.relation, pattern)
        node = (item.relation, pattern)
        if not is_fact(node):
            (node,) = self.chosen[node].premises
        return (Claim.HOLDS, *node)

    def absence(self, relation: str, pattern: Pattern) -> _Draft:
        failed = [
            (rule, *refute(self.oracle, self.plans, rule, bindings, self.limits.failures))
            for rule, bindings in candidates(self.oracle, relation, pattern)
        ]
        needs = tuple(goal for _, refuted, _ in failed for _, goal in refuted if goal is not None)
        drafts = self.drafts

        def make(at: _Resolve) -> Step:
            rules = (
                FailedRule(rule, tuple(_explained(f, goal, at, drafts) for f, goal in refuted), more)
                for rule, refuted, more in failed
            )
            return AbsenceStep(relation, pattern, tuple(rules))

        return _Draft(needs, make)


def _indexes(goals: tuple[Goal, ...], at: _Resolve) -> tuple[int, ...]:
    found = [at(goal) for goal in goals]
    if None in found:
        raise EngineFault(f"`{goals[found.index(None)][1]}` rests on itself")
    return cast(tuple[int, ...], tuple(found))


def _explained(failure: Failure, goal: Goal | None, at: _Resolve, drafts: Mapping[Goal, _Draft]) -> Failure:
    if goal is None or isinstance(failure, FalseComparison):
        return failure
    premise = at(goal)
    if not isinstance(failure, Missing):
        return replace(failure, premise=_indexes((goal,), at)[0])
    if premise is not None:
        return replace(failure, absence=Absence.UNDERIVED, premise=premise)
    return replace(failure, absence=Absence.CIRCULAR if goal in drafts else Absence.UNEXPLORED)
