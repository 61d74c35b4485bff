"""The steps of a proof as JSON-able data: all of them, in topological order, with what each rests on by its index."""

from __future__ import annotations

from collections.abc import Iterator

from licet.logic.ir import Rule
from licet.logic.patterns import Pattern, Substitution
from licet.proof.steps import (
    AbsenceStep,
    AggregateStep,
    Blocked,
    ComparisonStep,
    Contribution,
    FactStep,
    FailedRule,
    Failure,
    FalseComparison,
    Missing,
    OtherResult,
    Proof,
    RuleStep,
    Step,
)
from licet.views.data.values import JSON, row_json, span_json, value_json
from licet.views.outline.labels import Words
from licet.words.fragments import Line, text_of

__all__ = ["clauses_of_proof", "proof_json"]


def proof_json(words: Words, proof: Proof) -> list[JSON]:
    """The steps of a proof; the last is what is proved."""
    return [{"id": i, **_Writer(words).step(step)} for i, step in enumerate(proof.steps)]


def clauses_of_proof(proof: Proof) -> Iterator[str]:
    """The clauses that a proof uses, with repetitions."""
    for step in proof.steps:
        rules = [step.rule] if isinstance(step, RuleStep) else []
        if isinstance(step, AbsenceStep):
            rules = [failed.rule for failed in step.rules]
        yield from (r.origin.name for r in rules if r.origin.role == "clause" and r.origin.name is not None)


class _Writer:
    def __init__(self, words: Words) -> None:
        self.words = words
        self.phrases = words.phrases

    def step(self, step: Step) -> JSON:
        match step:
            case FactStep():
                return {
                    "kind": "fact",
                    **self.conclusion(step.relation, step.row, self.phrases.holds(step.relation, step.row)),
                    "source": step.fact.per if step.fact is not None else None,
                    "place": span_json(step.fact.span) if step.fact is not None else None,
                }
            case RuleStep():
                return {
                    "kind": "rule",
                    **self.conclusion(step.relation, step.row, self.phrases.holds(step.relation, step.row)),
                    "rule": _rule(step.rule),
                    "bindings": _bindings(step.substitution),
                    "premises": list(step.premises),
                }
            case AggregateStep():
                aggregate = step.rule.aggregate
                assert aggregate is not None
                return {
                    "kind": "aggregate",
                    **self.conclusion(step.relation, step.row, self.phrases.holds(step.relation, step.row)),
                    "rule": _rule(step.rule),
                    "operator": aggregate.operator,
                    "variable": aggregate.variable.name,
                    "contributions": [_contribution(c) for c in step.contributions],
                }
            case ComparisonStep():
                return {"kind": "comparison", **self.comparison(step), "possible": step.lenient}
            case AbsenceStep():
                return {
                    "kind": "absence",
                    **self.conclusion(step.relation, step.pattern, self.phrases.absent(step.relation, step.pattern)),
                    "rules": [self.failed(failed) for failed in step.rules],
                }

    def conclusion(self, relation: str, row: Pattern, says: Line) -> JSON:
        return {"relation": relation, "row": self.row(relation, row), "says": text_of(says)}

    def row(self, relation: str, row: Pattern) -> list[JSON]:
        signature = self.words.vocabulary.relations.get(relation.removesuffix("?"))
        return row_json(row, signature.kinds if signature is not None else ())

    def comparison(self, compared: ComparisonStep | FalseComparison) -> JSON:
        return {
            "left": value_json(compared.left),
            "operator": compared.operator,
            "right": value_json(compared.right),
            "says": text_of(self.phrases.comparison(compared.left, compared.operator, compared.right)),
        }

    def failed(self, failed: FailedRule) -> JSON:
        failures = [self.failure(failure) for failure in failed.failures]
        return {"rule": _rule(failed.rule), "failures": failures, "more": failed.more}

    def failure(self, failure: Failure) -> JSON:
        match failure:
            case Missing():
                return {
                    "kind": "missing",
                    "position": failure.position,
                    "bindings": _bindings(failure.substitution),
                    "relation": failure.relation,
                    "row": self.row(failure.relation, failure.pattern),
                    "says": text_of(self.phrases.absent(failure.relation, failure.pattern)),
                    "absence": failure.absence.value,
                    "premise": failure.premise,
                }
            case FalseComparison():
                return {
                    "kind": "false",
                    "position": failure.position,
                    "bindings": _bindings(failure.substitution),
                    **self.comparison(failure),
                }
            case Blocked():
                return {
                    "kind": "blocked",
                    "position": failure.position,
                    "bindings": _bindings(failure.substitution),
                    "relation": failure.relation,
                    "row": self.row(failure.relation, failure.row),
                    "says": text_of(self.phrases.holds(failure.relation, failure.row)),
                    "premise": failure.premise,
                }
            case OtherResult():
                return {"kind": "other_result", "row": row_json(failure.row), "premise": failure.premise}


def _rule(rule: Rule) -> JSON:
    origin = rule.origin
    return {"id": rule.id, "role": origin.role, "name": origin.name, "place": span_json(origin.span)}


def _bindings(substitution: Substitution) -> JSON:
    return {name: value_json(value) for name, value in substitution}


def _contribution(contribution: Contribution) -> JSON:
    return {
        "value": value_json(contribution.value),
        "bindings": _bindings(contribution.substitution),
        "premises": list(contribution.premises),
    }
