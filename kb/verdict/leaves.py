"""What a doubtful conclusion hangs on: the contested terms and unknown facts that the doubt about it comes from.

A conclusion is in doubt when its twin holds and it does not. Take

    rule may_use(Use)
      when Use by Org
       and users(Org) = N
       and N <= 700 million

where the users of `acme` are unknown. `may_use?(chat)` holds by an instance of this rule over the twins, and one of
its premises must be in doubt itself, or the conclusion would be certain. `by(chat, acme)` is certain: nothing is to be
found there. `users?(acme, UNKNOWN)` is not, and it rests on `unknown:users(acme)`: a leaf. So the search goes backwards
through the rule instances of twins, and on from a premise only where that is in doubt. It ends at rows of
`unknown:r`, and at terms of which no reading is chosen. Three places need care:

- What is denied may hold: a negated literal leads to the rows of its twin that match, also to those that have
  UNKNOWN where the literal has a value.
- A row with UNKNOWN in it is in doubt even where a row of the relation itself looks the same.
- An aggregate is in doubt where one of its bindings is; the groups with such a binding are a relation of their own.

A leaf too many costs the decision some time, for it splits on what does not matter. A leaf too few would leave a doubt
that nothing settles, which ends in *unknown*. Neither can end in a wrong answer. The unknown facts are what abductive
logic programming calls abducibles (Kakas, Kowalski and Toni, "Abductive logic programming", 1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import cast

from msgspec import Struct

from licet.logic.ir import Const, Literal, Rule, named
from licet.logic.join import Plan, plan_join, solutions, unify_head
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, pattern_under
from licet.logic.plans import Plans
from licet.logic.relations import canonical_row
from licet.logic.values import UNKNOWN, Row, Value, sort_key
from licet.policy import relation_names as called
from licet.policy.doubt import Doubt
from licet.policy.relation_names import Family, family_of, possible, split_possible

__all__ = ["Conclusion", "Instance", "Leaves", "Premise", "Support", "leaves_of"]


class Leaves(Struct, frozen=True):
    """Contested terms, unknown facts (relation, row without the value) and what uses do not say of themselves
    (relation, use), each sorted. `above` are, for each conclusion in doubt, those that rest on it at once."""

    terms: tuple[str, ...]
    facts: tuple[tuple[str, Row], ...]
    unsaid: tuple[tuple[str, Row], ...] = ()
    above: Mapping[tuple[str, Row], Sequence[tuple[str, Row]]] = MappingProxyType({})

    @staticmethod
    def of(
        terms: Iterable[str],
        facts: Iterable[tuple[str, Row]],
        unsaid: Iterable[tuple[str, Row]],
        above: Mapping[tuple[str, Row], Sequence[tuple[str, Row]]] = MappingProxyType({}),
    ) -> Leaves:
        """The leaves in order."""
        return Leaves(tuple(sorted(terms)), _ordered(facts), _ordered(unsaid), above)


class Premise(Struct, frozen=True):
    """A literal through which doubt can come into a conclusion. `nulls` are the positions at which a row that denies it
    can have UNKNOWN, or None if nobody knows."""

    literal: Literal
    family: Family
    certain: str
    nulls: frozenset[int] | None


class Way(Struct, frozen=True):
    """A rule as the way back from its conclusions: the constants of its head by position, how its body is joined, the
    literals through which doubt can come, and whether no value that can be UNKNOWN goes through it."""

    rule: Rule
    constants: tuple[tuple[int, Value], ...]
    join: Plan
    premises: tuple[Premise, ...]
    is_firm: bool


Conclusion = tuple[str, Row]
"""A row of a relation by its own name."""


class Instance(Struct, frozen=True):
    """An instance of a rule, as the premises of it that are in doubt."""

    way: Way
    premises: Sequence[tuple[Premise, Pattern]]


class Support:
    """The rule instances through which conclusions are in doubt in a world, as far as they were looked for.

    A world that takes readings or unknown facts to be one way or the other has no others than the world that it is laid
    upon: what is possible there is possible here, and what is certain here is certain there. So they need not be joined
    again; some are no longer possible. But a value that was UNKNOWN becomes another. So rules through which such values
    go are joined again.
    """

    __slots__ = ("_above", "_found")

    def __init__(self, above: Support | None = None) -> None:
        self._above = above
        self._found: dict[Conclusion, list[Instance]] = {}

    def narrowed(self) -> Support:
        """The support in a world that is laid upon this one's."""
        return Support(self)

    def instances(self, oracle: Oracle, conclusion: Conclusion, plans: Plans, doubt: Doubt) -> list[Instance]:
        """Those of a conclusion in doubt; premises may be settled by now."""
        known = self._found.get(conclusion)
        if known is not None:
            return known
        relation, row = conclusion
        rules = oracle.rules_for(possible(relation)) or oracle.rules_for(relation)
        wider = self._wider(conclusion)
        found: list[Instance] = []
        if wider is not None:
            found += [i for i in wider if i.way.is_firm and all(_may_hold(oracle, *premise) for premise in i.premises)]
        for rule in plans.ways(relation, rules).rules_for(row) if rules else ():
            way = plans.kept(rule, lambda rule: _way(rule, doubt))
            if (way.is_firm and wider is not None) or any(row[i] != value for i, value in way.constants):
                continue
            given = unify_head(way.rule, row)
            for bindings in solutions(oracle, way.join, given) if given is not None else ():
                found.append(Instance(way, [(p, pattern_under(p.literal, bindings)) for p in way.premises]))
        return found

    def _wider(self, conclusion: Conclusion) -> list[Instance] | None:
        """What was found in the nearest world below."""
        above = self._above
        while above is not None:
            found = above._found.get(conclusion)
            if found is not None:
                return found
            above = above._above
        return None

    def of(self, conclusion: Conclusion) -> Sequence[Instance]:
        """What was found of a conclusion in this world, with the premises that are in doubt here."""
        return self._found[conclusion]

    def note(self, conclusion: Conclusion, instances: list[Instance]) -> None:
        """Remember the instances of a conclusion."""
        self._found[conclusion] = instances


