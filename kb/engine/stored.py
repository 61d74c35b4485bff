"""Relations that change: rows with their ranks, and indexes that are kept up with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from licet.engine.compiled import CompiledProgram
from licet.engine.joining import Fanouts, Index, fill, is_single
from licet.logic.ir import Fact
from licet.logic.relations import sorted_rows
from licet.logic.values import Row, Value

__all__ = ["Store"]

_LONG = 16
"""An entry of an index with more values is a dict, so that one can be taken out at once."""


class Store:
    """The rows of every relation with their ranks, and what of them is stated. In a relation without rules
    both are one.

    What is changed is noted, until it is kept or undone. `round` is that of the last ranks.
    """

    def __init__(self, program: CompiledProgram, relations: dict[str, dict[Row, int]], round: int) -> None:
        self.round = round
        self.arities = dict(program.arities)
        self.stated: dict[str, dict[Row, Any]] = dict(program.facts)
        self.relations: dict[str, dict[Row, Any]] = {}
        for relation in self.arities:
            facts = self.stated.setdefault(relation, {})
            self.relations[relation] = relations[relation] if relation in program.derived else facts
        self._indexes: dict[str, dict[tuple[int, ...], Index]] = {}
        self._fanouts = Fanouts()
        self._before: list[tuple[dict[Row, Any], str | None, Row, Any]] = []

    def arity(self, relation: str, row: Row) -> int:
        """The number of arguments of a relation; a new one gets that of the row."""
        if relation not in self.arities:
            self.arities[relation] = len(row)
            self.relations[relation] = self.stated[relation] = {}
        return self.arities[relation]

    def state(self, relation: str, row: Row, fact: Fact | int | None) -> None:
        """State a row, or withdraw it, in a relation that has rules: what follows is left to others."""
        facts = self.stated[relation]
        self._before.append((facts, None, row, facts.get(row)))
        _set(facts, row, fact)

    def put(self, relation: str, row: Row, rank: Any) -> None:
        """Give a row a rank, and enter it where it is new."""
        rows = self.relations[relation]
        self._before.append((rows, relation, row, rows.get(row)))
        self._put(relation, row, rank)

    def drop(self, relation: str, row: Row) -> None:
        """Take a row out."""
        rows = self.relations[relation]
        self._before.append((rows, relation, row, rows[row]))
        self._drop(relation, row)

    def keep(self) -> None:
        """Forget how it was before."""
        self._before.clear()

    def undo(self) -> None:
        """Make it as it was when changes were last kept."""
        while self._before:
            rows, relation, row, value = self._before.pop()
            if relation is None:
                _set(rows, row, value)
            elif value is not None:
                self._put(relation, row, value)
            elif row in rows:
                self._drop(relation, row)

    def index(self, relation: str, positions: tuple[int, ...]) -> Index:
        """The rows by their values at some positions, from now on."""
        found = self._indexes.setdefault(relation, {}).get(positions)
        if found is None:
            found = self._indexes[relation][positions] = defaultdict(list)
            fill(found, self.relations[relation], positions, self.arities[relation])
            for key, values in found.items():
                if len(values) > _LONG:
                    found[key] = dict.fromkeys(values)  # type: ignore[assignment]
        return found

    def matching(self, relation: str, pattern: tuple[Value | None, ...]) -> tuple[Row, ...]:
        """The rows that match a pattern with a place to fill, sorted."""
        return tuple(sorted_rows(tuple(self._matching(relation, pattern))))

    def fanout(self, relation: str, positions: tuple[int, ...]) -> int:
        """About how many rows there were for one tuple of values, when that was first asked."""
        return int(self._fanouts.of(relation, self.relations[relation], positions))

    def _matching(self, relation: str, pattern: tuple[Value | None, ...]) -> Iterator[Row]:
        positions = tuple(i for i, value in enumerate(pattern) if value is not None)
        if not positions:
            return iter(self.relations[relation])
        values = self.index(relation, positions).get(itemgetter(*positions)(pattern), ())
        if is_single(len(pattern), positions):
            return (tuple([value if asked is None else asked for asked in pattern]) for value in values)
        return iter(values)

    def _put(self, relation: str, row: Row, rank: Any) -> None:
        rows = self.relations[relation]
        if row not in rows:
            for positions, index in self._indexes.get(relation, {}).items():
                key, value = _entry(row, positions)
                values: Any = index.get(key)
                if values is None:
                    index[key] = [value]
                elif isinstance(values, dict):
                    values[value] = None
                elif len(values) < _LONG:
                    values.append(value)
                else:
                    index[key] = dict.fromkeys((*values, value))  # type: ignore[assignment]
        rows[row] = rank

    def _drop(self, relation: str, row: Row) -> None:
        del self.relations[relation][row]
        for positions, index in self._indexes.get(relation, {}).items():
            key, value = _entry(row, positions)
            values: Any = index[key]
            if isinstance(values, dict):
                del values[value]
            else:
                values.remove(value)
            if not values:
                del index[key]


def _entry(row: Row, positions: tuple[int, ...]) -> tuple[Any, Any]:
    key = itemgetter(*positions)(row)
    if is_single(len(row), positions):
        return key, next(value for i, value in enumerate(row) if i not in positions)
    return key, row


def _set(rows: dict[Row, Any], row: Row, value: Any) -> None:
    if value is None:
        rows.pop(row, None)
    else:
        rows[row] = value
