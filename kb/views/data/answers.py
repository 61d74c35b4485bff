"""Answers, claims, tests and findings as documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import UNSET

from licet.answers.claims import ClaimStatus
from licet.answers.explanation import Explanation
from licet.answers.failed_tests import Instead
from licet.answers.policy_tests import TrialResult
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.source import Span
from licet.grammar.write import format_literal
from licet.verdict.base import Base
from licet.verdict.query import Answers
from licet.verdict.verdict import Truth, Verdict
from licet.views.data.steps import clauses_of_proof, steps_of
from licet.views.data.values import assumptions_of, cited_of, place_of, values_of
from licet.views.data.verdict import truth_of, verdict_of
from licet.views.outline.labels import words_of
from licet.views.outline.strands import select
from licet.wire import documents
from licet.wire import values as wire
from licet.wire.envelope import SCHEMA, Document, enveloped

__all__ = [
    "SCHEMA",
    "answers_json",
    "claim_json",
    "diagnostic_of",
    "diagnostics_json",
    "explanation_json",
    "trials_json",
    "truth_json",
    "verdict_json",
]


def verdict_json(base: Base, verdict: Verdict) -> Document:
    """The verdict of a use. `cited` holds the words of every clause that is named."""
    return enveloped(verdict_of(words_of(base), verdict))


def truth_json(base: Base, truth: Truth) -> Document:
    """Whether a literal holds."""
    return enveloped(truth_of(words_of(base), truth))


def explanation_json(base: Base, explanation: Explanation, *, full: bool = False) -> Document:
    """An answer with its proofs, every step of them: one for each outcome under each choice of the readings that
    matter, or with `full` one for every branch of the decision."""
    return enveloped(_explanation(base, explanation, full=full))


def _explanation(base: Base, explanation: Explanation, *, full: bool = False) -> documents.Explanation:
    words = words_of(base)
    selected = select(explanation, full=full)
    proofs = tuple(
        documents.Strand(
            s.readings,
            assumptions_of(words, s.ground.assumptions),
            s.ground.outcome,
            s.alike,
            steps_of(words, s.ground.proof),
        )
        for s in selected
    )
    cited = cited_of(words, (key for s in selected for key in clauses_of_proof(s.ground.proof)))
    verdict = verdict_of(words, explanation.verdict) if explanation.verdict is not None else None
    truth = truth_of(words, explanation.truth) if explanation.truth is not None else None
    return documents.Explanation(verdict, truth, proofs, cited)


def answers_json(base: Base, answers: Answers) -> Document:
    """The answers to a query, certain and possible, and the titles of the names in them."""
    phrases = words_of(base).phrases
    names = sorted({v for row in (*answers.rows, *answers.possible) for v in row if isinstance(v, str)})
    titles = {name: title for name in names if (title := phrases.title(name)) is not None}
    rows, possible = (tuple(values_of(row) for row in some) for some in (answers.rows, answers.possible))
    return enveloped(documents.Answers(answers.variables, rows, possible, answers.more, titles))


def claim_json(base: Base, status: ClaimStatus) -> Document:
    """What somebody said, and how it compares with what the rules derive."""
    claim = status.claim
    on: wire.Value | None = None
    match claim.on:
        case tree.Day(value=day):
            on = wire.Day(day)
        case tree.YearMonth(year=year, month=month):
            on = wire.Month(f"{year:04d}-{month:02d}")
    return enveloped(
        documents.Claim(
            name=claim.name,
            title=claim.title,
            by=wire.Text(claim.by.value) if isinstance(claim.by, tree.Text) else wire.Name(claim.by.name),
            on=on,
            about=tuple(name.name for name in claim.about),
            quotes=tuple(quote.value for quote in claim.quotes),
            source=claim.per,
            says=format_literal(claim.says) if claim.says is not None else None,
            place=place_of(claim.span),
            status=status.status,
            truth=truth_of(words_of(base), status.truth) if status.truth is not None else None,
        )
    )


def trials_json(
    results: Sequence[TrialResult],
    instead: Mapping[Span, Sequence[Instead]] | None = None,
    coverage: documents.Coverage | None = None,
) -> Document:
    """The results of tests.

    Args:
        results: the results.
        instead: what came in the place of what was expected, by the places of tests.
        coverage: what they cover; None if that was not asked for.
    """
    passed = sum(r.passed for r in results)
    tests = tuple(_test(result, instead or {}) for result in results)
    return enveloped(documents.Tests(passed, len(results) - passed, tests, coverage))


def _test(result: TrialResult, instead: Mapping[Span, Sequence[Instead]]) -> documents.Test:
    second = result.second
    cross_check = (
        documents.CrossCheck(second.agrees, second.answers, second.agreed, second.differences, second.unchecked)
        if second is not None
        else UNSET
    )
    failures = tuple(map(diagnostic_of, result.failures))
    came = tuple(_explanation(i.base, i.explanation) for i in instead.get(result.span, ()))
    place = place_of(result.span)
    return documents.Test(result.title, place, result.passed, failures, cross_check, came or UNSET)


def diagnostics_json(diagnostics: Iterable[Diagnostic]) -> Document:
    """What was found in policy files."""
    found = tuple(map(diagnostic_of, diagnostics))
    errors = sum(d.severity is Severity.ERROR for d in found)
    return enveloped(documents.Diagnostics(errors, len(found) - errors, found))


def diagnostic_of(found: Diagnostic) -> documents.Diagnostic:
    """A finding, as a part of a document."""
    labels = tuple(documents.Label(place_of(label.span), label.text) for label in found.labels)
    fix = None if found.fix is None else documents.Fix(place_of(found.fix.span), found.fix.text, found.fix.safe)
    place = place_of(found.span)
    return documents.Diagnostic(found.severity, found.code, found.message, place, found.help, labels, fix)
