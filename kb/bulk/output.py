"""Relations as people and programs read them: a query with texts in the place of their numbers, and files of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlglot import exp

from licet.bulk.columns import Column, Kind
from licet.bulk.expressions import NUMBER_START, function, name, table
from licet.bulk.names import TEXTS
from licet.bulk.selects import column_name
from licet.errors import DatabaseFailed

__all__ = ["FORMATS", "copying", "readable", "replaced"]

FORMATS = {".parquet": "PARQUET", ".csv": "CSV", ".jsonl": "JSON"}
"""How files are written, by the ending of their names."""

_DIGITS = "0123456789"


def readable(called: str, columns: Sequence[Column], names: Sequence[str]) -> exp.Select:
    """The rows of a table as they are meant: texts, numbers, days; months as texts such as `2026-09`; what stands in a
    column of several types as text. UNKNOWN is NULL. `names` are those of the columns."""
    query = exp.select().from_(table(called).as_(name("r")))
    outputs: list[exp.Expr] = []
    for position, (column, title) in enumerate(zip(columns, names, strict=True)):
        place = exp.column(name(column_name(position)), table=name("r"))
        value: exp.Expr = place
        if column.kind in (Kind.NAME, Kind.ANY):
            texts = f"n{position}"
            number = place if column.kind is Kind.NAME else _text_number(place)
            same = exp.EQ(this=exp.column(name("id"), table=name(texts)), expression=number.copy())
            query = query.join(table(TEXTS).as_(name(texts)), on=same, join_type="left")
            value = exp.column(name("text"), table=name(texts))
            if column.kind is Kind.ANY:
                value = _written(place, value)
        elif column.kind is Kind.MONTH:
            value = function("LEFT", exp.cast(place.copy(), "TEXT"), exp.Literal.number(7))
        elif column.kind is Kind.NOTHING:
            value = exp.cast(exp.null(), "TEXT")
        outputs.append(exp.alias_(value.copy(), name(title)))
    return query.select(*(outputs or [exp.alias_(exp.true(), name("holds"))]))


def _letter(code: exp.Expr, letters: str) -> exp.Expr:
    start = function("LEFT", code, exp.Literal.number(len(letters)))
    return exp.EQ(this=start, expression=exp.Literal.string(letters))


def _after(code: exp.Expr, count: int) -> exp.Expr:
    return function("SUBSTRING", code, exp.Literal.number(count + 1))


def _text_number(code: exp.Expr) -> exp.Expr:
    return exp.Case().when(_letter(code, "s"), exp.cast(_after(code, 1), "INTEGER"))


def _written(code: exp.Expr, text: exp.Expr) -> exp.Expr:
    """The value of a code (`licet.logic.codes`), written out."""
    digits = _after(code, NUMBER_START)
    complement = function("TRANSLATE", digits, exp.Literal.string(_DIGITS + "~"), exp.Literal.string(_DIGITS[::-1]))
    negative = exp.DPipe(this=exp.Literal.string("-"), expression=complement)
    case = exp.Case().when(_letter(code, "s"), text.copy())
    return case.when(_letter(code, "n1"), digits).when(_letter(code, "n0"), negative).else_(_after(code, 1))


def copying(query: exp.Select, path: Path, format: str) -> str:
    """The statement that writes the rows of a query to a file."""
    place = exp.Literal.string(str(path)).sql("duckdb")
    header = ", HEADER" if format == "CSV" else ""
    return f"COPY ({query.sql('duckdb')}) TO {place} (FORMAT {format}{header})"


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Where to write a file so that, whatever happens, `path` has what it had or all of the new.

    Raises:
        DatabaseFailed: the new file cannot take its place.
    """
    beside = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    except OSError as error:
        raise DatabaseFailed(f"cannot write {path}: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)
