"""Several proofs of an answer, the stated facts that suffice for it, and what became of a certificate, as JSON-able
data."""

from __future__ import annotations

from licet.answers.alternatives import Proofs, WitnessCase, Witnesses
from licet.certificate.proved import Proved
from licet.certificate.verify import Verification
from licet.proof.steps import FactStep
from licet.verdict.base import Base
from licet.views.data.changes import literal_json
from licet.views.data.refusal import assumption_json
from licet.views.data.steps import clauses_of_proof, proof_json
from licet.views.data.values import JSON, cited_json, pins_json, result_json, row_json, span_json
from licet.views.outline.labels import Words, words_of

__all__ = ["proofs_json", "verification_json", "witnesses_json"]


def proofs_json(base: Base, asked: str, found: Proofs) -> JSON:
    """Every step of the proofs, and where they part."""
    words = words_of(base)
    proofs = [
        {
            "readings": pins_json(ground.readings),
            "assumptions": [assumption_json(words, a) for a in ground.assumptions],
            "outcome": ground.outcome,
            "steps": proof_json(words, ground.proof),
        }
        for ground in found.grounds
    ]
    content = {
        "asked": asked,
        "proofs": proofs,
        "more": found.more,
        "partings": [{**literal_json(words, p.relation, p.row), "holds": list(p.holds)} for p in found.partings],
        "cited": cited_json(words, (key for ground in found.grounds for key in clauses_of_proof(ground.proof))),
    }
    return result_json("proofs", content)


def witnesses_json(base: Base, asked: str, found: Witnesses) -> JSON:
    """The sets of stated facts."""
    words = words_of(base)
    return result_json("witnesses", {"asked": asked, "cases": [_case(words, case) for case in found.cases]})


def _case(words: Words, case: WitnessCase) -> JSON:
    return {
        "readings": pins_json(case.readings),
        "assumptions": [assumption_json(words, a) for a in case.assumptions],
        "outcome": case.outcome,
        "witnesses": [[_fact(words, fact) for fact in facts] for facts in case.found],
        "more": case.more,
    }


def _fact(words: Words, step: FactStep) -> JSON:
    fact = step.fact
    return {
        **literal_json(words, step.relation, step.row),
        "source": fact.per if fact is not None else None,
        "place": span_json(fact.span) if fact is not None else None,
    }


def verification_json(found: Verification) -> JSON:
    """What became of a certificate, and what it proves."""
    content = {
        "accepted": found.accepted,
        "accepted_under_added_rules": found.accepted_under_added_rules,
        "reason": found.reason,
        "changed": list(found.changed),
        "proved": None if found.proved is None else _proved(found.proved),
    }
    return result_json("verification", content)


def _proved(proved: Proved) -> JSON:
    return {
        "use": proved.use,
        "literal": proved.literal,
        "answer": proved.answer or None,
        "goals": [
            {"relation": goal.relation, "row": row_json(goal.pattern), "holds": goal.holds} for goal in proved.goals
        ],
        "by": list(proved.by),
        "on": [day.isoformat() for day in proved.on],
        "readings": pins_json(proved.readings),
        "given": [{"kind": given.kind, "is_fact": given.is_fact, "text": given.text} for given in proved.given],
        "files": dict(sorted(proved.files.items())),
    }
