"""The rule instances that doubt rests on in the strict world, as a propositional program: what facts can move that are
unknown there, and through what.

A value that nobody knows in the strict world becomes another in worlds upon it, and then there are other instances. So
of a conclusion to which such a value leads, the instances are not listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from msgspec import Struct

from licet.logic.cycles import components
from licet.logic.ir import Fact, Literal
from licet.logic.oracle import World
from licet.logic.patterns import Pattern
from licet.logic.relations import canonical_row
from licet.logic.values import UNKNOWN, Row
from licet.policy import relation_names as called
from licet.policy.relation_names import family_of, split_possible
from licet.verdict.base import Base
from licet.verdict.leaves import Conclusion, Instance, Premise, Support

__all__ = ["Condition", "Ground", "Grounded", "Node", "OneOf", "Order", "Reading", "Unknown"]


class OneOf(Struct, frozen=True):
    """A premise: that one of some conclusions holds, or none of them if it is `negated`: the numbers of those that rest
    on a fact, and the others."""

    negated: bool
    inside: tuple[int, ...]
    outside: tuple[Conclusion, ...]


class Reading(Struct, frozen=True):
    """That a reading of a contested term is not set aside."""

    term: str
    reading: str


class Unknown(Struct, frozen=True):
    """That nobody knows of one of some facts: rows of `unknown:r` or `unsaid:r`."""

    relation: str
    rows: tuple[Row, ...]


Condition = OneOf | Reading | Unknown


class Grounded(Struct, frozen=True):
    """An instance of a rule. `is_exact` if the certain conclusion has the same rule."""

    conditions: tuple[Condition, ...]
    is_exact: bool


class Node(Struct, frozen=True):
    """A conclusion that rests on a fact.

    Attributes:
        conclusion: the conclusion.
        instances: the instances of rules for it; None where not all can be listed.
        bit: the bit of the fact that it is; 0 if it is none.
        has_all_readings: whether it is of a term of which no reading is impossible.
    """

    conclusion: Conclusion
    instances: tuple[Grounded, ...] | None
    bit: int
    has_all_readings: bool = False


Order = list[tuple[tuple[int, ...], bool]]
"""Numbers of conclusions, those that rest on each other together, after what they rest on; and whether there is such
a circle."""


class Ground:
    """What rests on some facts.

    Attributes:
        base: the policies, with the facts unknown.
        strict: the world of them.
        bits: a bit for each fact.
        everything: all bits, and one more for none of the facts.
        numbers: the conclusions that rest on a fact, by number.
        nodes: by number, what is known of each.
        order: in which order they are derived.
        reach: by number, the facts that each rests on.
        vague: by number, those of them with which it may hang on instances that are not listed.
    """

    def __init__(
        self,
        base: Base,
        strict: World,
        support: Support,
        above: Mapping[Conclusion, Sequence[Conclusion]],
        facts: Iterable[Conclusion],
    ) -> None:
        """Args:
        base: the policies, with the facts unknown.
        strict: the world of them.
        support: what doubt rests on there.
        above: for each conclusion in doubt there those that rest on it at once.
        facts: the facts.
        """
        self.base, self.strict, self._above = base, strict, above
        self.bits = {fact: 1 << number for number, fact in enumerate(facts)}
        self.everything = (2 << len(self.bits)) - 1
        self.numbers = {conclusion: number for number, conclusion in enumerate(_reach(self.bits, above))}
        self.nodes = [self._node(conclusion, support.of(conclusion)) for conclusion in self.numbers]
        below: dict[int, list[int]] = {number: [] for number in self.numbers.values()}
        for conclusion, number in self.numbers.items():
            for resting in above.get(conclusion, ()):
                below[self.numbers[resting]].append(number)
        self.order: Order = [(part, len(part) > 1 or part[0] in below[part[0]]) for part in components(below)]
        self.reach, self.vague = [0] * len(self.nodes), [0] * len(self.nodes)
        for part, _ in self.order:
            reach = vague = 0
            for number in (n for node in part for n in (node, *below[node])):
                reach |= self.reach[number] | self.nodes[number].bit
                vague |= self.vague[number]
            is_listed = all(self.nodes[number].instances is not None for number in part)
            for number in part:
                self.reach[number], self.vague[number] = reach, vague if is_listed else reach
        self._meaning: dict[str, list[Conclusion]] = {}
        for conclusion in above:
            families = (premise.family for instance in support.of(conclusion) for premise, _ in instance.premises)
            for term in {family.owner for family in families if family.name == "dropped"}:
                self._meaning.setdefault(term, []).append(conclusion)
        self._touched: dict[tuple[Fact, ...], tuple[frozenset[Conclusion], Order]] = {}

    def touched_by(self, facts: tuple[Fact, ...]) -> tuple[frozenset[Conclusion], Order]:
        """What can be otherwise where readings are taken or unknown facts supposed: the conclusions in doubt, and in
        order those of them that are numbered."""
        if facts not in self._touched:
            starts: list[Conclusion] = []
            for fact in facts:
                family = family_of(fact.relation)
                if family.name in ("chosen", "dropped"):
                    starts += self._meaning.get(family.owner, ())
                    continue
                relation = family.owner if family.name == "deny" else fact.relation
                row = (*fact.row[:-1], UNKNOWN) if self.base.is_functional(relation) else fact.row
                starts.append((relation, row))
            touched = frozenset(_reach(starts, self._above))
            numbers = {self.numbers[c] for c in touched if c in self.numbers}
            self._touched[facts] = touched, [item for item in self.order if not numbers.isdisjoint(item[0])]
        return self._touched[facts]

    def _node(self, conclusion: Conclusion, instances: Sequence[Instance]) -> Node:
        relation, row = conclusion
        bit, rules = self.bits.get(conclusion, 0), self.strict.rules_for(relation)
        families = [family_of(i.relation) for rule in rules for i in rule.body if isinstance(i, Literal)]
        # What is denied in a world makes instances of its own.
        is_denied = any(f.name == "deny" and not self.base.is_functional(f.owner) for f in families)
        found = [self._instance(instance, {rule.id for rule in rules}) for instance in instances]
        listed = tuple([instance for instance in found if instance is not None])
        if is_denied or UNKNOWN in row or family_of(relation).name == "doubt" or len(listed) < len(found):
            return Node(conclusion, None, bit)
        readings = {c.reading for instance in listed for c in instance.conditions if isinstance(c, Reading)}
        return Node(conclusion, listed, bit, bool(readings) and len(readings) == len(self.base.readings[relation]))

    def _instance(self, instance: Instance, certain: set[str]) -> Grounded | None:
        rule = instance.way.rule
        conditions = [self._condition(premise, pattern) for premise, pattern in instance.premises]
        if rule.aggregate is not None or not conditions or None in conditions:
            return None
        is_meaning = any(isinstance(i, Literal) and family_of(i.relation).name == "dropped" for i in rule.body)
        is_exact = is_meaning or split_possible(rule.id)[0] in certain
        return Grounded(tuple([c for c in conditions if c is not None]), is_exact)

    def _condition(self, premise: Premise, pattern: Pattern) -> Condition | None:
        """A premise; None where a value goes through it that nobody knows."""
        literal, family = premise.literal, premise.family
        if family.name == "dropped":
            return Reading(family.owner, str(pattern[0]))
        relation = called.possible(literal.relation) if literal.negated else literal.relation
        rows = self.strict.answers(relation, pattern) if None in pattern else (canonical_row(cast(Row, pattern)),)
        if family.name in ("unknown", "unsaid"):
            return Unknown(literal.relation, rows)
        if UNKNOWN in pattern or any(UNKNOWN in row for row in rows):
            return None
        found = [(premise.certain, row) for row in rows]
        inside = tuple([self.numbers[c] for c in found if c in self.numbers])
        return OneOf(literal.negated, inside, tuple([c for c in found if c not in self.numbers]))


def _reach(facts: Iterable[Conclusion], above: Mapping[Conclusion, Sequence[Conclusion]]) -> Iterator[Conclusion]:
    """The facts and what rests on them, each once."""
    found = dict.fromkeys(facts)
    waiting = list(found)
    while waiting:
        for conclusion in above.get(waiting.pop(), ()):
            if conclusion not in found:
                found[conclusion] = None
                waiting.append(conclusion)
    return iter(found)
