"""In how many ways a body can be true: the branches of its disjunctive normal form, counted without making them."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from licet.grammar import tree

__all__ = ["MOST_WAYS", "ways"]

MOST_WAYS = 4096


def ways(body: tree.Body) -> int:
    """The number of branches, or a bound of it where a negated conjunction has variables of its own."""
    return _all(body.when) * prod(_not_all(conjunction) for conjunction in body.unless)


def _all(conditions: Iterable[tree.Condition]) -> int:
    return prod(map(_true, conditions))


def _not_all(conditions: Iterable[tree.Condition]) -> int:
    return sum(map(_false, conditions))


def _true(condition: tree.Condition) -> int:
    match condition:
        case tree.Negation():
            return _false(condition.literal)
        case tree.Membership():
            return len(condition.choices)
        case tree.Group(quantifier="any"):
            return sum(map(_true, condition.items))
        case tree.Group(quantifier="all"):
            return _all(condition.items)
        case tree.Group():
            return prod(map(_false, condition.items))
    return 1


def _false(condition: tree.Condition) -> int:
    match condition:
        case tree.Negation():
            return _true(condition.literal)
        case tree.Group(quantifier="any"):
            return prod(map(_false, condition.items))
        case tree.Group(quantifier="all"):
            return _not_all(condition.items)
        case tree.Group():
            return sum(map(_true, condition.items))
    return 1
