"""Facts in place: every format gives the same, and what is wrong with one is told with its row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from licet.bulk import reading
from licet.bulk.evaluation import evaluate
from licet.bulk.sources import Format, Source, SourceColumn, Values
from licet.errors import BadSource
from licet.logic.ir import Fact, Program
from licet.logic.values import Month, Row
from support.datalog import program
from support.postgres import postgres

ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("llama", "12", "2024-02-29", "2024-02"),
    ("é'", "-0.250", "0001-01-01", "0001-01"),
    ("", "7.0", "2026-09-30", "1999-12"),
    ("a,b\nc", "99999999999999999999", "2026-09-30", "2026-09"),
)
EXPECTED: tuple[Row, ...] = (
    ("", 7, date(2026, 9, 30), Month(1999, 12)),
    ("a,b\nc", 99999999999999999999, date(2026, 9, 30), Month(2026, 9)),
    ("llama", 12, date(2024, 2, 29), Month(2024, 2)),
    ("é'", Decimal("-0.25"), date(1, 1, 1), Month(1, 1)),
)
NAMES = ("Model", "size", "Day of", "month")
COLUMNS = tuple(map(SourceColumn, NAMES, (Values.TEXT, Values.NUMBER, Values.DAY, Values.MONTH)))


def written(format: Format, folder: Path, rows: Any = ROWS, names: tuple[str, ...] = NAMES) -> Path:
    """A file with the rows."""
    path = folder / f"facts.{format.value.replace(' ', '')}"
    arrow = pyarrow.table({n: [row[i] for row in rows] for i, n in enumerate(names)})
    columns = ", ".join(f'"{name}"' for name in names)
    match format:
        case Format.PARQUET:
            pyarrow.parquet.write_table(arrow, path)
        case Format.SQLITE:
            with closing(sqlite3.connect(path)) as lite:
                lite.execute(f"CREATE TABLE facts ({columns})")
                lite.executemany(f"INSERT INTO facts VALUES ({', '.join('?' * len(names))})", rows)
                lite.commit()
        case _:
            options = "(FORMAT csv, HEADER, FORCE_QUOTE *)" if format is Format.CSV else "(FORMAT json)"
            with duckdb.connect() as connection:
                connection.register("arrow", arrow)
                connection.execute(f"COPY arrow TO '{path}' {options}").fetchall()
    return path


@pytest.mark.parametrize("format", [Format.PARQUET, Format.CSV, Format.JSON_LINES, Format.SQLITE])
def test_every_format_gives_the_same_facts(database: duckdb.DuckDBPyConnection, tmp_path: Path, format: Format) -> None:
    path = written(format, tmp_path)
    source = Source("m", COLUMNS, format, path, "facts" if format is Format.SQLITE else "", functional=True)
    whole = program("p(X) :- m(X, _, _, _), not old(X).\nold(llama).\nm(a, 1, 2, 3).\n")
    with evaluate(whole, sources=[source], connection=database) as tables:
        assert set(tables.answers("m", (None,) * 4)) == {*EXPECTED, ("a", 1, 2, 3)}
        assert tables.answers("p", (None,)) == (("",), ("a",), ("a,b\nc",), ("é'",))
        assert tables.fact("m", ("llama", 12, date(2024, 2, 29), Month(2024, 2))) == Fact(
            "m", EXPECTED[2], per=source.where
        )
        assert tables.fact("m", ("a", 1, 2, 3)) == whole.facts[1]
        assert tables.fact("m", ("llama", 13, date(2024, 2, 29), Month(2024, 2))) is None


def test_typed_columns_and_tables_of_the_database_are_read_as_they_are(database: duckdb.DuckDBPyConnection) -> None:
    database.execute(
        "CREATE OR REPLACE TABLE shares AS SELECT * FROM (VALUES ('a', 0.1::DOUBLE, 5::UTINYINT, DATE '2024-01-01'), "
        "('b', 3, 6, '2024-01-02'), ('b', 3, 6, '2024-01-02')) t(x, share, n, d)"
    ).fetchall()
    kinds = (Values.TEXT, Values.NUMBER, Values.NUMBER, Values.DAY)
    columns = tuple(map(SourceColumn, ("x", "share", "N", "d"), kinds))
    source = Source("s", columns, Format.TABLE, table="main.shares", functional=True)
    with evaluate(Program((), ()), sources=[source], connection=database) as tables:
        rows = tables.answers("s", (None,) * 4)
        assert rows == (("a", Decimal("0.1"), 5, date(2024, 1, 1)), ("b", 3, 6, date(2024, 1, 2)))


@pytest.mark.slow
def test_postgres_is_read_and_its_absence_told(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with postgres(tmp_path) as (place, stop):
        import psycopg

        with psycopg.connect(place) as server:
            server.execute('CREATE TABLE facts ("Model" text, size numeric, "Day of" date, month text)')
            with server.cursor() as cursor:
                cursor.executemany("INSERT INTO facts VALUES (%s, %s, %s, %s)", ROWS)
        source = Source("m", COLUMNS, Format.POSTGRES, place, "public.facts", functional=True)
        with evaluate(Program((), ()), sources=[source], connection=database) as tables:
            assert tables.answers("m", (None,) * 4) == EXPECTED
        other = Source("m", (SourceColumn("weight"),), Format.POSTGRES, place, "facts")
        with pytest.raises(BadSource, match="there is no column `weight`; it has `Model`, `size`"):
            evaluate(Program((), ()), sources=[other], connection=database)
        with pytest.raises(BadSource, match='relation "nowhere" does not exist'):
            evaluate(
                Program((), ()), sources=[Source("m", COLUMNS, Format.POSTGRES, place, "nowhere")], connection=database
            )
        stop()
        with pytest.raises(BadSource, match="cannot be read"):
            evaluate(Program((), ()), sources=[source], connection=database)


def _fault(database: duckdb.DuckDBPyConnection, source: Source, whole: Program | None = None) -> str:
    with pytest.raises(BadSource) as found:
        evaluate(whole or Program((), ()), sources=[source], connection=database)
    return str(found.value).replace(str(source.place), "FILE")


@pytest.mark.parametrize("format", [Format.PARQUET, Format.CSV, Format.JSON_LINES, Format.SQLITE])
def test_what_is_wrong_with_a_source_is_told(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, format: Format
) -> None:
    table = "facts" if format is Format.SQLITE else ""
    where = "FILE, table `facts`" if table else "FILE"

    def fault(rows: Any, values: Values, functional: bool = False) -> str:
        path = written(format, tmp_path, rows, ("k", "v"))
        columns = (SourceColumn("k"), SourceColumn("v", values))
        found = _fault(database, Source("r", columns, format, path, table, functional))
        path.unlink()
        return found

    for values, bad in (
        (Values.NUMBER, "12 "),
        (Values.NUMBER, "1e3"),
        (Values.NUMBER, "9" * 39),
        (Values.DAY, "2026-02-30"),
        (Values.MONTH, "2026-13"),
        (Values.MONTH, "2026-1"),
    ):
        good = {Values.NUMBER: "1", Values.DAY: "2026-01-01", Values.MONTH: "2026-01"}[values]
        found = fault([("a", good), ("b", good), ("c", bad), ("d", bad)], values)
        assert found.startswith(f"{where}, row 3: `v` is `{bad}`; expected: a {values.value} such as")
    assert fault([("a", "x"), (None, "y")], Values.TEXT) == f"{where}, row 2: `k` is missing; expected: a text"
    twice = fault([("a", "x"), ("b", "x"), ("b", "y"), ("b", "x")], Values.TEXT, functional=True)
    assert twice == f"{where}, row 2: `v` of `b` is `x`, and something else in another row; `r` has one value"
    path = written(format, tmp_path)
    columns = (SourceColumn("Model"), SourceColumn("weight", Values.NUMBER))
    lacking = _fault(database, Source("r", columns, format, path, table))
    expected = "there is no column `weight`; it has `Model`, `size`, `Day of`, `month`"
    if format is Format.JSON_LINES:
        expected = "row 1: `weight` is missing"
    assert expected in lacking
    arity = _fault(database, Source("r", columns, format, path, table), program("p(X) :- r(X).\n"))
    assert arity == f"{where}: `r` has 1 arguments, not 2"
    path.unlink()
    assert "cannot be read: No such file" in _fault(database, Source("r", columns, format, path, table))
    path.write_text("\x00\x01 no such format {")
    assert where in _fault(database, Source("r", columns, format, path, table))


def test_a_file_that_changes_while_it_is_read_is_told(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(Format.CSV, tmp_path)
    rows = reading._rows

    def grow(source: Source, place: str) -> Any:
        with path.open("a") as file:
            file.write("late,1,2024-01-01,2024-01\n")
        return rows(source, place)

    monkeypatch.setattr(reading, "_rows", grow)
    assert _fault(database, Source("m", COLUMNS, Format.CSV, path)) == "FILE: changed while it was read"


def test_numbers_that_are_texts_are_no_names_and_passwords_stay_out_of_sight(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "ids.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"id": [7]}), path)
    found = _fault(database, Source("r", (SourceColumn("id"),), Format.PARQUET, path))
    assert found == "FILE, row 1: `id` is `7`; expected: a text"
    source = Source("r", (), Format.POSTGRES, "postgresql://me:secret@host/db", "t")
    assert source.where == "postgresql://host/db, table `t`"
