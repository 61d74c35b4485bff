"""Why something is not so, as documents have it."""

from __future__ import annotations

from typing import Annotated

from licet.verdict.verdict import Pin, Status
from licet.wire.proofs import Rule, Step
from licet.wire.values import Bindings, Natural, Operator, Value, Values, Wire, one_of
from licet.wire.verdicts import Assumption


class MissingPremise(Wire, frozen=True, tag_field="kind", tag="missing"):
    """Nothing matches the literal at `position`; `strangers` are the arguments that no stated fact has there."""

    position: Natural
    relation: str
    row: Values
    says: str
    standing: Annotated[
        str,
        one_of("not stated", "not known", "presumed", "denied", "possible", "not derived", "circular", "unexplored"),
    ]
    strangers: tuple[Natural, ...]
    rules: tuple[NearMiss, ...]


class FalsePremise(Wire, frozen=True, tag_field="kind", tag="false"):
    """The comparison at `position` is false of these values."""

    position: Natural
    left: Value
    operator: Operator
    right: Value
    says: str


class BlockedBy(Wire, frozen=True, tag_field="kind", tag="blocked"):
    """The negated literal at `position` fails, for the row holds."""

    position: Natural
    relation: str
    row: Values
    says: str
    proof: tuple[Step, ...]


class ResultDiffers(Wire, frozen=True, tag_field="kind", tag="differs"):
    """The aggregate has another result."""

    relation: str
    row: Values
    says: str
    proof: tuple[Step, ...]


class Undecided(Wire, frozen=True, tag_field="kind", tag="condition"):
    """The item at `position` could not be decided."""

    position: Natural


Obstacle = MissingPremise | FalsePremise | BlockedBy | ResultDiffers | Undecided


class NearMiss(Wire, frozen=True):
    """A rule that could have concluded it, and the fewest premises in its way."""

    rule: Rule
    bindings: Bindings
    obstacles: tuple[Obstacle, ...]
    fewest: bool


class ClauseMiss(Wire, frozen=True):
    """A clause that has to do with why a verdict is not reached: it is `against` it, asks for a duty that is `owed`, is
    beaten, or is `apart` (does not apply)."""

    clause: str
    how: Annotated[str, one_of("against", "owed", "withheld", "disapplied", "overridden", "apart")]
    by: str | None
    duty: str | None
    proof: tuple[Step, ...] | None
    rules: tuple[NearMiss, ...]


class RefusedCase(Wire, frozen=True):
    """One way in which a use comes to another verdict."""

    readings: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: Status
    clauses: tuple[ClauseMiss, ...]


class Prefix(Wire, frozen=True):
    """How many conditions can be satisfied together, in the order of the question, and answers to them."""

    satisfied: Natural
    examples: tuple[Bindings, ...]
    ended: bool
