"""What a doubtful conclusion hangs on: the contested terms and unknown facts in its cone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from licet.logic.ir import Literal, Rule
from licet.logic.join import instances
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, pattern_under
from licet.logic.values import UNKNOWN, Row, sort_key
from licet.policy import relation_names as called
from licet.policy.relation_names import family_of, possible, split_possible

__all__ = ["Leaves", "leaves_of"]


@dataclass(frozen=True, slots=True)
class Leaves:
    """Contested terms and unknown facts (relation, row without the value), each sorted."""

    terms: tuple[str, ...]
    facts: tuple[tuple[str, Row], ...]


def leaves_of(oracle: Oracle, conclusions: Iterable[tuple[str, Row]]) -> Leaves:
    """The leaves that the doubt about some conclusions comes from.

    Args:
        oracle: over a doubled program (`licet.policy.kleene`).
        conclusions: rows of relations that are possible and not certain, by the relations' own names.
    """
    terms: set[str] = set()
    facts: set[tuple[str, Row]] = set()
    todo = [(relation, row) for relation, row in conclusions]
    seen = set(todo)

    def push(relation: str, row: Row) -> None:
        if (relation, row) not in seen:
            seen.add((relation, row))
            todo.append((relation, row))

    def visit(rule: Rule, row: Row) -> None:
        body = [(item, family_of(item.relation)) for item in rule.body if isinstance(item, Literal)]
        for bindings in instances(oracle, rule, row):
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
                elif family.possible:
                    name, _ = split_possible(item.relation)
                    for other in oracle.answers(item.relation, pattern):
                        if UNKNOWN in other or not oracle.holds(name, other):
                            push(name, other)
                elif family.name == "doubt":
                    for other in oracle.answers(item.relation, pattern):
                        push(item.relation, other)

    while todo:
        relation, row = todo.pop()
        rules = oracle.rules_for(possible(relation)) or oracle.rules_for(relation)
        for rule in rules:
            visit(rule, row)
    return Leaves(tuple(sorted(terms)), tuple(sorted(facts, key=lambda f: (f[0], [sort_key(v) for v in f[1]]))))


def _with_unknown(pattern: Pattern) -> Iterator[Pattern]:
    """The pattern, and those with a value in it replaced by the one nobody knows."""
    yield pattern
    for i, value in enumerate(pattern):
        if value is not None:
            yield (*pattern[:i], UNKNOWN, *pattern[i + 1 :])
