"""A solver with a few further rules, such as a query's, joined as they are asked for: nothing is compiled anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.logic.ir import Fact, Rule
from licet.logic.join import instances
from licet.logic.oracle import World
from licet.logic.patterns import Pattern, value_under
from licet.logic.relations import sorted_rows
from licet.logic.values import Row

__all__ = ["Extended"]


class Extended:
    """A world with further rules, for relations of their own that do not depend on themselves and are not aggregates.

    Args:
        world: what the rules use.
        rules: the further rules.
    """

    __slots__ = ("_memo", "_rules", "_world")

    def __init__(self, world: World, rules: Iterable[Rule]) -> None:
        self._world = world
        self._rules: dict[str, list[Rule]] = {}
        for rule in sorted(rules, key=lambda r: r.id):
            self._rules.setdefault(rule.head.relation, []).append(rule)
        self._memo: dict[tuple[str, Pattern], tuple[Row, ...]] = {}

    def answers(self, relation: str, pattern: Pattern) -> tuple[Row, ...]:
        """The rows of the relation that match the pattern (None matches everything), sorted."""
        if relation not in self._rules:
            return self._world.answers(relation, pattern)
        key = (relation, pattern)
        if key not in self._memo:
            self._memo[key] = tuple(sorted_rows(set(self.stream(relation, pattern))))
        return self._memo[key]

    def stream(self, relation: str, pattern: Pattern) -> Iterator[Row]:
        """The rows that match, as they are found; a row can come more than once."""
        for rule in self._rules[relation]:
            for bindings in instances(self, rule, pattern):
                row = tuple(value_under(a, bindings) for a in rule.head.arguments)
                yield tuple(v for v in row if v is not None)

    def holds(self, relation: str, row: Row) -> bool:
        """Whether the row is in the relation."""
        if relation not in self._rules:
            return self._world.holds(relation, row)
        return bool(self.answers(relation, row))

    def fact(self, relation: str, row: Row) -> Fact | None:
        """The stated fact with its source, if there is one."""
        return None if relation in self._rules else self._world.fact(relation, row)

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        """The rules that conclude the relation, sorted by id."""
        own = self._rules.get(relation)
        return self._world.rules_for(relation) if own is None else tuple(own)

    def overlay(self, add: Iterable[Fact] = (), remove: Iterable[Fact] = ()) -> Extended:
        """The same rules over the world with facts withdrawn, and then others stated."""
        return Extended(self._world.overlay(add, remove), (r for rules in self._rules.values() for r in rules))
