"""The claim of a certificate: what it says is proved, as typed values. What has another shape is no claim.

The kernel reads the rules and the worlds of a certificate; the rest is read here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from licet.certificate.certified import decode_value
from licet.certificate.kernel import Rejected
from licet.logic.values import UNKNOWN, Row, Value
from licet.verdict.decision import Assumption
from licet.verdict.verdict import Pin, Status

__all__ = ["Claim", "ClaimedBranch", "GoalsClaim", "LiteralClaim", "UseClaim", "pins_of", "read_claim"]

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=100_000)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Cell = Text | int | Annotated[dict[str, Text | bool], Meta(max_length=1)]
"""A value, as the certificate writes it; which objects are values, `decode_value` decides."""

Reading = tuple[Name, Name]
Outcome = Literal["forbidden", "conflict", "not granted", "unknown", "permitted with duties", "permitted"]
Truth = Literal["true", "false"]


class _Closed(Struct, frozen=True, forbid_unknown_fields=True):
    """An object without any further keys."""


class ClaimedBranch(_Closed, frozen=True):
    """A branch: the readings chosen in it (term, reading), and the unknown facts taken to be so (relation, row,
    value)."""

    readings: Annotated[tuple[Reading, ...], Meta(max_length=1_000)]
    assumptions: Annotated[tuple[tuple[Name, tuple[Cell, ...], bool | Cell], ...], Meta(max_length=1_000)]

    def pins(self) -> tuple[Pin, ...]:
        """The readings."""
        return pins_of(self.readings)

    def assumed(self) -> tuple[Assumption, ...]:
        """The facts.

        Raises:
            Rejected: a value is none, or the one that nobody knows.
        """
        return tuple(
            Assumption(relation, tuple(map(_known, row)), value if isinstance(value, bool) else _known(value))
            for relation, row, value in self.assumptions
        )


class UseBranch(ClaimedBranch, frozen=True):
    """A branch of the decision on a use."""

    outcome: Outcome


class LiteralBranch(ClaimedBranch, frozen=True):
    """A branch of the decision on literals."""

    outcome: Truth


class _Asked(_Closed, frozen=True):
    """What a question was asked under: further statements, readings of contested terms, and whether nothing is
    presumed."""

    given: Annotated[str, Meta(max_length=1_000_000)]
    readings: Annotated[tuple[Reading, ...], Meta(max_length=1_000)]
    strict: bool


class UseClaim(_Asked, frozen=True, tag_field="kind", tag="use"):
    """That the answer is the verdict of a use, with the branches of the decision that it follows from, and the facts
    that it presumes."""

    use: Name
    answer: Status
    branches: Annotated[tuple[UseBranch, ...], Meta(min_length=1, max_length=10_000)]
    presumptions: Annotated[tuple[tuple[Name, tuple[Cell, ...]], ...], Meta(max_length=10_000)]

    def presumed(self) -> tuple[tuple[str, Row], ...]:
        """The facts that are taken not to be so.

        Raises:
            Rejected: a value is none, or the one that nobody knows.
        """
        return tuple((relation, tuple(map(_known, row))) for relation, row in self.presumptions)


class LiteralClaim(_Asked, frozen=True, tag_field="kind", tag="literal"):
    """That the answer is the truth of literals joined by `and`."""

    literal: Text
    answer: Truth | Literal["unknown", "contested"]
    branches: Annotated[tuple[LiteralBranch, ...], Meta(min_length=1, max_length=10_000)]


class GoalsClaim(_Closed, frozen=True, tag_field="kind", tag="goals"):
    """That the goals of the worlds hold by the policies alone."""


Claim = UseClaim | LiteralClaim | GoalsClaim


class _Certificate(_Closed, frozen=True):
    format: str
    files: dict[Text, Digest]
    claim: Claim
    rules: Any
    strata: Any
    worlds: Any


def read_claim(certificate: object) -> tuple[Claim, dict[str, str]]:
    """The claim of a certificate, and the digests of the policy files by name.

    Raises:
        Rejected: the certificate or its claim has not the shape, or a text in it is none.
    """
    try:
        found = msgspec.convert(certificate, _Certificate)
        msgspec.json.encode((found.claim, found.files))
    except (msgspec.ValidationError, UnicodeError, RecursionError) as error:
        raise Rejected(f"malformed: {error}") from None
    return found.claim, found.files


def pins_of(readings: tuple[Reading, ...]) -> tuple[Pin, ...]:
    """The readings of a claim."""
    return tuple(Pin(term, reading) for term, reading in readings)


def _known(cell: Cell) -> Value:
    try:
        value = decode_value(cell)
    except ValueError:
        value = UNKNOWN
    if value is UNKNOWN:
        raise Rejected("an assumption with what is no value")
    return value
