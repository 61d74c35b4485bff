"""Stated facts of which nothing but the row is known, such as those of a table: they need no object each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import overload

from licet.logic.ir import Fact
from licet.logic.relations import canonical_row
from licet.logic.values import Row

__all__ = ["Facts", "arities_of", "rows_of"]


class Facts(Sequence[Fact]):
    """The facts of a program: some with where they are from, and of others the rows alone, relation by relation.

    It is read as the sequence of them all, those of rows being made when they are asked for.

    Args:
        rows: the rows of each relation. They are kept and not copied, except those of a relation with decimals.
        placed: further facts.
    """

    def __init__(self, rows: Mapping[str, Collection[Row]], placed: Iterable[Fact] = ()) -> None:
        self.placed = tuple(placed)
        self.rows = {relation: _canonical(found) for relation, found in rows.items()}

    def __len__(self) -> int:
        return len(self.placed) + sum(map(len, self.rows.values()))

    def __iter__(self) -> Iterator[Fact]:
        yield from self.placed
        for relation, rows in self.rows.items():
            for row in rows:
                yield Fact(relation, row)

    @overload
    def __getitem__(self, index: int) -> Fact: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fact]: ...
    def __getitem__(self, index: int | slice) -> Fact | Sequence[Fact]:
        if isinstance(index, slice):
            return tuple(self)[index]
        number = index + len(self) if index < 0 else index
        if not 0 <= number < len(self):
            raise IndexError(index)
        return next(islice(iter(self), number, None))

    def __repr__(self) -> str:
        return f"Facts({self.rows!r}, {self.placed!r})"


def rows_of(facts: Iterable[Fact]) -> Mapping[str, Collection[Row]]:
    """The rows of the facts that are given as rows alone; no one's of facts in another form."""
    return facts.rows if isinstance(facts, Facts) else {}


def arities_of(facts: Iterable[Fact]) -> set[tuple[str, int]]:
    """The relations of facts, each with every number of arguments that it has."""
    found = {(fact.relation, len(fact.row)) for fact in (facts.placed if isinstance(facts, Facts) else facts)}
    found.update((relation, arity) for relation, rows in rows_of(facts).items() for arity in set(map(len, rows)))
    return found


def _canonical(rows: Collection[Row]) -> Collection[Row]:
    if Decimal in set(map(type, chain.from_iterable(rows))):
        return [canonical_row(row) for row in rows]
    return rows
