"""Proofs on demand: why something holds, and why something does not.

A conclusion's proof is the least in its support (`licet.proof.least_proof`). The support is collected layer by layer
and only as deep as the least proof is high, since no fact further out can be part of it. Absences are explained by
the rules that fail.
"""

from __future__ import annotations

from collections.abc import Mapping

from licet.errors import EngineFault
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern
from licet.logic.plans import Plans
from licet.logic.values import Row
from licet.proof.assembly import Limits, assemble
from licet.proof.failures import Claim, Goal
from licet.proof.instances import Derivation, Node, Support
from licet.proof.least_proof import Cost, Graph
from licet.proof.steps import Proof

__all__ = ["Limits", "Prover", "explain_absence", "prove"]


def prove(
    oracle: Oracle, relation: str, row: Row, limits: Limits | None = None, plans: Plans | None = None
) -> Proof | None:
    """The least proof of a fact (see `licet.proof.least_proof`); None if the fact does not hold.

    Raises:
        ProofTooLarge: the search went past its limits.
        EngineFault: the fact is said to hold, and nothing derives it.
    """
    return Prover(oracle, limits, plans).prove(relation, row)


def explain_absence(
    oracle: Oracle, relation: str, pattern: Pattern, limits: Limits | None = None, plans: Plans | None = None
) -> Proof:
    """Why no row of the relation matches the pattern, which must be so.

    Raises:
        ProofTooLarge: the search went past its limits.
        EngineFault: a row matches, or a rule concludes one that is said to be absent.
    """
    return Prover(oracle, limits, plans).explain_absence(relation, pattern)


class Prover:
    """Proves what an oracle says, with what can be shared between proofs. It must not outlive a change of the facts."""

    def __init__(self, oracle: Oracle, limits: Limits | None = None, plans: Plans | None = None) -> None:
        self.oracle = oracle
        self.limits = limits or Limits()
        self.plans = plans or Plans()

    def prove(self, relation: str, row: Row) -> Proof | None:
        """As the function of the same name."""
        if not self.oracle.holds(relation, row):
            return None
        return self.assemble((Claim.HOLDS, relation, row), {})

    def explain_absence(self, relation: str, pattern: Pattern) -> Proof:
        """As the function of the same name."""
        if self.oracle.answers(relation, pattern):
            raise EngineFault(f"`{relation}` is not absent: a row matches")
        return self.assemble((Claim.ABSENT, relation, pattern), {})

    def cheapest(self, goal: Node) -> dict[Node, Derivation]:
        """The derivations of the least proof of a fact that holds."""
        support = Support(self.oracle, self.plans, self.limits.support)
        support.start(goal)
        found: tuple[dict[Node, Derivation], Cost] | None = None
        while True:
            if support.holds(goal) and (found is None or support.depth == found[1][0]):
                found = Graph(support.derivations).least(goal)
                assert found is not None
                if found[1][0] <= support.depth:
                    return found[0]
            if not support.grow():
                break
        found = Graph(support.derivations).least(goal)
        if found is None:
            raise EngineFault(f"`{goal[0]}` is said to hold, and nothing derives it")
        return found[0]

    def assemble(self, goal: Goal, chosen: Mapping[Node, Derivation]) -> Proof:
        """The proof of a goal, from the derivations that were chosen for it or else the least ones."""
        return assemble(self.oracle, goal, chosen, self.cheapest, self.plans, self.limits)
