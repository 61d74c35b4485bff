"""A receipt of an answer: the verdict, what it rests on, and by which policies it was given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version

from licet.answers.explanation import Ground, explain_use
from licet.certificate.asked import certificate_of_question
from licet.certificate.evidence import digests
from licet.certificate.laid import as_loaded
from licet.errors import PolicyTooComplex
from licet.policy.vocabulary import Vocabulary
from licet.receipts.statements import Stated, text_of
from licet.verdict.base import Base
from licet.verdict.policies import Policies
from licet.verdict.revision import dated
from licet.verdict.verdict import Pin, Verdict
from licet.views.data.values import values_of
from licet.views.data.verdict import verdict_of
from licet.views.outline.labels import words_of
from licet.wire import receipts as wire
from licet.wire.envelope import enveloped, json_text

__all__ = ["policy_digest", "receipt_of", "receipt_text", "rests_on", "texts_of"]


def receipt_of(
    policies: Policies,
    use: str,
    question: str,
    on: date | None = None,
    pins: tuple[Pin, ...] = (),
    strict: bool = False,
    commit: str | None = None,
    clean: bool | None = None,
) -> wire.Receipt:
    """The receipt of the answer for a use.

    Args:
        policies: the policies, with what was stated since they were loaded.
        use: the name of the use.
        question: how it was asked for.
        on: the day to judge it on, instead of the stated one.
        pins: the readings that are taken as given.
        strict: whether nothing is presumed.
        commit, clean: the commit that the policies were taken from, and whether they are as they are there.

    Raises:
        PolicyError: facts of the files were taken back, so that it could not be asked again.
        ProofTooLarge: a proof search past its bound.
    """
    loaded = as_loaded(policies, use)
    strict = strict or loaded.strict
    at = policies if on is None else dated(policies, use, on)
    base = at.base.strict() if strict else at.base
    found = explain_use(base, use, pins)
    verdict = found.verdict
    assert verdict is not None
    certificate, uncertified = _certificate(policies, use, on, pins, strict)
    return wire.Receipt(
        asked=wire.Asked(use, question, loaded.given, on, pins, strict),
        by=verdict.by,
        on=values_of(verdict.on),
        verdict=verdict_of(words_of(base), verdict),
        certificate=certificate,
        uncertified=uncertified,
        policies=wire.PolicyVersion(policy_digest(loaded.policies.base), commit, clean),
        texts=tuple(text for license in verdict.licenses for text in texts_of(base.vocabulary, license)),
        rests_on=rests_on(Stated(loaded.policies.base), found.grounds, verdict),
        versions=wire.Versions(version("licet")),
    )


def rests_on(stated: Stated, grounds: Iterable[Ground], verdict: Verdict) -> tuple[wire.Statement, ...]:
    """The statements of the policies that an answer rests on, and those that describe the use."""
    under = {**stated.under(grounds, verdict), **stated.of_use(verdict.use)}
    return tuple(wire.Statement(*key, text_of(under[key])) for key in sorted(under))


def receipt_text(receipt: wire.Receipt) -> str:
    """A receipt as the file that is kept."""
    return json_text(enveloped(receipt)) + "\n"


def policy_digest(base: Base) -> str:
    """A digest of what all policy files say, whatever they are called."""
    return hashlib.sha256("\n".join(sorted(digests(base).values())).encode()).hexdigest()


def texts_of(vocabulary: Vocabulary, license: str) -> Iterable[wire.TextHash]:
    """The texts that the policies pin for a license."""
    entry = vocabulary.licenses.get(license)
    return () if entry is None else (wire.TextHash(license, t.path.value, t.sha256.value) for t in entry.texts)


def _certificate(
    policies: Policies, use: str, on: date | None, pins: tuple[Pin, ...], strict: bool
) -> tuple[str | None, str | None]:
    """The digest of the certificate as `licet prove` writes it, or why there is none."""
    try:
        data = certificate_of_question(policies, use, "", on, pins, strict)
    except PolicyTooComplex as error:
        return None, str(error)
    return hashlib.sha256(data + b"\n").hexdigest(), None
