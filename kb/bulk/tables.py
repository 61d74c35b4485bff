"""What holds, as tables: an oracle that asks a database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlglot import exp

from licet.bulk.columns import Column, Kind, column_of, join
from licet.bulk.expressions import cast, name, stored, table
from licet.bulk.facts import Facts
from licet.bulk.names import Names
from licet.bulk.output import FORMATS, copying, readable, replaced
from licet.bulk.selects import Layout, column_name, width
from licet.bulk.session import Session
from licet.errors import DatabaseFailed, EngineFault
from licet.logic.codes import decode
from licet.logic.ir import Fact, Program, Rule
from licet.logic.patterns import Pattern
from licet.logic.relations import canonical, canonical_row, sorted_rows
from licet.logic.values import UNKNOWN, Month, Row, Value

__all__ = ["Tables"]

_MOST_KNOWN, _MOST_ROWS = 1_000, 100
"""So many answers of so many rows are kept: who looks for a proof asks for the same rows again soon."""


class Tables:
    """The relations of a program that were evaluated; a `licet.logic.oracle.Oracle`. Made by `evaluate`.

    Attributes:
        statements: the SQL that made the tables, in order.
    """

    def __init__(
        self,
        session: Session,
        program: Program,
        part: Program,
        facts: Facts,
        layout: Layout,
        names: Names,
        statements: Sequence[str],
    ) -> None:
        self.statements = statements
        self._session = session
        self._facts = facts
        self._layout = layout
        self._names = names
        self._arities = part.arities
        self._known = frozenset(program.arities)
        self._known_rows: dict[tuple[str, Pattern, int | None], list[tuple[Any, ...]]] = {}
        self._queries: dict[tuple[str, tuple[Any, ...], int | None], str] = {}
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

    def query(self, relation: str, names: Sequence[str] | None = None) -> str:
        """The query for the rows of a relation as they are meant: texts as such, months as texts, what stands in a
        column of several types as text, and UNKNOWN as NULL. Its columns have these names, or else `c0`, `c1`, …

        Raises:
            EngineFault: no such relation, or one that was not asked for, or another number of names.
        """
        return self._readable(relation, names).sql("duckdb")

    def write(self, relation: str, path: str | Path, names: Sequence[str] | None = None) -> int:
        """Write the rows of a relation, as `query` has them, to a file: `.parquet`, `.csv` or `.jsonl`. Whatever
        happens, the file has afterwards what it had before or all of the rows.

        Returns:
            how many rows were written.

        Raises:
            EngineFault: as `query` does.
            DatabaseFailed: the file cannot be written, or has another ending.
        """
        path = Path(path)
        format = FORMATS.get(path.suffix.lower())
        if format is None:
            raise DatabaseFailed(f"cannot write {path}: what ends so is not known", f"known: {', '.join(FORMATS)}")
        query = self._readable(relation, names)
        with replaced(path) as beside:
            return self._session.execute(copying(query, beside, format))

    def _readable(self, relation: str, names: Sequence[str] | None) -> exp.Select:
        self._check(relation, None if names is None else len(names))
        arity = self._arities[relation]
        names = [column_name(i) for i in range(arity)] if names is None else names
        columns = self._layout.columns.get(relation)
        if columns is not None:
            return readable(self._layout.tables[relation], columns, names)
        nothing = [exp.alias_(exp.cast(exp.null(), "TEXT"), name(title)) for title in names or ("holds",)]
        return exp.select(*nothing).where(exp.false())

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
        key = (called, pattern, limit)
        found = self._known_rows.get(key)
        if found is None:
            found = self._ask(called, columns, pattern, limit)
            if len(self._known_rows) >= _MOST_KNOWN:
                self._known_rows.clear()
            if len(found) <= _MOST_ROWS:
                self._known_rows[key] = found
        return found

    def _ask(
        self, called: str, columns: Sequence[Column], pattern: Pattern, limit: int | None
    ) -> list[tuple[Any, ...]]:
        values: list[Any] = []
        for value, column in zip(pattern, columns, strict=True):
            if value is None or value is UNKNOWN:
                continue
            if not self._fits(value, column):
                return []
            numbers: dict[str, int] = {}
            if isinstance(value, str):
                number = self._names.number(value)
                if number is None:
                    return []
                numbers[value] = number
            values.append(stored(value, column, numbers))
        asked = (called, tuple([value if value is None or value is UNKNOWN else True for value in pattern]), limit)
        text = self._queries.get(asked)
        if text is None:
            text = self._queries[asked] = _select(called, columns, pattern, limit).sql("duckdb")
        return self._session.rows(text, values)

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


def _select(called: str, columns: Sequence[Column], pattern: Pattern, limit: int | None) -> exp.Select:
    """The query for the rows of a table that match a pattern, with a parameter for each of its known values."""
    query = exp.select(*(exp.column(name(column_name(i))) for i in range(width(columns)))).from_(table(called))
    for position, (value, column) in enumerate(zip(pattern, columns, strict=True)):
        place = exp.column(name(column_name(position)))
        if value is UNKNOWN:
            query = query.where(exp.Is(this=place, expression=exp.null()))
        elif value is not None:
            query = query.where(exp.EQ(this=place, expression=cast(exp.Placeholder(), column)))
    return query if limit is None else query.limit(limit)
