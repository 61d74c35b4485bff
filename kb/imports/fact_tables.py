"""Things that were found, as Parquet tables of facts: one for each relation, for audits of more than a text can hold.

What is stated is what `policy_text` states. Names differ: what policies declare keeps its name, anything else on the
hub is `hf:owner/name` in small letters, what is not on the hub is `model:TITLE` or `dataset:TITLE`, and a license that
no policy declares is `license:NAME`, or `license:of THING` where it has no name. No declared name has a colon.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec

from licet.checks.lineage import MADE_OF, PUT_UNDER
from licet.engine.collector import collection_paused
from licet.grammar.references import HUB, key_of
from licet.imports.conflicts import conflicts_of
from licet.imports.found import Found, License, Missing, Thing
from licet.imports.interpretation import RELATIONS, Declared, declared_in, stated_of

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["COLUMNS", "FORMAT", "MANIFEST", "write_fact_tables"]

FORMAT = "licet-fact-tables/1"
MANIFEST = "tables.json"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "things": ("thing", "kind", "title", "hub", "per"),
    "mentioned": ("thing", "kind", "title", "hub"),
    "licenses": ("license", "title", "per"),
    "conflicts": ("thing", "base", "license"),
    "problems": ("code", "message", "file", "line"),
    **{name: ("thing", *((beside,) if beside else ()), "per") for name, beside in RELATIONS.items()},
}
"""The columns of each table. `things` has a row for each description of a thing, `mentioned` what nobody describes and
no policy declares, `licenses` what no policy declares: these are unread. `conflicts` has things that are stated to be
under other licenses than one that binds them as made of a base."""
_ROWS_AT_ONCE = 50_000

_Row = tuple[str | int | None, ...]


def write_fact_tables(found: Iterable[Found], knowledge: KnowledgeBase, folder: Path) -> Mapping[str, int]:
    """Write what was found into a folder: a Parquet file `TABLE.parquet` for each of `COLUMNS`, and at last a manifest.

    Memory does not grow with what is described, but with the different names that are mentioned as bases and data, with
    the different licenses that no policy declares, and in the end with lineage, for conflicts.

    Args:
        found: what was found, one after the other; the rows are in this order.
        knowledge: the policies whose names the tables use.
        folder: where; it is there, and empty.

    Returns:
        How many rows each table has.

    Raises:
        Missing: pyarrow is not installed.
        OSError: the folder cannot be written, or the disk is full. What is in it then is of no use.
    """
    with collection_paused(), _Tables(folder) as tables:
        names = _Names(declared_in(knowledge), tables)
        for one in found:
            for problem in one.problems:
                place = (problem.span.file, problem.span.line) if problem.span else (None, None)
                tables.add("problems", (problem.code, problem.message, *place))
            for thing in one.things:
                name = names.of(thing.kind, thing.hub, thing.title)
                tables.add("things", (name, thing.kind, thing.title, thing.hub, thing.per))
                for stated in stated_of(thing, names):
                    beside = () if stated.argument is None else (stated.argument,)
                    tables.add(stated.relation, (name, *beside, stated.per))
        for (name,) in tables.finished("things", "thing"):
            names.mentioned.pop(name, None)
        for name in sorted(names.mentioned):
            tables.add("mentioned", (name, *names.mentioned[name]))
        lineage = chain.from_iterable(tables.finished(relation, "thing", "base") for relation in MADE_OF)
        under = chain.from_iterable(tables.finished(relation, "thing", "license") for relation in PUT_UNDER)
        for conflict in conflicts_of(lineage, under, knowledge):
            tables.add("conflicts", conflict)
    manifest = {"format": FORMAT, "rows": tables.rows}
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    return tables.rows


class _Names:
    """Names of things and licenses in tables, what was mentioned without being declared, and the unread licenses."""

    def __init__(self, declared: Declared, tables: _Tables) -> None:
        self._declared = declared
        self._tables = tables
        self._unread: set[str] = set()
        self.mentioned: dict[str, tuple[str, str, str | None]] = {}

    def of(self, kind: str, hub: str | None, title: str) -> str:
        """The name of a thing."""
        if not hub:
            return f"{kind}:{title}"
        return self._declared.thing(hub) or key_of(f"{HUB}{hub}")

    def thing(self, kind: str, hub: str | None, title: str) -> str:
        """The name of a thing that another mentions."""
        name = self.of(kind, hub, title)
        if ":" in name and name not in self.mentioned:
            self.mentioned[name] = kind, title, hub
        return name

    def licenses(self, license: License, thing: Thing) -> tuple[str, ...]:
        """The declared names of all versions of a license, or its name as an unread one."""
        if known := self._declared.licenses(license):
            return known
        called = key_of(license.name) if license.name else f"of {self.of(thing.kind, thing.hub, thing.title)}"
        name = f"license:{called}"
        if name not in self._unread:
            self._unread.add(name)
            self._tables.add("licenses", (name, license.name or f"License of {thing.title}", thing.per))
        return (name,)


class _Tables:
    """Tables that are written in batches while rows come."""

    def __init__(self, folder: Path) -> None:
        try:
            import pyarrow
            from pyarrow.parquet import ParquetFile, ParquetWriter
        except ImportError:
            raise Missing("pyarrow") from None
        self._folder, self._arrow, self._open = folder, pyarrow, ParquetFile
        self._waiting: dict[str, list[_Row]] = {name: [] for name in COLUMNS}
        self._schemas = {
            name: pyarrow.schema([_field(pyarrow, c) for c in columns]) for name, columns in COLUMNS.items()
        }
        self._writers: dict[str, Any] = {}
        self._writer = ParquetWriter
        self.rows = dict.fromkeys(COLUMNS, 0)

    def __enter__(self) -> _Tables:
        for name, schema in self._schemas.items():
            self._writers[name] = self._writer(self._path(name), schema, compression="zstd")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for name in tuple(self._writers):
            if kind is None:
                self._flush(name)
            self._writers.pop(name).close()

    def add(self, table: str, row: _Row) -> None:
        """Add a row to a table."""
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= _ROWS_AT_ONCE:
            self._flush(table)

    def finished(self, table: str, *columns: str) -> Iterator[tuple[str, ...]]:
        """End a table, and read columns of it in batches."""
        self._flush(table)
        self._writers.pop(table).close()
        with self._open(self._path(table)) as file:
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def _path(self, table: str) -> Path:
        return self._folder / f"{table}.parquet"

    def _flush(self, table: str) -> None:
        rows, schema = self._waiting[table], self._schemas[table]
        if rows:
            columns = zip(schema, zip(*rows, strict=True), strict=True)
            arrays = [self._arrow.array(values, field.type) for field, values in columns]
            self._writers[table].write_batch(self._arrow.record_batch(arrays, schema=schema))
            self.rows[table] += len(rows)
            rows.clear()
            gc.collect(1)


def _field(pyarrow: Any, column: str) -> Any:
    return pyarrow.field(column, pyarrow.int64() if column == "line" else pyarrow.string())
