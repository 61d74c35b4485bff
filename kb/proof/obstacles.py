"""The fewest items of a rule's body that stand in the way of the rest.

A set of obstacles is one without which the rest can be satisfied. The rest must stand on its own, so an item whose
variables only a missing fact would bind is an obstacle, too: it is a condition on that fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct, field

from licet.errors import EngineFault
from licet.logic.ir import Fact, Item, Rule, named
from licet.logic.join import Bindings, plan_join, solutions
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern
from licet.logic.values import Row

__all__ = ["fewest_obstacles"]

_EXACT = 8
_MOST_ROWS = 200_000


def fewest_obstacles(oracle: Oracle, items: Sequence[Item], given: Bindings) -> tuple[tuple[int, ...], Bindings, bool]:
    """The smallest set of obstacles of a body; of several, the one that keeps the earlier items.

    Args:
        oracle: what holds.
        items: the body.
        given: bindings of the head's variables.

    Returns:
        the positions of the obstacles (none if the body holds), the first bindings that satisfy the rest, and whether
        the set is known to be smallest. In a body of more than eight items it is only one that cannot be made smaller.
    """
    body = _Body(oracle, items, given)
    if len(items) > _EXACT:
        return *body.some_obstacles(), False
    return *body.least_obstacles(), body.exact


class _Exhausted(Exception):
    """A join looked at too many rows."""


class _Counting(Struct):
    """An oracle that stops a join which looks at too many rows."""

    oracle: Oracle
    rows: int = 0

    def answers(self, relation: str, pattern: Pattern) -> tuple[Row, ...]:
        found = self.oracle.answers(relation, pattern)
        self.rows += 1 + len(found)
        if self.rows > _MOST_ROWS:
            raise _Exhausted
        return found

    def holds(self, relation: str, row: Row) -> bool:
        return self.oracle.holds(relation, row)

    def fact(self, relation: str, row: Row) -> Fact | None:
        return self.oracle.fact(relation, row)

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        return self.oracle.rules_for(relation)


class _Body(Struct):
    """A rule's body under the bindings of its head, and what was found out of its parts."""

    oracle: Oracle
    items: Sequence[Item]
    given: Bindings
    exact: bool = True
    _known: dict[tuple[int, ...], Bindings | None] = field(default_factory=dict)

    def solve(self, kept: Sequence[int]) -> Bindings | None:
        """The first solution of some of the items; None if there is none, or one of them cannot be decided."""
        found = dict(self.given)
        for part in self._parts(kept):
            if part not in self._known:
                self._known[part] = self._first(part)
            solution = self._known[part]
            if solution is None:
                return None
            found.update(solution)
        return found

    def _first(self, part: tuple[int, ...]) -> Bindings | None:
        plan = plan_join([self.items[i] for i in part], self.given)
        if plan.deferred:
            return None
        try:
            return next(solutions(_Counting(self.oracle), plan, self.given), None)
        except _Exhausted:
            self.exact = False
            return None

    def _parts(self, kept: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """The items in groups that share no unbound variable."""
        groups: list[tuple[set[str], list[int]]] = []
        for i in kept:
            names, members = {n for n in _names(self.items[i]) if n not in self.given}, [i]
            apart = []
            for group in groups:
                if names & group[0]:
                    names |= group[0]
                    members += group[1]
                else:
                    apart.append(group)
            groups = [*apart, (names, members)]
        return (tuple(sorted(members)) for _, members in groups)

    def least_obstacles(self) -> tuple[tuple[int, ...], Bindings]:
        """The smallest set of items to leave out, the later ones if there is a choice, and what satisfies the rest."""
        everything = range(len(self.items))
        for size in range(len(everything) + 1):
            for kept in combinations(everything, len(everything) - size):
                found = self.solve(kept)
                if found is not None:
                    return tuple(i for i in everything if i not in kept), found
        raise EngineFault("an empty body does not hold")

    def some_obstacles(self) -> tuple[tuple[int, ...], Bindings]:
        """A set of items to leave out of which none can be kept."""
        kept: list[int] = []
        found = self.given
        left = list(range(len(self.items)))
        progress = True
        while progress:
            progress = False
            for i in tuple(left):
                solution = self.solve(sorted([*kept, i]))
                if solution is not None:
                    kept.append(i)
                    left.remove(i)
                    found = solution
                    progress = True
        return tuple(left), found


def _names(item: Item) -> Iterator[str]:
    return named(item.arguments)
