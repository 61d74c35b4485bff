"""What becomes of mutants, as a document."""

from __future__ import annotations

from licet.mutation.mutation import Fate, Mutation
from licet.views.data.values import place_of
from licet.wire import documents
from licet.wire.envelope import Document, enveloped

__all__ = ["mutation_json"]


def mutation_json(mutation: Mutation, since: str | None = None, sample: int = 1) -> Document:
    """What becomes of mutants.

    Args:
        mutation: what was found.
        since: the revision since which their statements changed, if only those are mutated.
        sample: one in so many was taken.
    """
    mutants = tuple(
        documents.Mutant(m.code, *m.key, m.words, place_of(m.span), m.fate.value, m.by, m.test, m.before, m.after)
        for m in mutation.mutants
    )
    return enveloped(
        documents.Mutants(
            since,
            sample,
            mutation.count(Fate.KILLED),
            mutation.count(Fate.EQUIVALENT),
            mutation.count(Fate.ACCEPTED),
            mutation.count(Fate.SURVIVED),
            int(mutation.score * 10),
            mutants,
        )
    )
