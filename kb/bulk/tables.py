"""What holds, as tables: an oracle that asks a database."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any

from sqlglot import exp

from licet.bulk.columns import Column, Kind, column_of, join
from licet.bulk.expressions import name, stored, table
from licet.bulk.facts import Facts
from licet.bulk.names import Names
from licet.bulk.selects import Layout, column_name
from licet.bulk.session import Session
from licet.errors import EngineFault
from licet.logic.codes import decode
from licet.logic.ir import Fact, Program, Rule
from licet.logic.patterns import Pattern
from licet.logic.relations import canonical, canonical_row, sorted_rows
from licet.logic.values import UNKNOWN, Month, Row, Value

__all__ = ["Tables"]


class Tables:
    """The relations of a program that were evaluated; a `licet.logic.oracle.Oracle`. Made by `evaluate`."""

    def __init__(
        self, session: Session, program: Program, part: Program, facts: Facts, layout: Layout, names: Names
    ) -> None:
        self._session = session
        self._facts = facts
        self._layout = layout
        self._names = names
        self._arities = part.arities
        self._known = frozenset(program.arities)
        self._rules: dict[str, tuple[Rule, ...]] = {}
        for rule in sorted(part.rules, key=lambda rule: rule.id):
            self._rules[rule.head.relation] = (*self._rules.get(rule.head.relation, ()), rule)

    def __enter__(self) -> Tables:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back what the database holds."""
        self._session.close()

    @property
    def connection(self) -> Any:
        """The connection of DuckDB that sees the tables."""
        return self._session.connection

    def table(self, relation: str) -> str | None:
        """The name of the table of a relation, which has the columns `c0`, `c1` and so on; None where it has no rows.
        Texts are numbers there, which the table `names` (`id`, `text`) tells, and UNKNOWN is NULL.

        Raises:
            EngineFault: no such relation, or one that was not asked for.
        """
        self._check(relation, None)
        return self._layout.tables[relation] if relation in self._layout.columns else None

    def columns(self, relation: str) -> tuple[Column, ...]:
        """What stands in the columns of the table of a relation; empty where it has no rows."""
        self._check(relation, None)
        return self._layout.columns.get(relation, ())

    def count(self, relation: str) -> int:
        """How many rows a relation has."""
        called = self.table(relation)
        if called is None:
            return 0
        query = exp.select(exp.Count(this=exp.Star())).from_(table(called))
        return int(self._session.rows(query)[0][0])

    def answers(self, relation: str, pattern: Pattern) -> tuple[Row, ...]:
        """The rows of the relation that match the pattern (None matches everything), sorted.

        Raises:
            EngineFault: no such relation, or one that was not asked for.
            DatabaseFailed: the database cannot go on.
        """
        self._check(relation, len(pattern))
        columns = self._layout.columns.get(relation)
        if columns is None:
            return ()
        return tuple(sorted_rows(self._read(self._query(self._layout.tables[relation], columns, pattern), columns)))

    def holds(self, relation: str, row: Row) -> bool:
        """Whether the row is in the relation. Raises as `answers` does."""
        self._check(relation, len(row))
        columns = self._layout.columns.get(relation)
        return columns is not None and bool(self._query(self._layout.tables[relation], columns, row, 1))

    def fact(self, relation: str, row: Row) -> Fact | None:
        """The stated fact with its source, if there is one."""
        self._check(relation, len(row))
        found = self._facts.stated.get(relation, {}).get(canonical_row(row))
        if found is not None:
            return found
        for kept in self._facts.sources.get(relation, ()):
            if self._query(kept.given.table, kept.given.columns, row, 1):
                return Fact(relation, canonical_row(row), per=kept.source.where)
        return None

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        """The rules that conclude the relation, sorted by id."""
        return self._rules.get(relation, ())

    def _check(self, relation: str, arity: int | None) -> None:
        known = self._arities.get(relation)
        if known is None:
            if relation in self._known:
                raise EngineFault(f"`{relation}` was not asked for when the program was evaluated")
            raise EngineFault(f"no relation is called `{relation}`")
        if arity is not None and known != arity:
            raise EngineFault(f"`{relation}` has {known} arguments, not {arity}")

    def _query(
        self, called: str, columns: Sequence[Column], pattern: Pattern, limit: int | None = None
    ) -> list[tuple[Any, ...]]:
        """The rows of a table that match, as the database has them."""
        query = exp.select(*(exp.column(name(column_name(i))) for i in range(len(columns) or 1)))
        query = query.from_(table(called))
        values: list[Any] = []
        for position, (value, column) in enumerate(zip(pattern, columns, strict=True)):
            if value is None:
                continue
            place = exp.column(name(column_name(position)))
            if value is UNKNOWN:
                query = query.where(exp.Is(this=place, expression=exp.null()))
                continue
            if not self._fits(value, column):
                return []
            numbers = {value: self._names.number(value)} if isinstance(value, str) else {}
            if None in numbers.values():
                return []
            parameter = exp.cast(exp.Placeholder(), column.sql, dialect="duckdb")
            query = query.where(exp.EQ(this=place, expression=parameter))
            values.append(stored(value, column, numbers))  # type: ignore[arg-type]
        return self._session.rows(query if limit is None else query.limit(limit), values)

    def _fits(self, value: Value, column: Column) -> bool:
        both = join(column_of(value, self._layout.exact), column)
        return (both.kind, both.scale) == (column.kind, column.scale)

    def _read(self, rows: Sequence[tuple[Any, ...]], columns: Sequence[Column]) -> list[Row]:
        if not columns:
            return [() for _ in rows]
        read = [self._read_column([row[i] for row in rows], column) for i, column in enumerate(columns)]
        return list(zip(*read, strict=True))

    def _read_column(self, values: list[Any], column: Column) -> list[Value]:
        if column.kind is Kind.NAME:
            texts = self._names.texts(value for value in values if value is not None)
            return [UNKNOWN if value is None else texts[value] for value in values]
        if column.kind is Kind.ANY:
            return self._read_codes(values)
        if column.kind is Kind.MONTH:
            return [UNKNOWN if value is None else Month(value.year, value.month) for value in values]
        return [UNKNOWN if value is None else canonical(value) for value in values]

    def _read_codes(self, codes: list[str | None]) -> list[Value]:
        texts = self._names.texts(int(code[1:]) for code in codes if code is not None and code[0] == "s")
        return [UNKNOWN if code is None else texts[int(code[1:])] if code[0] == "s" else decode(code) for code in codes]
