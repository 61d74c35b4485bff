"""The first answers to a query, found without finding all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from licet.engine.extension import Extended
from licet.grammar import tree
from licet.logic.ir import Literal, Var
from licet.logic.join import plan_join
from licet.logic.patterns import Pattern
from licet.logic.values import Row
from licet.policy.lowering import UNMENTIONED
from licet.policy.relation_names import split_possible
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.verdict.query import QUERY, Answers, with_query
from licet.verdict.verdict import Pin

__all__ = ["first_answers"]

_MANY = 1_000


def first_answers(base: Base, conditions: Sequence[tree.Condition], pins: Iterable[Pin], limit: int) -> Answers:
    """The first answers to a checked conjunction, the certain ones before those that are only possible.

    The join of the query is cut off after `limit` answers, so a million answers cost hardly more than a thousand. The
    answers come in the order of the join, which is the same every time; the first of a larger limit are those of a
    smaller one.
    """
    asked, names = with_query(base, conditions)
    world = asked.pinned(asked.solver, pins)
    assert isinstance(world, Extended)
    pattern = (None,) * len(names)
    rows = _first(_streamed(world, QUERY, base.vocabulary, pattern), limit + 1)
    twin = asked.doubt.possible(QUERY)
    possible: list[Row] = []
    if twin != QUERY and len(rows) <= limit:
        certain = set(rows)
        doubtful = (
            r for r in _streamed(world, twin, base.vocabulary, pattern) if r not in certain and not UNMENTIONED & set(r)
        )
        possible = _first(doubtful, limit + 1 - len(rows))
    more = len(rows) + len(possible) > limit
    kept = rows[:limit]
    return Answers(names, tuple(kept), tuple(possible[: limit - len(kept)]), more)


def _streamed(world: Extended, relation: str, vocabulary: Vocabulary, pattern: Pattern) -> Iterator[Row]:
    """The rows of a query's relation, as they are found.

    A join that begins with all of a recursive relation would first derive all of it. Where that can be much, it is
    asked name by name instead.
    """
    column = _to_be_bound(world, relation, vocabulary) if len(vocabulary.entities) > _MANY else None
    if column is None:
        yield from world.stream(relation, pattern)
        return
    for name in sorted(vocabulary.entities):
        yield from world.stream(relation, (*pattern[:column], name, *pattern[column + 1 :]))


def _to_be_bound(world: Extended, relation: str, vocabulary: Vocabulary) -> int | None:
    """The column of names that a query begins with when it begins with all of a recursive relation."""
    rules = world.rules_for(relation)
    expansions = plan_join(rules[0].body, ()).expansions if len(rules) == 1 else ()
    if not expansions or any(part != (None, None) for part in expansions[0].template):
        return None
    signature = vocabulary.relations.get(split_possible(expansions[0].relation)[0])
    if signature is None or not _is_recursive(world, expansions[0].relation):
        return None
    head = [a.name if isinstance(a, Var) else None for a in rules[0].head.arguments]
    columns = (head.index(name) for i, name in expansions[0].outputs if signature.kinds[i] in vocabulary.kinds)
    return next(columns, None)


def _is_recursive(world: Extended, relation: str) -> bool:
    seen: set[str] = set()
    todo = [relation]
    while todo:
        for rule in world.rules_for(todo.pop()):
            for item in rule.body:
                if isinstance(item, Literal) and item.relation not in seen:
                    seen.add(item.relation)
                    todo.append(item.relation)
    return relation in seen


def _first(found: Iterator[Row], count: int) -> list[Row]:
    """The first different rows."""
    rows: dict[Row, None] = {}
    for row in found:
        rows[row] = None
        if len(rows) == count:
            break
    return list(rows)
