"""What clauses do to acts, and when they are in force."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from licet.grammar import tree

__all__ = ["acts_of", "covers", "in_force_throughout", "in_force_together", "share"]

_EVERY = "*"
Acts = Collection[str]


def acts_of(clause: tree.Clause, *kinds: type[tree.Permits] | type[tree.Forbids]) -> Acts:
    """The actions that effects of these kinds speak of; one that stands for all where an effect names none."""
    effects = [e for e in clause.effects if isinstance(e, kinds)]
    return {name for e in effects for name in ([a.name for a in e.actions] or [_EVERY])}


def share(one: Acts, other: Acts) -> bool:
    """Whether there is an action in both."""
    return bool(one and other) and (_EVERY in one or _EVERY in other or not set(one).isdisjoint(other))


def covers(one: Acts, other: Acts) -> bool:
    """Whether the first speak of every action that the second speak of."""
    return _EVERY in one or (_EVERY not in other and set(other) <= set(one))


def in_force_together(one: tree.Clause, other: tree.Clause) -> bool:
    """Whether there is a day on which both are in force, as far as they say."""
    return _days(one)[0] < _days(other)[1] and _days(other)[0] < _days(one)[1]


def in_force_throughout(one: tree.Clause, other: tree.Clause) -> bool:
    """Whether the first is in force on every day on which the second is, as far as they say."""
    return _days(one)[0] <= _days(other)[0] and _days(other)[1] <= _days(one)[1]


def _days(clause: tree.Clause) -> tuple[date, date]:
    """The first day and the one after the last."""
    if clause.in_force is None:
        return date.min, date.max
    return clause.in_force.start.value, clause.in_force.end.value if clause.in_force.end else date.max
