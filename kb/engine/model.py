"""A program's perfect model, computed in full: every row with its rank."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from licet.engine.compiled import CompiledProgram
from licet.logic.ir import Fact, Rule
from licet.logic.relations import Index, canonical_row, index_rows
from licet.logic.values import Row, Value

__all__ = ["Model"]


class Model:
    """The rows that hold, an `Oracle`. The rank of a stated fact is 0; that of any other is the number of the round
    that first derived it, all its rules' positive premises having been derived before."""

    __slots__ = ("_indexes", "_program", "_relations")

    def __init__(self, program: CompiledProgram, relations: Mapping[str, Mapping[Row, int]]) -> None:
        self._program = program
        self._relations = relations
        self._indexes: dict[tuple[str, tuple[int, ...]], Index] = {}

    def rows(self, relation: str) -> Mapping[Row, int]:
        """The rows of a relation with their ranks, in no particular order."""
        return MappingProxyType(self._relations.get(relation, {}))

    def rank(self, relation: str, row: Row) -> int:
        """The rank of a row; KeyError if it does not hold."""
        return self._relations.get(relation, {})[canonical_row(row)]

    def answers(self, relation: str, pattern: tuple[Value | None, ...]) -> tuple[Row, ...]:
        """The rows of the relation that match the pattern (None matches everything), sorted.

        Raises:
            EngineFault: no such relation.
        """
        positions = tuple([i for i, value in enumerate(pattern) if value is not None])
        bound: Any = canonical_row([value for value in pattern if value is not None])
        if len(positions) == len(pattern):
            return (bound,) if self.holds(relation, bound) else ()
        self._program.check(relation, len(pattern))
        index = self._indexes.get((relation, positions))
        if index is None:
            index = self._indexes[relation, positions] = index_rows(self._relations.get(relation, {}), positions)
        return tuple(index.get(bound[0] if len(bound) == 1 else bound, ()))

    def holds(self, relation: str, row: Row) -> bool:
        """Whether the row is in the relation.

        Raises:
            EngineFault: no such relation.
        """
        self._program.check(relation, len(row))
        return canonical_row(row) in self._relations.get(relation, {})

    def fact(self, relation: str, row: Row) -> Fact | None:
        """The stated fact with its source, if there is one."""
        self._program.check(relation, len(row))
        return self._program.fact(relation, canonical_row(row))

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        """The rules that conclude the relation, sorted by id."""
        return self._program.rules.get(relation, ())
