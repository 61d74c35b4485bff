"""Certificates of questions as they are asked: of a use by its name or lines, or of literals; given what was stated
since the policies were loaded, and perhaps of another day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from licet.certificate.another_day import made_on
from licet.certificate.certified import write_certificate
from licet.certificate.evidence import certify_literal, certify_use
from licet.certificate.laid import as_loaded
from licet.engine.collector import collection_paused
from licet.verdict.described_use import describes_use, with_described
from licet.verdict.policies import Policies
from licet.verdict.revision import assume
from licet.verdict.subjects import is_name
from licet.verdict.verdict import Pin

__all__ = ["certificate_of_question"]


@collection_paused()
def certificate_of_question(
    policies: Policies, question: str, given: str, on: date | None, readings: Sequence[Pin], strict: bool
) -> bytes:
    """The certificate of an answer; `KnowledgeBase.certify` says what the arguments are.

    Raises:
        NameUnknown, TwoReadings, PolicyError: something is not declared, or does not fit the policies.
        PolicyTooComplex: not every branch of the decision was decided, or the certificate would be too large.
    """
    asked, of_use = question.strip(), is_name(question) or describes_use(question)
    if describes_use(question):
        policies, asked = with_described(policies, question)
    if given:
        policies = assume(policies, given, "given")
    if on is not None and of_use:
        policies, asked = made_on(policies, asked, on)
    found = as_loaded(policies, asked if of_use else None)
    certify = certify_use if of_use else certify_literal
    strict = strict or found.strict
    return write_certificate(certify(found.policies, asked, given=found.given, readings=readings, strict=strict))
