"""The first answers to a query, without computing the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from licet.check import check_conditions
from licet.errors import PolicyError
from licet.extended import Extended
from licet.grammar import parse_conjunction
from licet.lower import UNMENTIONED
from licet.query import QUERY, Answers, with_query

if TYPE_CHECKING:
    from licet.knowledge import KnowledgeBase
    from licet.values import Row
    from licet.verdict import Pin

__all__ = ["first_answers"]


def first_answers(knowledge: KnowledgeBase, text: str, pins: Iterable[Pin], limit: int) -> Answers:
    """The first answers to literals joined by `and`, the certain ones before those that are only possible.

    The join of the query is cut off after `limit` answers, so a million answers cost no more than a thousand. The
    answers come in the order of the join, which is the same every time; the first of a larger limit are those of a
    smaller one.

    Raises:
        PolicyError: the text does not parse or does not fit the vocabulary.
    """
    conditions, found = parse_conjunction(text)
    findings = [*found, *(check_conditions(conditions, knowledge.vocabulary) if conditions is not None else ())]
    if conditions is None or any(d.is_error for d in findings):
        raise PolicyError(findings)
    asked, names = with_query(knowledge.base, conditions)
    world = asked.pinned(asked.solver, pins)
    assert isinstance(world, Extended)
    pattern = (None,) * len(names)
    rows = _first(world.stream(QUERY, pattern), limit + 1)
    twin = asked.doubt.possible(QUERY)
    possible: list[Row] = []
    if twin != QUERY and len(rows) <= limit:
        certain = set(rows)
        doubtful = (r for r in world.stream(twin, pattern) if r not in certain and not UNMENTIONED & set(r))
        possible = _first(doubtful, limit + 1 - len(rows))
    more = len(rows) + len(possible) > limit
    kept = rows[:limit]
    return Answers(names, tuple(kept), tuple(possible[: limit - len(kept)]), more)


def _first(found: Iterator[Row], count: int) -> list[Row]:
    """The first different rows."""
    rows: dict[Row, None] = {}
    for row in found:
        rows[row] = None
        if len(rows) == count:
            break
    return list(rows)
