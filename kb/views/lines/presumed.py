"""Presumed facts in groups, as a few lines can say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from licet.logic.patterns import Pattern
from licet.verdict.verdict import Presumption

__all__ = ["PresumedGroup", "grouped"]

_Key = tuple[str, int, Pattern]


class PresumedGroup(Struct, frozen=True):
    """Presumed facts of a relation that differ at most in the argument at `position`; None for a single fact."""

    relation: str
    pattern: Pattern
    position: int | None
    members: tuple[Presumption, ...]


def grouped(presumptions: Iterable[Presumption]) -> list[PresumedGroup]:
    """The facts in groups of those that differ only in one argument, the largest group made first. The groups are in
    the order of their first facts."""
    left = list(presumptions)
    order = {fact: number for number, fact in enumerate(left)}
    found: list[PresumedGroup] = []
    while left:
        by_key: dict[_Key, list[Presumption]] = {}
        for fact in left:
            for position in range(len(fact.row)):
                by_key.setdefault(_without(fact, position), []).append(fact)
        key, members = max(by_key.items(), key=lambda item: (len(item[1]), -order[item[1][0]]))
        found.append(_group(key, members))
        taken = set(members)
        left = [fact for fact in left if fact not in taken]
    return sorted(found, key=lambda group: order[group.members[0]])


def _without(fact: Presumption, position: int) -> _Key:
    pattern = tuple(None if i == position else value for i, value in enumerate(fact.row))
    return fact.relation, position, pattern


def _group(key: _Key, members: Sequence[Presumption]) -> PresumedGroup:
    relation, position, pattern = key
    if len(members) == 1:
        return PresumedGroup(relation, members[0].row, None, tuple(members))
    return PresumedGroup(relation, pattern, position, tuple(members))
