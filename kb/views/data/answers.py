"""Every answer as a JSON-able dict, by the schema in `licet.schema.json`.

Each result names its schema and what it is. Values are exact and carry their type: whole numbers are JSON numbers,
others are strings of digits, days and months are strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.answers.claims import ClaimStatus
from licet.answers.explanation import Explanation
from licet.answers.policy_tests import SecondOpinion, TrialResult
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.write import format_literal
from licet.verdict.base import Base
from licet.verdict.query import Answers
from licet.verdict.verdict import Truth, Verdict
from licet.views.data.steps import clauses_of_proof, proof_json
from licet.views.data.values import JSON, SCHEMA, cited_json, pins_json, result_json, row_json, span_json, value_json
from licet.views.data.verdict import truth_content, verdict_content
from licet.views.outline.labels import words_of
from licet.views.outline.strands import select, supposed
from licet.words.fragments import text_of

__all__ = [
    "SCHEMA",
    "answers_json",
    "claim_json",
    "diagnostics_json",
    "explanation_json",
    "trials_json",
    "truth_json",
    "verdict_json",
]


def verdict_json(base: Base, verdict: Verdict) -> JSON:
    """The verdict of a use. `cited` holds the words of every clause that is named."""
    return result_json("verdict", verdict_content(words_of(base), verdict))


def truth_json(base: Base, truth: Truth) -> JSON:
    """Whether a literal holds."""
    return result_json("truth", truth_content(words_of(base), truth))


def explanation_json(base: Base, explanation: Explanation, *, full: bool = False) -> JSON:
    """An answer with its proofs, every step of them: one for each outcome under each choice of the readings that
    matter, or with `full` one for every branch of the decision."""
    words = words_of(base)
    proofs = []
    clauses: list[str] = []
    for selected in select(explanation, full=full):
        ground = selected.ground
        clauses += clauses_of_proof(ground.proof)
        assumptions = [
            {
                "relation": a.relation,
                "row": row_json(a.row),
                "value": a.value if isinstance(a.value, bool) else value_json(a.value),
                "says": text_of(supposed(words.phrases, a)),
            }
            for a in ground.assumptions
        ]
        proofs.append(
            {
                "readings": pins_json(selected.readings),
                "assumptions": assumptions,
                "outcome": ground.outcome,
                "alike": selected.alike,
                "steps": proof_json(words, ground.proof),
            }
        )
    verdict = verdict_content(words, explanation.verdict) if explanation.verdict is not None else None
    truth = truth_content(words, explanation.truth) if explanation.truth is not None else None
    content = {"verdict": verdict, "truth": truth, "proofs": proofs, "cited": cited_json(words, clauses)}
    return result_json("explanation", content)


def answers_json(base: Base, answers: Answers) -> JSON:
    """The answers to a query, certain and possible, and the titles of the names in them."""
    phrases = words_of(base).phrases
    names = sorted({v for row in (*answers.rows, *answers.possible) for v in row if isinstance(v, str)})
    return result_json(
        "answers",
        {
            "variables": list(answers.variables),
            "rows": [row_json(row) for row in answers.rows],
            "possible": [row_json(row) for row in answers.possible],
            "more": answers.more,
            "titles": {name: title for name in names if (title := phrases.title(name)) is not None},
        },
    )


def claim_json(base: Base, status: ClaimStatus) -> JSON:
    """What somebody said, and how it compares with what the rules derive."""
    claim = status.claim
    on: JSON | None = None
    if isinstance(claim.on, tree.Day):
        on = value_json(claim.on.value)
    elif claim.on is not None:
        on = {"type": "month", "value": f"{claim.on.year:04d}-{claim.on.month:02d}"}
    by = claim.by
    return result_json(
        "claim",
        {
            "name": claim.name,
            "title": claim.title,
            "by": {"type": "text", "value": by.value}
            if isinstance(by, tree.Text)
            else {"type": "name", "value": by.name},
            "on": on,
            "about": [name.name for name in claim.about],
            "quotes": [quote.value for quote in claim.quotes],
            "source": claim.per,
            "says": format_literal(claim.says) if claim.says is not None else None,
            "place": span_json(claim.span),
            "status": status.status,
            "truth": truth_content(words_of(base), status.truth) if status.truth is not None else None,
        },
    )


def trials_json(results: Sequence[TrialResult]) -> JSON:
    """The results of tests."""
    tests = [
        {
            "title": result.title,
            "place": span_json(result.span),
            "passed": result.passed,
            "failures": [_diagnostic(d) for d in result.failures],
            **({} if result.second is None else {"cross_check": _second(result.second)}),
        }
        for result in results
    ]
    passed = sum(r.passed for r in results)
    return result_json("tests", {"passed": passed, "failed": len(results) - passed, "tests": tests})


def _second(second: SecondOpinion) -> JSON:
    return {
        "agrees": second.agrees,
        "answers": second.answers,
        "agreed": second.agreed,
        "differences": list(second.differences),
        "unchecked": second.unchecked,
    }


def diagnostics_json(diagnostics: Iterable[Diagnostic]) -> JSON:
    """What was found in policy files."""
    found = list(diagnostics)
    errors = sum(d.is_error for d in found)
    content = {"errors": errors, "warnings": len(found) - errors, "diagnostics": [_diagnostic(d) for d in found]}
    return result_json("diagnostics", content)


def _diagnostic(diagnostic: Diagnostic) -> JSON:
    return {
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "place": span_json(diagnostic.span),
        "help": diagnostic.help,
        "labels": [{"place": span_json(label.span), "text": label.text} for label in diagnostic.labels],
    }
