"""Proofs as documents have them: steps in topological order, with what each rests on by its index."""

from __future__ import annotations

from typing import Annotated

from licet.proof.steps import Absence
from licet.verdict.verdict import Pin
from licet.wire.values import Bindings, Natural, Operator, Place, Value, Values, Wire, one_of
from licet.wire.verdicts import Assumption


class Rule(Wire, frozen=True):
    """A rule of the program. `role` is rule, clause, reading, core, helper or kleene; `name` the clause or reading."""

    id: str
    role: str
    name: str | None
    place: Place | None


class MissingRow(Wire, frozen=True, tag_field="kind", tag="missing"):
    """Nothing matches the literal at `position` of the body."""

    position: Natural
    bindings: Bindings
    relation: str
    row: Values
    says: str
    absence: Absence
    premise: Natural | None


class FalseHere(Wire, frozen=True, tag_field="kind", tag="false"):
    """The comparison at `position` of the body is false of these values."""

    position: Natural
    bindings: Bindings
    left: Value
    operator: Operator
    right: Value
    says: str


class BlockedHere(Wire, frozen=True, tag_field="kind", tag="blocked"):
    """The negated literal at `position` of the body fails, for the row holds."""

    position: Natural
    bindings: Bindings
    relation: str
    row: Values
    says: str
    premise: Natural


class OtherResult(Wire, frozen=True, tag_field="kind", tag="other_result"):
    """The aggregate has another value."""

    row: Values
    premise: Natural


Failure = MissingRow | FalseHere | BlockedHere | OtherResult


class FailedRule(Wire, frozen=True):
    """A rule that could have concluded something, and where it fails; `more` says that it does so in further ways."""

    rule: Rule
    failures: tuple[Failure, ...]
    more: bool


class Contribution(Wire, frozen=True):
    """A value that an aggregate is made of."""

    value: Value
    bindings: Bindings
    premises: tuple[Natural, ...]


class Numbered(Wire, frozen=True, tag_field="kind"):
    """A step of a proof. Steps it rests on are named by their `id`, which is smaller."""

    id: Natural


class Concluding(Numbered, frozen=True):
    """A step that is about a row."""

    relation: str
    row: Values
    says: str


class FactStep(Concluding, frozen=True, tag="fact"):
    """A stated fact."""

    source: str | None
    place: Place | None


class RuleStep(Concluding, frozen=True, tag="rule"):
    """An instance of a rule."""

    rule: Rule
    bindings: Bindings
    premises: tuple[Natural, ...]


class AggregateStep(Concluding, frozen=True, tag="aggregate"):
    """An aggregate and everything that contributed to it."""

    rule: Rule
    operator: Annotated[str, one_of("sum", "count", "min", "max")]
    variable: str
    contributions: tuple[Contribution, ...]


class ComparisonStep(Numbered, frozen=True, tag="comparison"):
    """A comparison that holds, or that is `possible`."""

    left: Value
    operator: Operator
    right: Value
    says: str
    possible: bool


class AbsenceStep(Concluding, frozen=True, tag="absence"):
    """No row matches, for each of the rules fails."""

    rules: tuple[FailedRule, ...]


Step = FactStep | RuleStep | AggregateStep | ComparisonStep | AbsenceStep


class Supposing(Wire, frozen=True):
    """An outcome, and what is taken to be so for it."""

    readings: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: str


class Ground(Supposing, frozen=True):
    """A proof. The last step is what is proved."""

    steps: tuple[Step, ...]
