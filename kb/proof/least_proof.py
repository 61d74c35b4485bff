"""The least proof in an AND/OR graph (Knuth, "A generalization of Dijkstra's algorithm", 1977).

The cost of a proof is its height, then the number of its steps written out as a tree. It is compared from the leaves
up: every part of a least proof is itself a least proof. (A proof of equal height with fewer steps may exist that uses
a higher part where there is room for it; then two proofs of one conclusion could stand side by side.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from itertools import count

from licet.proof.instances import Derivation, Node, is_fact

__all__ = ["Cost", "Graph"]

Cost = tuple[int, int, bool]
"""Height, steps as a tree (up to 2**62), and whether the node is a pattern, which follows its witness."""

_MANY_STEPS = 2**62


class Graph:
    """An AND/OR graph, indexed for searches for least proofs."""

    def __init__(self, derivations: Mapping[Node, Iterable[Derivation]]) -> None:
        self.uses: dict[Node, list[Derivation]] = {}
        self.leaves: list[Derivation] = []
        for options in derivations.values():
            for derivation in options:
                if not derivation.premises:
                    self.leaves.append(derivation)
                for premise in derivation.premises:
                    self.uses.setdefault(premise, []).append(derivation)

    def least(
        self, goal: Node, allowed: Callable[[Derivation], bool] | None = None
    ) -> tuple[dict[Node, Derivation], Cost] | None:
        """The derivation that a least proof uses for each node it needs, and its cost; None if there is no proof.

        Ties go to the first by `Derivation.order`, so the result does not depend on any order of the graph.

        Args:
            goal: what to prove.
            allowed: which derivations may be used, all if it is None.
        """
        search = _Search(self.uses, goal, allowed)
        search.run(self.leaves)
        if goal not in search.settled:
            return None
        return _reachable(search.chosen, goal), search.settled[goal]


def _reachable(chosen: Mapping[Node, Derivation], goal: Node) -> dict[Node, Derivation]:
    """The part of a choice of derivations that the proof of the goal uses, from the goal outwards."""
    used = {goal: chosen[goal]}
    for derivation in (todo := [chosen[goal]]):
        for premise in derivation.premises:
            if premise not in used:
                used[premise] = chosen[premise]
                todo.append(chosen[premise])
    return used


class _Search:
    def __init__(
        self, uses: Mapping[Node, list[Derivation]], goal: Node, allowed: Callable[[Derivation], bool] | None
    ) -> None:
        self.uses = uses
        self.goal = goal
        self.allowed = allowed
        self.settled: dict[Node, Cost] = {}
        self.chosen: dict[Node, Derivation] = {}
        self.best: dict[Node, Cost] = {}
        self.lacking: dict[Derivation, int] = {}
        self.queue: list[tuple[Cost, int, Node]] = []
        self.numbers = count()

    def run(self, leaves: Iterable[Derivation]) -> None:
        for derivation in leaves:
            self.offer(derivation)
        while self.queue:
            cost, _, node = heappop(self.queue)
            if node in self.settled or cost != self.best[node]:
                continue
            self.settled[node] = cost
            if node == self.goal:
                return
            for derivation in self.uses.get(node, ()):
                left = self.lacking.get(derivation, len(derivation.premises)) - 1
                self.lacking[derivation] = left
                if not left:
                    self.offer(derivation)

    def offer(self, derivation: Derivation) -> None:
        if self.allowed is not None and not self.allowed(derivation):
            return
        node = derivation.conclusion
        cost = self.cost(derivation)
        known = self.best.get(node)
        if known is None or cost < known:
            self.best[node] = cost
            self.chosen[node] = derivation
            heappush(self.queue, (cost, next(self.numbers), node))
        elif cost == known and derivation.order() < self.chosen[node].order():
            self.chosen[node] = derivation

    def cost(self, derivation: Derivation) -> Cost:
        height, steps = 0, derivation.steps
        for premise in derivation.premises:
            below, many, _ = self.settled[premise]
            height = max(height, below)
            steps += many
        return (height + (derivation.rule is not None), min(steps, _MANY_STEPS), not is_fact(derivation.conclusion))
