"""Claims: what somebody said, compared with what the rules derive. A claim is never a premise."""

from __future__ import annotations

from msgspec import Struct

from licet.errors import NameUnknown
from licet.grammar import tree
from licet.policy.suggestions import Suggestions
from licet.verdict.base import Base
from licet.verdict.judge import truth_of
from licet.verdict.query import QUERY, with_query
from licet.verdict.verdict import Truth

__all__ = ["ClaimStatus", "claim_status"]

_WORDS = {"true": "supported", "false": "contradicted"}


class ClaimStatus(Struct, frozen=True):
    """A claim and how it fares: `supported`, `contradicted`, or `undecided` (unknown, contested, or no literal)."""

    claim: tree.Claim
    status: str
    truth: Truth | None


def claim_status(base: Base, name: str) -> ClaimStatus:
    """Compare a recorded claim with what the policies derive.

    Raises:
        NameUnknown: no claim of that name is recorded.
    """
    if name not in base.vocabulary.claims:
        raise NameUnknown("claim", name, Suggestions(base.vocabulary).hint(name, base.vocabulary.claims))
    claim = base.vocabulary.claims[name]
    if claim.says is None:
        return ClaimStatus(claim, "undecided", None)
    asked, _ = with_query(base, [claim.says])
    truth = truth_of(asked, QUERY, ())
    return ClaimStatus(claim, _WORDS.get(truth.status, "undecided"), truth)