def _may_hold(oracle: Oracle, premise: Premise, pattern: Pattern) -> bool:
    """Whether a premise is possible."""
    literal = premise.literal
    if None in pattern:
        return bool(oracle.answers(literal.relation, pattern)) is not literal.negated
    return oracle.holds(literal.relation, cast(Row, pattern)) is not literal.negated


def leaves_of(
    oracle: Oracle,
    conclusions: Iterable[Conclusion],
    plans: Plans,
    doubt: Doubt,
    support: Support | None = None,
) -> Leaves:
    """The leaves that the doubt about some conclusions comes from.

    Args:
        oracle: over a doubled program (`licet.policy.kleene`).
        conclusions: rows of relations that are possible and not certain, by the relations' own names.
        plans: what is known of the rules of the program.
        doubt: what doubt can reach in it.
        support: what was found of this world before; what is found is added to it.
    """
    known = Support() if support is None else support
    terms: set[str] = set()
    facts: set[tuple[str, Row]] = set()
    unsaid: set[tuple[str, Row]] = set()
    todo = [(relation, row) for relation, row in conclusions]
    above: dict[tuple[str, Row], list[tuple[str, Row]]] = {conclusion: [] for conclusion in todo}
    answers, holds = oracle.answers, oracle.holds

    def push(relation: str, row: Row) -> None:
        if (relation, row) not in above:
            above[relation, row] = []
            todo.append((relation, row))
        above[relation, row].append(conclusion)

    def visit(premise: Premise, pattern: Pattern) -> bool:
        """Go on from a premise; whether it is in doubt."""
        item, family = premise.literal, premise.family
        if family.name == "dropped":
            if answers(called.chosen(family.owner), (None,)):
                return False
            terms.add(family.owner)
            return True
        if item.negated:
            is_doubtful = False
            for widened in _with_unknown(pattern, premise.nulls):
                for other in answers(possible(item.relation), widened):
                    push(item.relation, other)
                    is_doubtful = True
            return is_doubtful
        # Of a row without gaps, it is known that it holds.
        rows = answers(item.relation, pattern) if None in pattern else (canonical_row(cast(Row, pattern)),)
        if family.name == "unknown":
            facts.update((family.owner, row) for row in rows)
            return True
        if family.name == "unsaid":
            unsaid.update((family.owner, row) for row in rows)
            return True
        is_doubtful = False
        for other in rows:
            if not family.possible or UNKNOWN in other or not holds(premise.certain, other):
                push(premise.certain, other)
                is_doubtful = True
        return is_doubtful

    while todo:
        conclusion = todo.pop()
        instances = known.instances(oracle, conclusion, plans, doubt)
        left = [Instance(i.way, [premise for premise in i.premises if visit(*premise)]) for i in instances]
        known.note(conclusion, left)
    return Leaves.of(terms, facts, unsaid, above)


def _way(rule: Rule, doubt: Doubt) -> Way:
    arguments = rule.head.arguments if rule.aggregate is None else rule.head.arguments[:-1]
    constants = tuple((i, a.value) for i, a in enumerate(arguments) if isinstance(a, Const))
    found = (_premise(item, doubt) for item in rule.body if isinstance(item, Literal))
    premises = tuple(premise for premise in found if premise is not None)
    join = plan_join(rule.body, named(arguments), late=rule.head.relation)
    literals = [item for item in (rule.head, *rule.body) if isinstance(item, Literal)]
    is_firm = rule.aggregate is None and not any(
        _can_change(split_possible(item.relation)[0], doubt) for item in literals
    )
    return Way(rule, constants, join, premises, is_firm)


def _can_change(relation: str, doubt: Doubt) -> bool:
    """Whether a value in the relation can be UNKNOWN, other than for what a use does not say."""
    unsaid = doubt.unsaid.get(relation)
    return bool(doubt.nullable.get(relation, frozenset()) - (unsaid.positions if unsaid else frozenset()))


def _premise(item: Literal, doubt: Doubt) -> Premise | None:
    """The literal as a premise; None if no doubt can come through it."""
    family = family_of(item.relation)
    certain, _ = split_possible(item.relation)
    if family.name != "dropped" and item.negated:
        known = item.relation in doubt.doubled
        return Premise(item, family, certain, doubt.nullable.get(item.relation, frozenset()) if known else None)
    if family.possible or family.name in ("dropped", "unknown", "unsaid", "doubt"):
        return Premise(item, family, certain, None)
    return None


def _ordered(facts: Iterable[tuple[str, Row]]) -> tuple[tuple[str, Row], ...]:
    return tuple(sorted(facts, key=lambda fact: (fact[0], [sort_key(value) for value in fact[1]])))


def _with_unknown(pattern: Pattern, nulls: frozenset[int] | None) -> Iterator[Pattern]:
    """The pattern, and those with any of the values in it that can be unknown replaced by the one nobody knows."""
    firm = [value is None or (nulls is not None and i not in nulls) for i, value in enumerate(pattern)]
    yield from product(*((v,) if kept else (v, UNKNOWN) for v, kept in zip(pattern, firm, strict=True)))
