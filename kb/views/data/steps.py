"""The steps of a proof for documents: all of them, in topological order, with what each rests on by its index."""

from __future__ import annotations

from collections.abc import Iterator

from licet.proof.steps import (
    AbsenceStep,
    AggregateStep,
    Blocked,
    ComparisonStep,
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
from licet.views.data.values import absent, bindings_of, comparing, holding, rule_of, stated, value_of, values_of
from licet.views.outline.labels import Words
from licet.wire import proofs as wire

__all__ = ["clauses_of_proof", "steps_of"]


def steps_of(words: Words, proof: Proof) -> tuple[wire.Step, ...]:
    """The steps of a proof; the last is what is proved."""
    return tuple(_step(words, i, step) for i, step in enumerate(proof.steps))


def clauses_of_proof(proof: Proof) -> Iterator[str]:
    """The clauses that a proof uses, with repetitions."""
    for step in proof.steps:
        rules = [step.rule] if isinstance(step, RuleStep) else []
        if isinstance(step, AbsenceStep):
            rules = [failed.rule for failed in step.rules]
        yield from (r.origin.name for r in rules if r.origin.role == "clause" and r.origin.name is not None)


def _step(words: Words, id: int, step: Step) -> wire.Step:
    match step:
        case FactStep(relation, row, fact):
            return wire.FactStep(id, *holding(words, relation, row), *stated(fact))
        case RuleStep(relation, row, rule, substitution, premises):
            said = holding(words, relation, row)
            return wire.RuleStep(id, *said, rule_of(rule), bindings_of(substitution), premises)
        case AggregateStep(relation, row, rule, contributions):
            assert rule.aggregate is not None
            operator, variable = rule.aggregate.operator, rule.aggregate.variable.name
            parts = tuple(
                wire.Contribution(value_of(c.value), bindings_of(c.substitution), c.premises) for c in contributions
            )
            return wire.AggregateStep(id, *holding(words, relation, row), rule_of(rule), operator, variable, parts)
        case ComparisonStep(left, operator, right, lenient):
            return wire.ComparisonStep(id, *comparing(words, left, operator, right), lenient)
        case AbsenceStep(relation, pattern, rules):
            return wire.AbsenceStep(id, *absent(words, relation, pattern), tuple(_failed(words, r) for r in rules))


def _failed(words: Words, failed: FailedRule) -> wire.FailedRule:
    failures = tuple(_failure(words, failure) for failure in failed.failures)
    return wire.FailedRule(rule_of(failed.rule), failures, failed.more)


def _failure(words: Words, failure: Failure) -> wire.Failure:
    match failure:
        case Missing(position, substitution, relation, pattern, absence, premise):
            said = absent(words, relation, pattern)
            return wire.MissingRow(position, bindings_of(substitution), *said, absence, premise)
        case FalseComparison(position, substitution, left, operator, right):
            return wire.FalseHere(position, bindings_of(substitution), *comparing(words, left, operator, right))
        case Blocked(position, substitution, relation, row, premise):
            return wire.BlockedHere(position, bindings_of(substitution), *holding(words, relation, row), premise)
        case OtherResult(row, premise):
            return wire.OtherResult(values_of(row), premise)
