"""What joins of whole relations read, and what it costs: indexes, and the sizes that plans are chosen by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Protocol

from licet.engine.plan import Check, Holds, Scan, Step
from licet.logic.ir import Argument
from licet.logic.values import Row

__all__ = ["Fanouts", "Index", "Sizes", "cost", "distinct", "fill", "is_single", "smallest_first"]

Index = defaultdict[Any, list[Any]]
"""By the values at some positions (by the value itself if it is one position, else by the tuple) the rows; or where
one position is left, the values at that."""

_SAMPLE = 512
_PROBE, _ENTRY, _NEW = 2, 12, 4
"""What a look-up, an entry of an index and a new row cost, where a step of a loop costs one."""

_PASSING = 0.5
"""The part of rows for which a condition is taken to hold."""


class Fanouts:
    """About how many rows of relations there are for one tuple of values, as it was when that was first asked."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[int, ...]], float] = {}

    def of(self, relation: str, rows: Mapping[Row, Any], positions: tuple[int, ...]) -> float:
        """The number for a relation, which has these rows now, and values at some positions."""
        if not positions or not rows:
            return len(rows)
        found = self._known.get((relation, positions))
        if found is None:
            found = self._known[relation, positions] = len(rows) / distinct(rows, positions)
        return found


class Sizes(Protocol):
    """How large relations are."""

    def size(self, relation: str) -> int:
        """How many rows there are."""

    def fanout(self, relation: str, positions: tuple[int, ...]) -> float:
        """About how many rows there are for one tuple of values at those positions."""

    def is_indexed(self, relation: str, positions: tuple[int, ...]) -> bool:
        """Whether the index is there already."""


def is_single(arity: int, positions: Sequence[int]) -> bool:
    """Whether an index by those positions holds values and not rows."""
    return 0 < len(positions) == arity - 1


def fill(index: Index, rows: Iterable[Row], positions: Sequence[int], arity: int) -> None:
    """Enter rows in an index; one without positions has all of them under the empty tuple."""
    if not positions:
        if everything := list(rows):
            index[()].extend(everything)
        return
    if positions == (0,) and arity == 2:
        for one, other in rows:
            index[one].append(other)
    elif positions == (1,) and arity == 2:
        for one, other in rows:
            index[other].append(one)
    elif is_single(arity, positions):
        key, (open_,) = itemgetter(*positions), set(range(arity)).difference(positions)
        for row in rows:
            index[key(row)].append(row[open_])
    else:
        key = itemgetter(*positions)
        for row in rows:
            index[key(row)].append(row)


def distinct(rows: Mapping[Row, Any], positions: Sequence[int]) -> float:
    """About how many tuples of values there are at some positions, from a sample of the rows."""
    sample = list(islice(rows, 0, None, 1 + len(rows) // _SAMPLE))
    found = len(set(map(itemgetter(*positions), sample)))
    return found if found < len(sample) / 3 else found * len(rows) / len(sample)


def smallest_first(steps: Iterable[Step], sizes: Sizes) -> tuple[Step, ...]:
    """The steps, where literals that are tested one after the other come by the size of what they are looked up in."""
    ordered: list[Step] = []
    for _, group in groupby(steps, lambda step: isinstance(step, Holds)):
        ordered += sorted(group, key=lambda step: sizes.size(step.literal.relation) if isinstance(step, Holds) else 0)
    return tuple(ordered)


def cost(steps: Iterable[Step], sizes: Sizes, head: Sequence[Argument] | None = None) -> float:
    """About what it costs to walk through steps of a body, in steps of a loop; and to conclude the head of a
    rule, which costs less where it is a row that was read."""
    total, times = 0.0, 1.0
    for step in steps:
        if isinstance(step, Scan):
            positions = tuple(i for i, letter in enumerate(step.pattern) if letter == "b")
            relation = step.literal.relation
            if positions and not sizes.is_indexed(relation, positions):
                total += _ENTRY * sizes.size(relation)
            if step.literal.arguments == head:
                head = None
            rows = sizes.fanout(relation, positions)
            total += times * ((_PROBE if positions else 0) + rows)
            times *= rows
        elif isinstance(step, Check):
            total += times * min(cost(step.steps, sizes), 2 * _PROBE * len(step.steps))
            times *= _PASSING
        elif isinstance(step, Holds):
            total += times * _PROBE
            times *= 1 if step.literal.negated else _PASSING
        else:
            total += times
            times *= _PASSING
    return total if head is None else total + times * _NEW
