"""Why something is not so, as JSON-able data."""

from __future__ import annotations

from collections.abc import Iterator

from licet.answers.refusal import Refusal, RefusedCase, standing
from licet.answers.standing_clauses import ClauseMiss
from licet.logic.ir import Rule
from licet.logic.patterns import Pattern, Substitution
from licet.proof.steps import Proof
from licet.proof.why_not import (
    BlockedBy,
    Condition,
    FalsePremise,
    MissingPremise,
    NearMiss,
    Obstacle,
    Prefix,
    ResultDiffers,
    WhyNot,
)
from licet.verdict.base import Base
from licet.verdict.decision import Assumption
from licet.views.data.steps import clauses_of_proof, proof_json
from licet.views.data.values import JSON, cited_json, pins_json, result_json, row_json, span_json, value_json
from licet.views.data.verdict import verdict_content
from licet.views.outline.labels import Words, words_of
from licet.views.outline.strands import supposed
from licet.words.fragments import text_of

__all__ = ["assumption_json", "refusal_json"]


def refusal_json(base: Base, refusal: Refusal, asked: str) -> JSON:
    """Why something is not so.

    Args:
        base: the policies that were asked.
        refusal: what was found.
        asked: what was asked to be so.
    """
    writer = _Writer(base, words_of(base), refusal)
    content: JSON = {
        "asked": asked,
        "holds": refusal.holds,
        "verdict": verdict_content(writer.words, refusal.verdict) if refusal.verdict is not None else None,
        "cases": [writer.case(case) for case in refusal.cases],
        "rules": writer.rules(refusal.why) if refusal.why is not None and refusal.verdict is None else [],
        "prefix": writer.prefix(refusal.prefix) if refusal.prefix is not None else None,
        "cited": cited_json(writer.words, writer.cited()),
    }
    return result_json("refusal", content)


def assumption_json(words: Words, assumption: Assumption) -> JSON:
    """An unknown fact that is taken to be so."""
    value = assumption.value
    return {
        "relation": assumption.relation,
        "row": row_json(assumption.row),
        "value": value if isinstance(value, bool) else value_json(value),
        "says": text_of(supposed(words.phrases, assumption)),
    }


class _Writer:
    def __init__(self, base: Base, words: Words, refusal: Refusal) -> None:
        self.base = base
        self.words = words
        self.phrases = words.phrases
        self.refusal = refusal
        self.world = refusal.world if refusal.world is not None else base.solver

    def cited(self) -> Iterator[str]:
        """The clauses that are named."""
        for case in self.refusal.cases:
            for miss in case.clauses:
                yield miss.clause
                if miss.proof is not None:
                    yield from clauses_of_proof(miss.proof)

    def case(self, case: RefusedCase) -> JSON:
        return {
            "readings": pins_json(case.readings),
            "assumptions": [assumption_json(self.words, a) for a in case.assumptions],
            "outcome": case.outcome.value,
            "clauses": [self.clause(miss) for miss in case.clauses],
        }

    def clause(self, miss: ClauseMiss) -> JSON:
        return {
            "clause": miss.clause,
            "how": miss.how,
            "by": miss.by,
            "duty": miss.duty,
            "proof": self.proof(miss.proof) if miss.proof is not None else None,
            "rules": self.rules(miss.why) if miss.why is not None else [],
        }

    def proof(self, proof: Proof) -> list[JSON]:
        return proof_json(self.words, proof)

    def rules(self, why: WhyNot) -> list[JSON]:
        """The rules that could have concluded it, those with the fewest obstacles first."""
        return [self.near(miss) for miss in why.rules]

    def near(self, miss: NearMiss) -> JSON:
        return {
            "rule": _rule(miss.rule),
            "bindings": _bindings(miss.substitution),
            "obstacles": [self.obstacle(obstacle, miss) for obstacle in miss.obstacles],
            "fewest": miss.exact,
        }

    def row(self, relation: str, row: Pattern) -> list[JSON]:
        signature = self.words.vocabulary.relations.get(relation.removesuffix("?"))
        return row_json(row, signature.kinds if signature is not None else ())

    def literal(self, relation: str, row: Pattern) -> JSON:
        says = text_of(self.phrases.holds(relation, row))
        return {"relation": relation, "row": self.row(relation, row), "says": says}

    def obstacle(self, obstacle: Obstacle, miss: NearMiss) -> JSON:
        match obstacle:
            case MissingPremise(relation=relation, pattern=pattern):
                return {
                    "kind": "missing",
                    "position": obstacle.position,
                    **self.literal(relation, pattern),
                    "standing": standing(self.base, self.world, obstacle),
                    "strangers": list(obstacle.strangers),
                    "rules": self.rules(obstacle.why) if obstacle.why is not None else [],
                }
            case FalsePremise():
                left, operator, right = obstacle.left, obstacle.operator, obstacle.right
                return {
                    "kind": "false",
                    "position": obstacle.position,
                    "left": value_json(left),
                    "operator": operator,
                    "right": value_json(right),
                    "says": text_of(self.phrases.comparison(left, operator, right)),
                }
            case BlockedBy(relation=relation, row=row):
                literal = self.literal(relation, row)
                return {
                    "kind": "blocked",
                    "position": obstacle.position,
                    **literal,
                    "proof": self.proof(obstacle.proof),
                }
            case ResultDiffers(row=row):
                literal = self.literal(miss.rule.head.relation, row)
                return {"kind": "differs", **literal, "proof": self.proof(obstacle.proof)}
            case Condition():
                return {"kind": "condition", "position": obstacle.position}

    def prefix(self, prefix: Prefix) -> JSON:
        """How many conditions can be satisfied together, in the order of the question, and answers to them."""
        return {
            "satisfied": len(prefix.satisfied),
            "examples": [_bindings(example) for example in prefix.examples],
            "ended": prefix.blocker is not None,
        }


def _rule(rule: Rule) -> JSON:
    origin = rule.origin
    return {"id": rule.id, "role": origin.role, "name": origin.name, "place": span_json(origin.span)}


def _bindings(substitution: Substitution) -> JSON:
    return {name: value_json(value) for name, value in substitution}
