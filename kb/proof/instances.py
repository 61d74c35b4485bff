"""The support of a conclusion: the rule instances that can be reached backwards from it, as an AND/OR graph.

A node is a fact, or a pattern that some fact must match (where a body has anonymous variables). A node holds if one
of its derivations does, and a derivation if all its premises do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, cast

from msgspec import Struct, field

from licet.errors import ProofTooLarge
from licet.logic.aggregates import aggregate
from licet.logic.ir import Literal, Rule
from licet.logic.join import Bindings, Plan, instances, row_order, substitution_of
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, pattern_under
from licet.logic.plans import Plans
from licet.logic.values import Row

__all__ = ["Derivation", "Node", "Support", "is_fact", "is_stated"]

Node = tuple[str, Pattern]
"""A relation with a row, or with a pattern."""


def is_fact(node: Node) -> bool:
    """Whether the node is one fact, not a pattern."""
    return None not in node[1]


def is_stated(oracle: Oracle, relation: str, row: Row) -> bool:
    """Whether a row that holds is a leaf of proofs: it is stated, or there is no rule for its relation."""
    return oracle.fact(relation, row) is not None or not oracle.rules_for(relation)


class Derivation(Struct, eq=False):
    """One way for a node to hold.

    Without a rule it is a stated fact (no premises) or the witness of a pattern (one). With a rule it is an instance;
    an aggregate has one element of `bindings` for each contribution. `premises` are the positive ones.
    """

    conclusion: Node
    rule: Rule | None = None
    bindings: tuple[Bindings, ...] = ()
    premises: tuple[Node, ...] = ()

    @property
    def steps(self) -> int:
        """The number of steps it adds to a proof, apart from its premises."""
        if self.rule is None:
            return 0 if self.premises else 1
        checked = sum(not (isinstance(item, Literal) and not item.negated) for item in self.rule.body)
        return 1 + checked * len(self.bindings)

    def order(self) -> tuple[Any, ...]:
        """A key that sorts the derivations of one node: by rule, then substitution; witnesses by row."""
        if self.rule is None:
            return ("", tuple(row_order(row) for _, row in self.premises))
        return (self.rule.id, tuple(row_order([v for _, v in substitution_of(b)]) for b in self.bindings))


class Support(Struct):
    """The derivations found so far, by their conclusion.

    `exhaustive` also expands facts that are stated, and every witness of a pattern: all proofs rather than the least.
    `limit` bounds the number of nodes, derivations and contributions to aggregates.
    """

    oracle: Oracle
    plans: Plans
    limit: int
    exhaustive: bool = False
    derivations: dict[Node, list[Derivation]] = field(default_factory=dict)
    _holding: set[Node] = field(default_factory=set)
    _waiting: dict[Node, list[Derivation]] = field(default_factory=dict)
    _lacking: dict[Derivation, int] = field(default_factory=dict)
    _layer: list[Node] = field(default_factory=list)
    _size: int = 0
    depth: int = 0

    def start(self, goal: Node) -> None:
        """Make a node the root of the support."""
        self._discover(goal)

    def holds(self, node: Node) -> bool:
        """Whether a derivation of the node is complete in the part of the support that has been collected."""
        return node in self._holding

    def grow(self) -> bool:
        """Expand the outermost layer, one rule instance further from the root; False if there is nothing left.

        Raises:
            ProofTooLarge: the support is past its limit.
        """
        layer, self._layer = self._layer, []
        for relation, row in layer:
            for rule in self.oracle.rules_for(relation):
                for derivation in self._instances(rule, relation, cast(Row, row)):
                    self._add(derivation)
        self.depth += bool(layer)
        return bool(layer)

    def _discover(self, node: Node) -> None:
        self._count()
        self.derivations[node] = []
        relation, row = node
        if not is_fact(node):
            for witness in self._witnesses(relation, row):
                self._add(Derivation(node, premises=((relation, witness),)))
            return
        if is_stated(self.oracle, relation, cast(Row, row)):
            self._add(Derivation(node))
            if not self.exhaustive:
                return
        self._layer.append(node)

    def _witnesses(self, relation: str, pattern: Pattern) -> Sequence[Row]:
        rows = self.oracle.answers(relation, pattern)
        if self.exhaustive or not rows:
            return rows
        stated = next((row for row in rows if is_stated(self.oracle, relation, row)), None)
        return (stated,) if stated is not None else rows

    def _instances(self, rule: Rule, relation: str, row: Row) -> Iterator[Derivation]:
        planned = self.plans.of(rule)
        plan, positive = planned.join, planned.positive
        if rule.aggregate is not None:
            found = self._contributions(rule, plan, row)
            if found:
                premises = tuple([(p.relation, pattern_under(p, b)) for b in found for p in positive])
                yield Derivation((relation, row), rule, found, premises)
            return
        for bindings in instances(self.oracle, rule, row, plan):
            premises = tuple([(p.relation, pattern_under(p, bindings)) for p in positive])
            if (relation, row) not in premises:
                yield Derivation((relation, row), rule, (bindings,), premises)

    def _contributions(self, rule: Rule, plan: Plan, row: Row) -> tuple[Bindings, ...]:
        assert rule.aggregate is not None
        found = list(islice(instances(self.oracle, rule, row, plan), self.limit + 1))
        self._count(len(found))
        name = rule.aggregate.variable.name
        if not found or aggregate(rule.aggregate.operator, [b[name] for b in found]) != row[-1]:
            return ()
        return tuple(sorted(found, key=lambda b: row_order([v for _, v in substitution_of(b)])))

    def _count(self, more: int = 1) -> None:
        self._size += more
        if self._size > self.limit:
            raise ProofTooLarge(f"the proof search visited more than {self.limit} facts and rule instances")

    def _add(self, derivation: Derivation) -> None:
        self._count()
        for premise in derivation.premises:
            if premise not in self.derivations:
                self._discover(premise)
        self.derivations[derivation.conclusion].append(derivation)
        lacking = [p for p in derivation.premises if p not in self._holding]
        if lacking:
            self._lacking[derivation] = len(lacking)
            for premise in lacking:
                self._waiting.setdefault(premise, []).append(derivation)
        else:
            self._conclude(derivation.conclusion)

    def _conclude(self, node: Node) -> None:
        todo = [node]
        while todo:
            node = todo.pop()
            if node in self._holding:
                continue
            self._holding.add(node)
            for derivation in self._waiting.pop(node, ()):
                self._lacking[derivation] -= 1
                if not self._lacking[derivation]:
                    del self._lacking[derivation]
                    todo.append(derivation.conclusion)
