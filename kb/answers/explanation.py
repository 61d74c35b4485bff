"""A verdict or a truth together with the proofs it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from licet.engine.collector import collection_paused
from licet.errors import EngineFault
from licet.grammar import tree
from licet.policy import relation_names as called
from licet.proof.prover import explain_absence, prove
from licet.proof.steps import Proof
from licet.verdict.base import Base
from licet.verdict.decision import Assumption, Branch
from licet.verdict.judge import judge_truth, judge_use
from licet.verdict.passed_thresholds import with_thresholds
from licet.verdict.presumptions import with_presumptions
from licet.verdict.query import QUERY, with_query
from licet.verdict.verdict import Pin, Truth, Verdict

__all__ = ["Explanation", "Ground", "explain_conditions", "explain_use"]


class Ground(Struct, frozen=True):
    """One proof, and the readings and unknown facts that were taken to be so."""

    readings: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: str
    proof: Proof


class Explanation(Struct, frozen=True):
    """An answer and its proofs. Exactly one of `verdict` and `truth` is set; branches that no proof settles
    (unknown past the bound) have no ground."""

    verdict: Verdict | None
    truth: Truth | None
    grounds: tuple[Ground, ...]


@collection_paused()
def explain_use(base: Base, use: str, pins: Iterable[Pin] = ()) -> Explanation:
    """The verdict of a use with what it presumes and which thresholds it passed, and a proof for each outcome under
    each choice of the readings that it turns on.

    Raises:
        ProofTooLarge: a proof search past its bound.
    """
    pins = tuple(pins)
    judged = judge_use(base, use, pins)
    grounds = []
    for way in judged.ways():
        proof = prove(way.branch.solver, called.OUTCOME, (use, way.outcome), plans=base.plans)
        if proof is None:
            raise EngineFault(f"the verdict of `{use}` has no proof")
        grounds.append(_ground(way.branch, way.outcome, proof))
    verdict = with_thresholds(base, with_presumptions(base, judged, pins), pins)
    return Explanation(verdict, None, tuple(grounds))


@collection_paused()
def explain_conditions(base: Base, conditions: Sequence[tree.Condition], pins: Iterable[Pin] = ()) -> Explanation:
    """Whether checked conditions without variables hold, with a proof for each branch of the decision.

    Raises:
        ProofTooLarge: a proof search past its bound.
    """
    asked, _ = with_query(base, conditions)
    judged = judge_truth(asked, QUERY, (), pins)
    grounds = []
    for branch in judged.decision.branches:
        if branch.outcome == "true":
            proof = prove(branch.solver, QUERY, (), plans=base.plans)
            if proof is None:
                raise EngineFault("what holds has no proof")
            grounds.append(_ground(branch, "true", proof))
        elif branch.outcome == "false":
            absent = explain_absence(branch.solver, asked.doubt.possible(QUERY), (), plans=base.plans)
            grounds.append(_ground(branch, "false", absent))
    return Explanation(None, judged.answer, tuple(grounds))


def _ground(branch: Branch, outcome: str, proof: Proof) -> Ground:
    return Ground(tuple(sorted(branch.readings)), branch.assumptions, outcome, proof)
