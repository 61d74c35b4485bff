"""How many examples a property is tried on: what a test names, or the share of it that `tests/conftest.py` sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from hypothesis import settings

__all__ = ["all_are_tried", "every", "few_are_tried", "samples", "some_uses"]

_T = TypeVar("_T")


def samples(everything: int) -> int:
    """The number of examples of this run, for a property that is tried on that many when all are."""
    percent = settings.default.max_examples
    return max(3, everything * percent // 100)


def all_are_tried() -> bool:
    """Whether this run tries all that tests name, as `deep` ones want it."""
    return settings.default.max_examples >= 100


def few_are_tried() -> bool:
    """Whether this run tries as little as tells most faults, as before a commit."""
    return settings.default.max_examples <= 5


def every(things: Sequence[_T]) -> Sequence[_T]:
    """Those of some things that this run tries: all of them, or every so many."""
    return things[:: max(1, len(things) // samples(len(things)))]


_KINDS_OF_VERDICTS = ("acme_chat_product", "distil_llama_2_into_mistral", "judge_mistral_with_llama_2")
"""Shipped uses that are permitted with duties, forbidden and contested."""


def some_uses(uses: Iterable[str]) -> Sequence[str]:
    """Those of the shipped uses that this run tries: all, or three of different kinds that are judged soon. Some are
    unknown in so many worlds that a certificate of one takes as long as those of all others together."""
    return sorted(uses) if all_are_tried() else _KINDS_OF_VERDICTS
