"""Rows of one relation: in their one form, sorted, indexed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from licet.logic.ir import Fact
from licet.logic.values import Row, Value, sort_key

__all__ = ["Index", "add_rows", "canonical", "canonical_row", "earlier", "index_rows", "sorted_rows"]

Index = Mapping[Any, list[Row]]
"""The rows by their values at some positions: by the value itself if it is one position, else by the tuple."""


def canonical(value: Value) -> Value:
    """The one form of a value: equal numbers look alike, whole ones as `int`, others without trailing zeros."""
    if not isinstance(value, Decimal):
        return value
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    while digits and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    if exponent >= 0 or not digits:
        return int(value)
    return Decimal((sign, digits, exponent))


def canonical_row(row: Iterable[Value]) -> Row:
    """The row with every value in its one form."""
    return tuple([canonical(value) if type(value) is Decimal else value for value in row])


def sorted_rows(rows: Iterable[Row]) -> list[Row]:
    """The rows by `sort_key`, column by column."""
    try:
        return sorted(rows)
    except TypeError:
        return sorted(rows, key=lambda row: tuple([sort_key(value) for value in row]))


def add_rows(index: dict[Any, list[Row]], rows: Iterable[Row], positions: Sequence[int]) -> None:
    """Enter rows in an index; one without positions has all of them under the empty tuple."""
    if not positions:
        everything = list(rows)
        if everything:
            index.setdefault((), []).extend(everything)
        return
    key = itemgetter(*positions)
    for row in rows:
        index.setdefault(key(row), []).append(row)


def index_rows(rows: Iterable[Row], positions: Sequence[int]) -> dict[Any, list[Row]]:
    """An index over the rows, in which those of one key are sorted."""
    index: dict[Any, list[Row]] = {}
    add_rows(index, rows, positions)
    for found in index.values():
        if len(found) > 1:
            found[:] = sorted_rows(found)
    return index


def earlier(one: Fact, other: Fact) -> Fact:
    """Of two statements of one fact, the one to cite: the first by place, then by source."""
    return min(one, other, key=lambda fact: (fact.span is None, fact.span or (), fact.per is None, fact.per or ""))
