"""The facts that set one world apart: readings that are taken, and unknown facts supposed to be so or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.logic.ir import Fact
from licet.logic.values import Row, Value
from licet.policy import relation_names as called

__all__ = ["choice", "supposition"]


def choice(term: str, reading: str, readings: Iterable[str]) -> Iterator[Fact]:
    """That one of the readings of a term is taken, and each of the others set aside."""
    yield Fact(called.chosen(term), (reading,))
    yield from (Fact(called.dropped(term), (other,)) for other in readings if other != reading)


def supposition(relation: str, row: Row, value: Value | bool) -> Fact:
    """That an unknown fact is so (True), is not (False), or that a functional relation has that value."""
    if value is True:
        return Fact(relation, row)
    return Fact(called.denied(relation), row) if value is False else Fact(relation, (*row, value))
