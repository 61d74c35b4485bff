"""How many examples a property is tried on: what a test names, or the share of it that `tests/conftest.py` sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

__all__ = ["every", "samples"]

_T = TypeVar("_T")


def samples(everything: int) -> int:
    """The number of examples of this run, for a property that is tried on that many when all are."""
    percent = settings.default.max_examples
    return max(3, everything * percent // 100)


def every(things: Sequence[_T]) -> Sequence[_T]:
    """Those of some things that this run tries: all of them, or every so many."""
    return things[:: max(1, len(things) // samples(len(things)))]
