"""Why something is not so, as a document."""

from __future__ import annotations

from collections.abc import Iterator

from licet.answers.refusal import Refusal, RefusedCase
from licet.answers.standing_clauses import ClauseMiss
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
from licet.views.data.steps import clauses_of_proof, steps_of
from licet.views.data.values import assumptions_of, bindings_of, cited_of, comparing, holding, rule_of
from licet.views.data.verdict import verdict_of
from licet.views.outline.labels import Words, words_of
from licet.wire import documents
from licet.wire import obstacles as wire
from licet.wire.envelope import Document, enveloped

__all__ = ["refusal_json"]


def refusal_json(base: Base, refusal: Refusal, asked: str) -> Document:
    """Why something is not so.

    Args:
        base: the policies that were asked.
        refusal: what was found.
        asked: what was asked to be so.
    """
    words = words_of(base)
    writer = _Writer(words, refusal)
    return enveloped(
        documents.Refusal(
            asked=asked,
            holds=refusal.holds,
            verdict=verdict_of(words, refusal.verdict) if refusal.verdict is not None else None,
            cases=tuple(writer.case(case) for case in refusal.cases),
            rules=writer.rules(refusal.why) if refusal.verdict is None else (),
            prefix=_prefix(refusal.prefix) if refusal.prefix is not None else None,
            cited=cited_of(words, _named(refusal)),
        )
    )


def _named(refusal: Refusal) -> Iterator[str]:
    """The clauses that are named."""
    for case in refusal.cases:
        for miss in case.clauses:
            yield miss.clause
            if miss.proof is not None:
                yield from clauses_of_proof(miss.proof)


class _Writer:
    def __init__(self, words: Words, refusal: Refusal) -> None:
        self.words = words
        self.refusal = refusal

    def case(self, case: RefusedCase) -> wire.RefusedCase:
        assumptions = assumptions_of(self.words, case.assumptions)
        return wire.RefusedCase(case.readings, assumptions, case.outcome, tuple(map(self.clause, case.clauses)))

    def clause(self, miss: ClauseMiss) -> wire.ClauseMiss:
        proof = steps_of(self.words, miss.proof) if miss.proof is not None else None
        return wire.ClauseMiss(miss.clause, miss.how, miss.by, miss.duty, proof, self.rules(miss.why))

    def rules(self, why: WhyNot | None) -> tuple[wire.NearMiss, ...]:
        """The rules that could have concluded it, those with the fewest obstacles first."""
        return tuple(map(self.near, why.rules)) if why is not None else ()

    def near(self, miss: NearMiss) -> wire.NearMiss:
        obstacles = tuple(self.obstacle(obstacle, miss) for obstacle in miss.obstacles)
        return wire.NearMiss(rule_of(miss.rule), bindings_of(miss.substitution), obstacles, miss.exact)

    def obstacle(self, obstacle: Obstacle, miss: NearMiss) -> wire.Obstacle:
        words = self.words
        match obstacle:
            case MissingPremise(position, relation, pattern, strangers, why=why):
                said, standing = holding(words, relation, pattern), self.refusal.standing(obstacle)
                return wire.MissingPremise(position, *said, standing, strangers, self.rules(why))
            case FalsePremise(position, left, operator, right):
                return wire.FalsePremise(position, *comparing(words, left, operator, right))
            case BlockedBy(position, relation, row, proof):
                return wire.BlockedBy(position, *holding(words, relation, row), steps_of(words, proof))
            case ResultDiffers(row, proof):
                said = holding(words, miss.rule.head.relation, row)
                return wire.ResultDiffers(*said, steps_of(words, proof))
            case Condition(position):
                return wire.Undecided(position)


def _prefix(prefix: Prefix) -> wire.Prefix:
    examples = tuple(map(bindings_of, prefix.examples))
    return wire.Prefix(len(prefix.satisfied), examples, prefix.blocker is not None)
