"""What came in the place of what a test expects, with its proofs."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from licet.answers.explanation import Explanation, explain_conditions, explain_use
from licet.answers.policy_tests import TrialResult, TrialRun, layer_of, selected
from licet.errors import ProofTooLarge
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.verdict.base import Base

__all__ = ["Instead", "came_instead"]


class Instead(Struct, frozen=True):
    """The answer that a test got where it expected another.

    Attributes:
        failure: what was not as expected.
        base: the policies with what the test gives.
        explanation: the answer with its proofs.
    """

    failure: Diagnostic
    base: Base
    explanation: Explanation


def came_instead(base: Base, result: TrialResult) -> Iterator[Instead]:
    """The answers that a test of the base got where it expected others, each answer once. Claims, and proofs past their
    bound, are left out."""
    found = next(((m, t) for m, t in selected(base) if t.span == result.span), None)
    if found is None:
        return
    module, test = found
    run = TrialRun(layer_of(base, module, test), module, test)
    expectations = {expectation.span: expectation for expectation in test.expect}
    shown = set()
    for failure in result.failures:
        expectation = expectations.get(failure.span) if failure.span is not None else None
        if expectation is None or isinstance(expectation, tree.ExpectClaim):
            continue
        use, pins = run.subject(expectation)
        question = (use, pins) if use is not None else expectation.span
        if question in shown:
            continue
        shown.add(question)
        try:
            if use is not None:
                yield Instead(failure, run.base, explain_use(run.base, use, pins))
            elif isinstance(expectation, tree.ExpectThat):
                yield Instead(failure, run.base, explain_conditions(run.base, [expectation.literal], pins))
        except ProofTooLarge:
            continue
