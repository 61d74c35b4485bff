"""Proofs as data: why a conclusion holds, or why one does not.

A proof is a directed acyclic graph, written as a tuple of steps in topological order. A step names the steps it
rests on by their index; the last step is what is proved. Every conclusion is proved once, however often it is used.

An absence rests on the program as a whole: no stated fact matches, and every rule that could conclude it fails.
Absences that need each other (through recursion) are explained once and then marked as circular: together they are
an unfounded set (Van Gelder, Ross and Schlipf, "The well-founded semantics for general logic programs", 1991).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from licet.logic.ir import Fact, Rule
from licet.logic.patterns import Pattern, Side, Substitution
from licet.logic.values import Row, Value

__all__ = [
    "Absence",
    "AbsenceStep",
    "AggregateStep",
    "Blocked",
    "ComparisonStep",
    "Contribution",
    "FactStep",
    "FailedRule",
    "Failure",
    "FalseComparison",
    "Missing",
    "OtherResult",
    "Proof",
    "RuleStep",
    "Step",
    "premises_of",
]


class FactStep(Struct, frozen=True):
    """A stated fact. `fact` is None where the engine does not say where it is stated."""

    relation: str
    row: Row
    fact: Fact | None


class RuleStep(Struct, frozen=True):
    """An instance of a rule. `premises[i]` is the step of `rule.body[i]`; where that literal has anonymous
    variables, the premise is its witness."""

    relation: str
    row: Row
    rule: Rule
    substitution: Substitution
    premises: tuple[int, ...]


class Contribution(Struct, frozen=True):
    """One binding of an aggregate's body, the value it contributes, and its premises as in a `RuleStep`."""

    value: Value
    substitution: Substitution
    premises: tuple[int, ...]


class AggregateStep(Struct, frozen=True):
    """An aggregate and everything that contributed to it."""

    relation: str
    row: Row
    rule: Rule
    contributions: tuple[Contribution, ...]

    @property
    def result(self) -> Value:
        """The value of the aggregate."""
        return self.row[-1]


class ComparisonStep(Struct, frozen=True):
    """A comparison that holds between two values, each perhaps calculated from others."""

    left: Side
    operator: str
    right: Side
    lenient: bool


class Absence(Enum):
    """Why nothing matches a premise."""

    UNSTATED = "unstated"
    """No rule could conclude it, and it is not stated."""
    UNDERIVED = "underived"
    """Rules could conclude it; the absence step that is the premise tells how each fails."""
    CIRCULAR = "circular"
    """It could only be concluded by way of the very absence that is being explained."""
    UNEXPLORED = "unexplored"
    """It is absent, and the explanation ends here because it would grow past its bound."""


class Missing(Struct, frozen=True):
    """The positive literal at `position` of the body matches nothing. `premise` is the step that explains it."""

    position: int
    substitution: Substitution
    relation: str
    pattern: Pattern
    absence: Absence
    premise: int | None


class FalseComparison(Struct, frozen=True):
    """The comparison at `position` of the body is false of these values."""

    position: int
    substitution: Substitution
    left: Side
    operator: str
    right: Side
    lenient: bool


class Blocked(Struct, frozen=True):
    """The negated literal at `position` of the body fails, for `row` holds: `premise` is the step that proves it."""

    position: int
    substitution: Substitution
    relation: str
    row: Row
    premise: int


class OtherResult(Struct, frozen=True):
    """The aggregate has another value than the one asked for: `premise` is its step."""

    row: Row
    premise: int


Failure = Missing | FalseComparison | Blocked | OtherResult


class FailedRule(Struct, frozen=True):
    """A rule that could have concluded something and does not. Every way to satisfy the rest of the body ends in one of
    the failures; `more` says that there are further ways, not listed, which fail too."""

    rule: Rule
    failures: tuple[Failure, ...]
    more: bool


class AbsenceStep(Struct, frozen=True):
    """No row matches the pattern: none is stated, and each rule whose head unifies with it fails.
    Without such a rule, that it is not stated is all there is to say."""

    relation: str
    pattern: Pattern
    rules: tuple[FailedRule, ...]


Step = FactStep | RuleStep | AggregateStep | ComparisonStep | AbsenceStep


class Proof(Struct, frozen=True):
    """Steps in topological order; the last is the goal."""

    steps: tuple[Step, ...]

    @property
    def goal(self) -> Step:
        """What is proved."""
        return self.steps[-1]

    def facts(self) -> tuple[FactStep, ...]:
        """The stated facts that the goal rests on, not those that only explain an absence; sorted as the steps are."""
        needed = {len(self.steps) - 1}
        found: list[FactStep] = []
        for index in range(len(self.steps) - 1, -1, -1):
            step = self.steps[index]
            if index not in needed or isinstance(step, AbsenceStep):
                continue
            if isinstance(step, FactStep):
                found.append(step)
            needed.update(premises_of(step))
        return tuple(reversed(found))


def premises_of(step: Step) -> tuple[int, ...]:
    """The indexes of the steps that a step rests on, in the order it names them."""
    match step:
        case RuleStep():
            return step.premises
        case AggregateStep():
            return tuple(p for c in step.contributions for p in c.premises)
        case AbsenceStep():
            return tuple(_explanations(step))
        case _:
            return ()


def _explanations(step: AbsenceStep) -> Iterator[int]:
    for failed in step.rules:
        for failure in failed.failures:
            if not isinstance(failure, FalseComparison) and failure.premise is not None:
                yield failure.premise
