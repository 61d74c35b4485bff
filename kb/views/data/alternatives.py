"""Several proofs of an answer, the stated facts that suffice for it, and what became of a certificate, as documents."""

from __future__ import annotations

from licet.answers.alternatives import Proofs, Witnesses
from licet.certificate.proved import Proved
from licet.certificate.verify import Verification
from licet.verdict.base import Base
from licet.views.data.steps import clauses_of_proof, steps_of
from licet.views.data.values import assumptions_of, cited_of, holding, stated, values_of
from licet.views.outline.labels import words_of
from licet.wire import documents
from licet.wire import proofs as wire
from licet.wire.envelope import Document, enveloped

__all__ = ["proofs_json", "verification_json", "witnesses_json"]


def proofs_json(base: Base, asked: str, found: Proofs) -> Document:
    """Every step of the proofs, and where they part."""
    words = words_of(base)
    proofs = tuple(
        wire.Ground(g.readings, assumptions_of(words, g.assumptions), g.outcome, steps_of(words, g.proof))
        for g in found.grounds
    )
    partings = tuple(documents.Parting(*holding(words, p.relation, p.row), p.holds) for p in found.partings)
    cited = cited_of(words, (key for ground in found.grounds for key in clauses_of_proof(ground.proof)))
    return enveloped(documents.Proofs(asked, proofs, found.more, partings, cited))


def witnesses_json(base: Base, asked: str, found: Witnesses) -> Document:
    """The sets of stated facts."""
    words = words_of(base)
    cases = []
    for case in found.cases:
        witnesses = tuple(
            tuple(documents.Stated(*holding(words, f.relation, f.row), *stated(f.fact)) for f in facts)
            for facts in case.found
        )
        assumptions = assumptions_of(words, case.assumptions)
        cases.append(documents.WitnessCase(case.readings, assumptions, case.outcome, witnesses, case.more))
    return enveloped(documents.Witnesses(asked, tuple(cases)))


def verification_json(found: Verification) -> Document:
    """What became of a certificate, and what it proves."""
    accepted, under_added = found.accepted, found.accepted_under_added_rules
    proved = _proved(found.proved) if found.proved is not None else None
    return enveloped(documents.Verification(accepted, under_added, found.reason, found.changed, proved))


def _proved(proved: Proved) -> documents.Proved:
    return documents.Proved(
        use=proved.use,
        literal=proved.literal,
        answer=proved.answer or None,
        goals=tuple(documents.Goal(goal.relation, values_of(goal.pattern), goal.holds) for goal in proved.goals),
        by=proved.by,
        on=proved.on,
        readings=proved.readings,
        strict=proved.strict,
        presumptions=tuple(documents.Fact(relation, values_of(row)) for relation, row in proved.presumptions),
        given=tuple(documents.Given(given.kind, given.is_fact, given.text) for given in proved.given),
        files=dict(sorted(proved.files.items())),
    )
