"""Claims: what somebody said, compared with what the rules derive. A claim is never a premise.

A claim is supported or contradicted by what somebody stated and what follows from it. That nothing is stated says
nothing of it, in closed relations too: there absence is a *no* for verdicts, and no reason to call somebody a liar.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from licet.errors import NameUnknown, ProofTooLarge
from licet.grammar import tree
from licet.logic.ir import Comparison, named
from licet.logic.oracle import World
from licet.logic.values import Value
from licet.policy import relation_names as called
from licet.policy.bodies import constant_value
from licet.policy.suggestions import Suggestions
from licet.proof.prover import explain_absence, prove
from licet.proof.steps import AbsenceStep, Blocked, FactStep, Failure, FalseComparison, OtherResult, Proof, premises_of
from licet.verdict.base import Base
from licet.verdict.judge import judge_truth
from licet.verdict.query import QUERY, with_query
from licet.verdict.verdict import Truth

__all__ = ["ClaimStatus", "claim_status"]

_WORDS = {"true": "supported", "false": "contradicted"}


class ClaimStatus(Struct, frozen=True):
    """A claim and how it fares: `supported`, `contradicted`, or `undecided` (unknown, contested, no literal, or nothing
    stated that speaks for or against it)."""

    claim: tree.Claim
    status: str
    truth: Truth | None


def claim_status(base: Base, name: str) -> ClaimStatus:
    """Compare a recorded claim with what the policies derive.

    Raises:
        NameUnknown: no claim of that name is recorded.
    """
    if name not in base.vocabulary.claims:
        raise NameUnknown("claim", name, Suggestions(base.vocabulary).hint(name, base.vocabulary.claims))
    claim = base.vocabulary.claims[name]
    if claim.says is None:
        return ClaimStatus(claim, "undecided", None)
    asked, _ = with_query(base, [claim.says])
    judged = judge_truth(asked, QUERY, ())
    status = _WORDS.get(judged.answer.status, "undecided")
    worlds = [branch.solver for branch in judged.decision.branches]
    if status != "undecided" and not all(_was_looked_into(asked, world, claim.says) for world in worlds):
        status = "undecided"
    return ClaimStatus(claim, status, judged.answer)


def _was_looked_into(asked: Base, world: World, says: tree.Atom | tree.Negation) -> bool:
    """Whether what is said is so, or is not so for a reason that somebody stated."""
    denies = isinstance(says, tree.Negation)
    if world.holds(QUERY, ()) is not denies:
        return True
    literal = says.literal if isinstance(says, tree.Negation) else says
    spoken_of = isinstance(literal, tree.Atom) and _is_spoken_of(asked, world, literal)
    return spoken_of or _fails_for_a_reason(asked, world)


def _is_spoken_of(asked: Base, world: World, atom: tree.Atom) -> bool:
    """Whether it is denied, or something else is so of the same subject in the same relation."""
    signature = asked.vocabulary.relations.get(atom.relation)
    row = tuple(_values((*atom.arguments, *((atom.value,) if atom.value is not None else ()))))
    if signature is None or not row:
        return False
    stated = called.always(atom.relation) if signature.dated else atom.relation
    denied = row[:-1] if signature.functional else row
    alike = world.answers(atom.relation, (row[0], *(None,) * (len(row) - 1)))
    return world.holds(called.denied(stated), denied) or (len(row) > 1 and bool(alike))


def _fails_for_a_reason(asked: Base, world: World) -> bool:
    """Whether a rule that could make it so fails on something stated, not only for want of facts."""
    try:
        proof = prove(world, QUERY, (), plans=asked.plans)
        proof = proof or explain_absence(world, asked.doubt.possible(QUERY), (), plans=asked.plans)
    except ProofTooLarge:
        return False
    return any(_rests_on_facts(proof, failure, names) for failure, names in _failures(proof))


def _failures(proof: Proof) -> Iterator[tuple[Failure, frozenset[str]]]:
    """The failures of all rules in a proof, each with the variables of the comparison that it is about and that the
    head of the rule does not give."""
    for step in proof.steps:
        if isinstance(step, AbsenceStep):
            for failed in step.rules:
                for failure in failed.failures:
                    names = frozenset[str]()
                    if isinstance(failure, FalseComparison):
                        item = failed.rule.body[failure.position]
                        assert isinstance(item, Comparison)
                        names = frozenset(named(item.arguments)) - frozenset(named(failed.rule.head.arguments))
                    yield failure, names


def _rests_on_facts(proof: Proof, failure: Failure, names: frozenset[str]) -> bool:
    if isinstance(failure, FalseComparison):
        return bool(names)
    return isinstance(failure, (Blocked, OtherResult)) and _has_facts(proof, failure.premise)


def _has_facts(proof: Proof, step: int) -> bool:
    waiting = [step]
    seen = set(waiting)
    while waiting:
        found = proof.steps[waiting.pop()]
        if isinstance(found, FactStep):
            return True
        if not isinstance(found, AbsenceStep):
            further = set(premises_of(found)) - seen
            seen |= further
            waiting.extend(further)
    return False


def _values(arguments: tuple[tree.Argument, ...]) -> Iterator[Value]:
    for argument in arguments:
        value = constant_value(argument)
        if value is not None:
            yield value
