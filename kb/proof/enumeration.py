"""More than one proof of a conclusion, and the sets of stated facts that each suffice for it.

Proofs are enumerated by partitioning (Lawler, "A procedure for computing the K best solutions", 1972): from each proof
found, the rest of the space is split by the first conclusion that is derived differently. Each part's least proof
comes from `licet.proof.least_proof`, so proofs are acyclic, distinct, and come in the order of their height.

Minimal sets of facts (minimal witnesses, in Buneman, Khanna and Tan, "Why and where", 2001) come from Reiter's
hitting-set tree: from each set found, the search goes on without one of its facts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import heappop, heappush
from typing import Any, cast

from msgspec import Struct

from licet.errors import EngineFault
from licet.logic.join import row_order
from licet.logic.oracle import Oracle
from licet.logic.values import Row
from licet.proof.assembly import Limits
from licet.proof.failures import Claim
from licet.proof.instances import Derivation, Node, Support
from licet.proof.least_proof import Cost, Graph
from licet.proof.prover import Prover
from licet.proof.steps import FactStep, Proof

__all__ = ["proofs", "witnesses"]

_Choice = Mapping[Node, Derivation]

_MOST_ATTEMPTS = 10_000


def proofs(
    oracle: Oracle, relation: str, row: Row, limit: int, limits: Limits | None = None
) -> tuple[tuple[Proof, ...], bool]:
    """The distinct proofs of a fact, by height; the first is the one that `licet.proof.prover` finds.

    Two proofs differ in how they derive some conclusion. In one proof a conclusion is derived in one way; absences and
    what blocks them are explained as `licet.proof.prover` does.

    Args:
        oracle: what holds.
        relation: the relation of the fact.
        row: its row.
        limit: how many proofs to return at most.
        limits: bounds on the search.

    Returns:
        the proofs (none if the fact does not hold), and whether there are more.

    Raises:
        ProofTooLarge: the search went past its limits.
        EngineFault: the fact is said to hold, and nothing derives it.
    """
    if not oracle.holds(relation, row):
        return (), False
    prover = Prover(oracle, limits)
    found: list[Proof] = []
    for choice in _choices(_everything(prover, (relation, row)), (relation, row)):
        if len(found) == limit:
            return tuple(found), True
        found.append(prover.assemble((Claim.HOLDS, relation, row), choice))
    return tuple(found), False


def witnesses(
    oracle: Oracle, relation: str, row: Row, limit: int, limits: Limits | None = None
) -> tuple[tuple[tuple[FactStep, ...], ...], bool]:
    """Sets of stated facts from which a fact can be derived and none of which could be left out, all else being
    absent as it is; smaller sets first.

    Args:
        oracle: what holds.
        relation: the relation of the fact.
        row: its row.
        limit: how many sets to return at most.
        limits: bounds on the search.

    Returns:
        the sets (none if the fact does not hold), and whether there are more, or may be where the search gave up.

    Raises:
        ProofTooLarge: the search went past its limits.
        EngineFault: the fact is said to hold, and nothing derives it.
    """
    if not oracle.holds(relation, row):
        return (), False
    goal = (relation, row)
    graph = Graph(_everything(Prover(oracle, limits), goal))
    found: dict[frozenset[Derivation], None] = {}
    more = False
    queue: deque[frozenset[Derivation]] = deque([frozenset()])
    seen = {queue[0]}
    while queue and not more:
        without = queue.popleft()
        witness = next((w for w in found if not w & without), None) or _minimal(graph, goal, without)
        if witness is None:
            continue
        more = len(seen) > _MOST_ATTEMPTS or (witness not in found and len(found) == limit)
        if not more:
            found[witness] = None
        for leaf in _sorted(witness):
            if (wider := without | {leaf}) not in seen:
                seen.add(wider)
                queue.append(wider)
    sets = sorted(map(_sorted, found), key=lambda leaves: (len(leaves), [_order(leaf) for leaf in leaves]))
    return tuple(tuple(_fact(oracle, leaf) for leaf in leaves) for leaves in sets), more


def _everything(prover: Prover, goal: Node) -> dict[Node, list[Derivation]]:
    """All that can take part in some proof of a fact that holds."""
    support = Support(prover.oracle, prover.plans, prover.limits.support, exhaustive=True)
    support.start(goal)
    while support.grow():
        pass
    if not support.holds(goal):
        raise EngineFault(f"`{goal[0]}` is said to hold, and nothing derives it")
    return support.derivations


class _Part(Struct, frozen=True):
    """The proofs that derive some conclusions as `fixed` says and do not use what is `banned`; `least` is the least."""

    fixed: dict[Node, Derivation]
    banned: frozenset[Derivation]
    least: dict[Node, Derivation]


def _choices(derivations: Mapping[Node, list[Derivation]], goal: Node) -> Iterator[_Choice]:
    """Every way to choose an acyclic proof of the goal, by cost."""
    graph = Graph(derivations)
    queue: list[tuple[Cost, int, _Part]] = []
    number = 0

    def push(fixed: dict[Node, Derivation], banned: frozenset[Derivation]) -> None:
        nonlocal number

        found = graph.least(goal, _usable(derivations, goal, fixed, banned).__contains__)
        if found is not None:
            heappush(queue, (found[1], number, _Part(fixed, banned, found[0])))
            number += 1

    push({}, frozenset())
    while queue:
        _, _, part = heappop(queue)
        yield part.least
        fixed = dict(part.fixed)
        for node, derivation in part.least.items():
            if node not in part.fixed:
                if len(derivations[node]) > 1:
                    push(dict(fixed), part.banned | {derivation})
                fixed[node] = derivation


def _usable(
    derivations: Mapping[Node, list[Derivation]],
    goal: Node,
    fixed: Mapping[Node, Derivation],
    banned: frozenset[Derivation],
) -> set[Derivation]:
    """What a proof of the goal in the part of the space can use."""
    usable: set[Derivation] = set()
    seen = {goal}
    for node in (todo := [goal]):
        for derivation in [fixed[node]] if node in fixed else derivations[node]:
            if derivation not in banned:
                usable.add(derivation)
                for premise in derivation.premises:
                    if premise not in seen:
                        seen.add(premise)
                        todo.append(premise)
    return usable


def _minimal(graph: Graph, goal: Node, without: frozenset[Derivation]) -> frozenset[Derivation] | None:
    """A minimal set of stated facts that derives the goal, none of them among those to do without."""
    used = _leaves(graph, goal, lambda leaf: leaf not in without)
    if used is None:
        return None
    for leaf in _sorted(used):
        fewer = _leaves(graph, goal, (used - {leaf}).__contains__) if leaf in used else None
        if fewer is not None:
            used = fewer
    return used


def _leaves(graph: Graph, goal: Node, usable: Callable[[Derivation], bool]) -> frozenset[Derivation] | None:
    """The stated facts of the least proof that uses only usable ones."""
    found = graph.least(goal, lambda d: not _is_leaf(d) or usable(d))
    return None if found is None else frozenset(filter(_is_leaf, found[0].values()))


def _is_leaf(derivation: Derivation) -> bool:
    return derivation.rule is None and not derivation.premises


def _order(leaf: Derivation) -> tuple[Any, ...]:
    relation, row = leaf.conclusion
    return (relation, row_order(row))


def _sorted(leaves: Iterable[Derivation]) -> list[Derivation]:
    return sorted(leaves, key=_order)


def _fact(oracle: Oracle, leaf: Derivation) -> FactStep:
    relation, row = leaf.conclusion[0], cast(Row, leaf.conclusion[1])
    return FactStep(relation, row, oracle.fact(relation, row))
