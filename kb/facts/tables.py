"""Rows of tables as things: of a data frame of pandas or polars, a cursor of a database, or any mappings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from licet.errors import PolicyError
from licet.facts.statements import Entity, Said
from licet.grammar.diagnostics import Diagnostic, Severity

__all__ = ["rows"]


def rows(
    data: Any,
    kind: str = "use",
    *,
    name: str | None = "name",
    title: str | None = "title",
    columns: Mapping[str, str] | None = None,
    per: str | None = None,
) -> tuple[Entity, ...]:
    """The things that the rows of a table describe, in their order.

    Args:
        data: a data frame of pandas or polars, a DB-API cursor after its query, or an iterable of mappings.
        kind: what each row declares.
        name: the column of the names; None to number them: `use_1`, `use_2`, ….
        title: the column of the titles, if there is one.
        columns: the relation for each column; by default each other column is the relation of its name. A cell is what
            the relation is said with: a list for a line for each, a tuple for several arguments; True and False state
            and deny. An empty cell (None, NaN, NaT) says nothing.
        per: where all of it is from.

    Raises:
        PolicyError: the data has no rows, or no such column.
    """
    heads, found = _table(data)
    named = [*([name] if name is not None else []), *(columns or ())]
    for column in named:
        if heads is not None and column not in heads:
            raise _refused(f"there is no column `{column}`", f"there are {', '.join(f'`{h}`' for h in heads)}")
    return tuple(_entity(row, n, kind, name, title, columns, per) for n, row in enumerate(found, 1))


def _entity(
    row: Mapping[str, Any],
    number: int,
    kind: str,
    name: str | None,
    title: str | None,
    columns: Mapping[str, str] | None,
    per: str | None,
) -> Entity:
    if columns is None:
        columns = {str(column): str(column) for column in row if column not in (name, title)}
    said = tuple(s for column, relation in columns.items() for s in _said(relation, row.get(column), per))
    called = row.get(name) if name is not None else f"{kind}_{number}"
    titled = row.get(title) if title is not None else None
    return Entity(kind, "" if _is_empty(called) else str(called), None if _is_empty(titled) else str(titled), said)


def _said(relation: str, cell: Any, per: str | None) -> Iterator[Said]:
    """What a cell says."""
    if type(cell).__module__.partition(".")[0] == "numpy" and getattr(cell, "ndim", 0) == 0:
        cell = cell.item()
    elif hasattr(cell, "tolist"):
        cell = cell.tolist()
    if isinstance(cell, bool):
        yield Said(relation, denied=not cell, per=per)
    elif isinstance(cell, (list, set, frozenset)):
        several = sorted(cell, key=repr) if not isinstance(cell, list) else cell
        for one in several:
            yield from _said(relation, one, per)
    elif isinstance(cell, tuple):
        yield Said(relation, cell, per=per)
    elif not _is_empty(cell):
        yield Said(relation, (cell,), per=per)


def _is_empty(cell: Any) -> bool:
    """Whether a cell says nothing: None, NaN, NaT, NA."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, float) and cell != cell


def _table(data: Any) -> tuple[Sequence[str] | None, Iterable[Mapping[str, Any]]]:
    """The names of the columns, where the data says them, and its rows."""
    if hasattr(data, "iter_rows") and hasattr(data, "columns"):
        return list(data.columns), data.iter_rows(named=True)
    if hasattr(data, "itertuples") and hasattr(data, "columns"):
        heads = [str(column) for column in data.columns]
        return heads, (dict(zip(heads, row, strict=True)) for row in data.itertuples(index=False, name=None))
    if hasattr(data, "description") and hasattr(data, "fetchall"):
        if data.description is None:
            raise _refused("the cursor has no rows", "execute a query first")
        heads = [str(column[0]) for column in data.description]
        return heads, (dict(zip(heads, row, strict=True)) for row in data)
    if isinstance(data, Iterable) and not isinstance(data, (str, bytes, Mapping)):
        found = list(data)
        if all(isinstance(row, Mapping) for row in found):
            return None, found
    help = "give a data frame of pandas or polars, a cursor, or mappings"
    raise _refused(f"a `{type(data).__name__}` has no rows", help)


def _refused(message: str, help: str) -> PolicyError:
    return PolicyError([Diagnostic(Severity.ERROR, "E623", message, None, help)])
