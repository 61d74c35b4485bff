"""What it takes not to trust an answer: a certificate and its check, and a second engine, on the shipped policies."""

from __future__ import annotations

from bench.timing import Row, each, spread
from licet.knowledge.loading import load


def rows() -> list[Row]:
    """The measurements of this file: for each use that the shipped policies declare."""
    kb = load()
    uses = list(kb.vocabulary.members("use"))
    assert all(kb.cross_check(use) == () for use in uses)
    proofs = [kb.certify(use) for use in uses]
    assert all(kb.verify(proof).accepted for proof in proofs)
    timed = (
        ("`ask`", lambda i: kb.ask(uses[i])),
        ("`prove`, a certificate", lambda i: kb.certify(uses[i])),
        ("`verify`, the policy files read before", lambda i: kb.verify(proofs[i])),
        ("`--cross-check`, by pyDatalog", lambda i: kb.cross_check(uses[i])),
    )
    return [spread(f"{name}: a use of the shipped policies", "Licet", each(run, len(uses))) for name, run in timed]
