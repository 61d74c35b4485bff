"""What is found out once about the rules of a program, for questions that go back from conclusions to rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from licet.logic.cases import Cases, cases_of
from licet.logic.ir import Literal, Rule, Term, Var, named
from licet.logic.values import Row

if TYPE_CHECKING:
    from licet.logic.join import Plan

__all__ = ["Planned", "Plans", "Shape", "Ways"]


_Found = TypeVar("_Found")


class Planned(Struct, frozen=True):
    """What is known of a rule.

    Attributes:
        rule: the rule.
        join: how its body is joined once its head is bound.
        positive: its positive literals.
        names: the named variables of each item of its body.
        defining: its defining equations, as `licet.logic.join.defining_equations` gives them.
    """

    rule: Rule
    join: Plan
    positive: tuple[Literal, ...]
    names: tuple[frozenset[str], ...]
    defining: Mapping[int, tuple[Var, Term]]


class Shape(Struct, frozen=True):
    """What is known of a relation by its rules.

    Attributes:
        rules: the rules.
        derived: whether there are any.
        recursive: whether one of them asks for the relation itself.
        cases: the positions of constants by which the rules that can answer a subgoal are found.
    """

    rules: Sequence[Rule]
    derived: bool
    recursive: bool
    cases: frozenset[int]


class Ways(Struct, frozen=True):
    """The rules of a relation, all of them or by a constant in their heads."""

    rules: Sequence[Rule]
    cases: Cases | None

    def rules_for(self, row: Row) -> Sequence[Rule]:
        """Those that can conclude a row."""
        return self.rules if self.cases is None else self.cases.rules.get(row[self.cases.position], ())


class Plans:
    """What is known of rules, found out when it is first asked for. Threads may share it."""

    def __init__(self) -> None:
        self._planned: dict[str, Planned] = {}
        self._shapes: dict[str, Shape] = {}
        self._ways: dict[str, Ways] = {}
        self._kept: dict[str, tuple[Rule, Any]] = {}

    def of(self, rule: Rule) -> Planned:
        """What is known of a rule. Of another rule with the same id, such as that of the last query, nothing is."""
        found = self._planned.get(rule.id)
        if found is None or found.rule is not rule:
            found = self._planned[rule.id] = _planned(rule)
        return found

    def shape(self, relation: str, rules: Sequence[Rule]) -> Shape:
        """What is known of a relation with those rules."""
        found = self._shapes.get(relation)
        if found is None or found.rules is not rules:
            found = self._shapes[relation] = _shape(relation, rules)
        return found

    def ways(self, relation: str, rules: Sequence[Rule]) -> Ways:
        """The ways to conclude a relation with those rules, of which there is at least one."""
        found = self._ways.get(relation)
        if found is None or found.rules is not rules:
            cases = cases_of(rules, range(len(rules[0].head.arguments)))
            found = self._ways[relation] = Ways(rules, cases)
        return found

    def kept(self, rule: Rule, find: Callable[[Rule], _Found]) -> _Found:
        """What `find` says of a rule, found once: whoever asks for it always asks for the same."""
        known = self._kept.get(rule.id)
        if known is None or known[0] is not rule:
            known = self._kept[rule.id] = rule, find(rule)
        found: _Found = known[1]
        return found


def _planned(rule: Rule) -> Planned:
    from licet.logic.join import defining_equations, plan_join

    arguments = rule.head.arguments if rule.aggregate is None else rule.head.arguments[:-1]
    return Planned(
        rule,
        plan_join(rule.body, named(arguments)),
        tuple(item for item in rule.body if isinstance(item, Literal) and not item.negated),
        tuple(frozenset(named(item.arguments)) for item in rule.body),
        defining_equations(rule.body),
    )


def _shape(relation: str, rules: Sequence[Rule]) -> Shape:
    recursive = any(isinstance(item, Literal) and item.relation == relation for rule in rules for item in rule.body)
    arity = len(rules[0].head.arguments) if rules else 0
    cases = frozenset(position for position in range(arity) if cases_of(rules, (position,)) is not None)
    return Shape(rules, bool(rules), recursive, cases)
