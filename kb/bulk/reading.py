"""Sources as tables of a database, as they are: files are read by DuckDB, databases by their own drivers.

What comes of it has the named columns. Those of text files and databases are texts, whatever they are there: so a
number is the one that is written, not one that a float is near to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlglot import exp

from licet.bulk.expressions import name, table
from licet.bulk.files import csv_fault, file_rows
from licet.bulk.session import OutOfRange, Session
from licet.bulk.sources import Format, Source
from licet.errors import BadSource, DatabaseFailed

__all__ = ["State", "read", "state"]

_BATCH = 50_000

State = tuple[int, int] | None
"""The size of a file and when it changed; None for what is no file."""


def state(source: Source) -> State:
    """What tells whether a file changes while it is read.

    Raises:
        BadSource: there is no such file.
    """
    if source.format in (Format.POSTGRES, Format.TABLE):
        return None
    try:
        found = Path(source.place).stat()
    except OSError as error:
        raise BadSource(source.where, f"cannot be read: {error.strerror}") from None
    return found.st_size, found.st_mtime_ns


def read(session: Session, source: Source, called: str) -> None:
    """Make a source a table or view of that name, with the columns that it names.

    Raises:
        BadSource: it cannot be read, or lacks a column.
    """
    match source.format:
        case Format.SQLITE:
            _read_sqlite(session, source, called)
        case Format.POSTGRES:
            _read_postgres(session, source, called)
        case _:
            _read_here(session, source, called, source.place)


def _read_here(session: Session, source: Source, called: str, place: str | Path) -> None:
    rows = _rows(source, str(place))
    with _readable(source):
        if source.format is not Format.JSON_LINES:
            found = [str(row[0]) for row in session.rows(exp.Describe(this=exp.select("*").from_(rows)))]
            _check_columns(source, found)
        columns = [exp.column(name(column.name)) for column in source.columns]
        kind = "VIEW" if source.format in (Format.PARQUET, Format.TABLE) else "TABLE"
        query = exp.select(*columns).from_(rows)
        session.execute(exp.Create(this=table(called), kind=kind, expression=query))


def _rows(source: Source, place: str) -> exp.Expr:
    """The function of DuckDB that reads a file, or the table."""
    match source.format:
        case Format.TABLE:
            return exp.to_table(source.table, dialect="duckdb")
        case Format.JSON_LINES:
            texts = exp.Literal.string("VARCHAR")
            fields = [
                exp.PropertyEQ(this=exp.Literal.string(column.name), expression=texts.copy())
                for column in source.columns
            ]
            return file_rows(Format.JSON_LINES, place, {"columns": exp.Struct(expressions=fields)})
        case Format.PARQUET:
            return file_rows(Format.PARQUET, place)
        case _:
            return file_rows(Format.CSV, place)


def _check_columns(source: Source, found: Sequence[str]) -> None:
    lower = {column.lower() for column in found}
    for column in source.columns:
        if column.name.lower() not in lower:
            has = ", ".join(f"`{column}`" for column in found)
            raise BadSource(source.where, f"there is no column `{column.name}`", f"it has {has}")


@contextmanager
def _readable(source: Source) -> Iterator[None]:
    """What the database says of a source that it cannot read."""
    try:
        yield
    except OutOfRange as error:
        raise BadSource(source.where, f"cannot be read: {_first_line(error)}") from None
    except DatabaseFailed as error:
        fault = csv_fault(source.place) if source.format is Format.CSV else None
        raise BadSource(source.where, f"cannot be read: {fault or _first_line(error.__cause__ or error)}") from None


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0]


def _read_sqlite(session: Session, source: Source, called: str) -> None:
    quoted = exp.select(*(exp.column(name(column.name)) for column in source.columns)).from_(table(source.table))
    try:
        with closing(sqlite3.connect(f"{Path(source.place).absolute().as_uri()}?mode=ro", uri=True)) as database:
            listed = database.execute("SELECT name FROM pragma_table_info(?)", (source.table,)).fetchall()
            if not listed:
                raise BadSource(source.where, "there is no such table")
            _check_columns(source, [row[0] for row in listed])
            _fill(session, source, called, database.execute(quoted.sql("sqlite")))
    except sqlite3.Error as error:
        raise BadSource(source.where, f"cannot be read: {error}") from None


def _fill(session: Session, source: Source, called: str, cursor: sqlite3.Cursor) -> None:
    import pyarrow

    columns = [column.name for column in source.columns]
    session.load(called, {column: pyarrow.array([], pyarrow.string()) for column in columns})
    first = 1
    while batch := cursor.fetchmany(_BATCH):
        texts = [[_written(source, first + i, j, row[j]) for i, row in enumerate(batch)] for j in range(len(columns))]
        session.append(called, {c: pyarrow.array(t, pyarrow.string()) for c, t in zip(columns, texts, strict=True)})
        first += len(batch)


def _written(source: Source, row: int, position: int, value: Any) -> str | None:
    """A value of SQLite, whose columns have no types, as it would be written."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return repr(value)
    column = source.columns[position].name
    raise BadSource(f"{source.where}, row {row}", f"`{column}` is binary", f"a {source.columns[position].values.value}")


def _read_postgres(session: Session, source: Source, called: str) -> None:
    """By way of a CSV file: what Postgres and DuckDB write and read fastest."""
    try:
        import psycopg
        from psycopg import sql
    except ImportError:
        raise BadSource(source.where, "psycopg is not installed", "pip install 'licet[postgres]'") from None
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in source.columns)
    place = sql.Identifier(*source.table.split("."))
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv, HEADER)").format(columns, place)
    with TemporaryDirectory(prefix="licet") as folder:
        copied = Path(folder) / "rows.csv"
        try:
            with psycopg.connect(str(source.place)) as server:
                found = server.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(place)).description or ()
                _check_columns(source, [column.name for column in found])
                with copied.open("wb") as file, server.cursor().copy(query) as rows:
                    for block in rows:
                        file.write(block)
        except psycopg.Error as error:
            raise BadSource(source.where, f"cannot be read: {_first_line(error)}") from None
        except OSError as error:
            raise DatabaseFailed(f"cannot write {copied}: {error.strerror}") from None
        _read_here(session, source, called, copied)
