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

from msgspec import Struct, field

from licet.logic.ir import Literal, Rule
from licet.logic.join import solutions, unify_head
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, pattern_under
from licet.logic.plans import Plans
from licet.logic.values import UNKNOWN, Row, sort_key
from licet.policy import relation_names as called
from licet.policy.relation_names import family_of, possible, split_possible

__all__ = ["Leaves", "leaves_of"]


class Leaves(Struct, frozen=True):
    """Contested terms, unknown facts (relation, row without the value) and what uses do not say of themselves
    (relation, use), each sorted. `above` are, for each conclusion in doubt, those that rest on it at once."""

    terms: tuple[str, ...]
    facts: tuple[tuple[str, Row], ...]
    unsaid: tuple[tuple[str, Row], ...] = ()
    above: Mapping[tuple[str, Row], Sequence[tuple[str, Row]]] = field(default_factory=dict)


def leaves_of(oracle: Oracle, conclusions: Iterable[tuple[str, Row]], plans: Plans) -> Leaves:
    """The leaves that the doubt about some conclusions comes from.

    Args:
        oracle: over a doubled program (`licet.policy.kleene`).
        conclusions: rows of relations that are possible and not certain, by the relations' own names.
        plans: what is known of the rules of the program.
    """
    terms: set[str] = set()
    facts: set[tuple[str, Row]] = set()
    unsaid: set[tuple[str, Row]] = set()
    todo = [(relation, row) for relation, row in conclusions]
    above: dict[tuple[str, Row], list[tuple[str, Row]]] = {conclusion: [] for conclusion in todo}

    def push(relation: str, row: Row) -> None:
        if (relation, row) not in above:
            above[relation, row] = []
            todo.append((relation, row))
        above[relation, row].append(conclusion)

    def visit(rule: Rule, row: Row) -> None:
        given = unify_head(rule, row)
        if given is None:
            return
        body = [(item, family_of(item.relation)) for item in rule.body if isinstance(item, Literal)]
        for bindings in solutions(oracle, plans.of(rule).join, given):
            for item, family in body:
                pattern = pattern_under(item, bindings)
                if family.name == "dropped":
                    if not oracle.answers(called.chosen(family.owner), (None,)):
                        terms.add(family.owner)
                elif item.negated:
                    for widened in _with_unknown(pattern):
                        for other in oracle.answers(possible(item.relation), widened):
                            push(item.relation, other)
                elif family.name == "unknown":
                    facts.update((family.owner, row) for row in oracle.answers(item.relation, pattern))
                elif family.name == "unsaid":
                    unsaid.update((family.owner, row) for row in oracle.answers(item.relation, pattern))
                elif family.possible:
                    name, _ = split_possible(item.relation)
                    for other in oracle.answers(item.relation, pattern):
                        if UNKNOWN in other or not oracle.holds(name, other):
                            push(name, other)
                elif family.name == "doubt":
                    for other in oracle.answers(item.relation, pattern):
                        push(item.relation, other)

    while todo:
        conclusion = relation, row = todo.pop()
        rules = oracle.rules_for(possible(relation)) or oracle.rules_for(relation)
        for rule in rules:
            visit(rule, row)
    return Leaves(tuple(sorted(terms)), _ordered(facts), _ordered(unsaid), above)


def _ordered(facts: Iterable[tuple[str, Row]]) -> tuple[tuple[str, Row], ...]:
    return tuple(sorted(facts, key=lambda fact: (fact[0], [sort_key(value) for value in fact[1]])))


def _with_unknown(pattern: Pattern) -> Iterator[Pattern]:
    """The pattern, and those with any of the values in it replaced by the one nobody knows."""
    yield from product(*((value,) if value is None else (value, UNKNOWN) for value in pattern))
