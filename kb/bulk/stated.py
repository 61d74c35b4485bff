"""The stated facts of a program as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from licet.bulk.columns import Column, columns_of_rows
from licet.bulk.expressions import stored
from licet.bulk.selects import column_name
from licet.bulk.session import Session
from licet.logic.ir import Const, Fact, Operation, Rule, Term
from licet.logic.relations import canonical_row, earlier
from licet.logic.values import Row

__all__ = ["Stated", "by_row", "load", "stated_columns", "texts_of"]

Stated = Mapping[str, Mapping[Row, Fact]]
"""The facts of each relation by their rows."""

_ARROW = {"INTEGER": "int32", "BIGINT": "int64", "DATE": "date32", "TEXT": "string"}


def by_row(facts: Iterable[Fact]) -> Stated:
    """The facts by relation and row; of two that state one row, the one to cite."""
    found: dict[str, dict[Row, Fact]] = {}
    for fact in facts:
        rows, row = found.setdefault(fact.relation, {}), canonical_row(fact.row)
        rows[row] = earlier(rows[row], fact) if row in rows else fact
    return found


def texts_of(rules: Iterable[Rule], stated: Stated) -> set[str]:
    """Every text that occurs in rules and stated facts."""
    found = {value for rows in stated.values() for row in rows for value in row if isinstance(value, str)}
    for rule in rules:
        found.update(_constants(rule.head.arguments))
        for item in rule.body:
            found.update(_constants(item.arguments))
    return found


def _constants(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        if isinstance(term, Operation):
            yield from _constants((term.left, term.right))
        elif isinstance(term, Const) and isinstance(term.value, str):
            yield term.value


def stated_columns(stated: Stated, exact: bool) -> dict[str, tuple[Column, ...]]:
    """The columns of what is stated."""
    found = ((relation, columns_of_rows(rows, exact)) for relation, rows in stated.items())
    return {relation: columns for relation, columns in found if columns is not None}


def load(
    session: Session, table: str, rows: Sequence[Row], columns: Sequence[Column], names: Mapping[str, int]
) -> None:
    """Make the table of some rows."""
    import pyarrow

    arrays: dict[str, Any] = {}
    for position, column in enumerate(columns):
        values = [stored(row[position], column, names) for row in rows]
        kind = pyarrow.decimal128(38, column.scale) if column.scale else _arrow(pyarrow, column)
        arrays[column_name(position)] = pyarrow.array(values, kind)
    session.load(table, arrays or {column_name(0): pyarrow.array([True] * len(rows), pyarrow.bool_())})


def _arrow(pyarrow: Any, column: Column) -> Any:
    return getattr(pyarrow, _ARROW[column.sql])()
