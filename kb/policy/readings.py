"""Readings that are taken together: a world has one reading of each contested term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from licet.errors import TwoReadings

__all__ = ["read_in_two_ways", "taken_together"]


class _Reading(Protocol):
    @property
    def term(self) -> str: ...

    @property
    def reading(self) -> str: ...


_R = TypeVar("_R", bound=_Reading)


def read_in_two_ways(readings: Iterable[_R]) -> Iterator[tuple[_R, _R, TwoReadings]]:
    """The readings that another one of the same term, before them, excludes: that one, they, and what is wrong."""
    first: dict[str, _R] = {}
    for later in readings:
        before = first.setdefault(later.term, later)
        if before.reading != later.reading:
            yield before, later, TwoReadings(later.term, before.reading, later.reading)


def taken_together(readings: Iterable[_R]) -> tuple[_R, ...]:
    """The readings that one world can have together, each once, in the order they were given.

    Raises:
        TwoReadings: two of them are of one term.
    """
    together = tuple(dict.fromkeys(readings))
    for _, _, error in read_in_two_ways(together):
        raise error
    return together
