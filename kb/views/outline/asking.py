"""For which license a step of a proof is asked: the one of the clause below which it stands."""

from __future__ import annotations

from collections.abc import Mapping

from licet.policy.relation_names import family_of
from licet.policy.vocabulary import Vocabulary
from licet.proof.steps import ComparisonStep, Proof, premises_of

__all__ = ["licenses_asking"]

_CLAUSE = ("applies", "live", "speaks", "stands")


def licenses_asking(vocabulary: Vocabulary, proof: Proof) -> Mapping[int, frozenset[str]]:
    """The licenses of the nearest clauses that each step is a part of the proof of, by the index of the step. None of a
    step that stands below no clause.

    Args:
        vocabulary: the declared names.
        proof: the steps.
    """
    found: dict[int, frozenset[str]] = {}
    for index in range(len(proof.steps) - 1, -1, -1):
        step = proof.steps[index]
        asking = found.setdefault(index, frozenset())
        for premise in premises_of(step):
            found[premise] = found.get(premise, frozenset()) | (_license(vocabulary, proof, index) or asking)
    return found


def _license(vocabulary: Vocabulary, proof: Proof, index: int) -> frozenset[str]:
    """The license of the clause that a step is about, if it is about one."""
    step = proof.steps[index]
    if isinstance(step, ComparisonStep):
        return frozenset()
    family = family_of(step.relation)
    entry = vocabulary.clauses.get(family.owner) if family.name in _CLAUSE else None
    return frozenset((entry.license,)) if entry is not None else frozenset()
