"""Licet's engine in DuckDB, over facts that are in its tables already."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bench.loads import Load
from bench.peers.duckdb import read_tables
from bench.peers.peer import Clock, Rows

__all__ = ["PEER"]


class _Bulk:
    name = "Licet, in DuckDB"

    def missing(self) -> str | None:
        if find_spec("licet.bulk") is None:
            return "there is no package `licet.bulk`"
        return None if find_spec("duckdb") else "the package `duckdb` is not installed"

    def version(self) -> str:
        return f"{version('licet')}, DuckDB {version('duckdb')}"

    def cannot(self, load: Load, size: str) -> str | None:  # noqa: ARG002
        return None

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:  # noqa: ARG002
        import duckdb

        from licet.bulk.evaluation import evaluate
        from licet.bulk.sources import Format, Source, SourceColumn, Values

        database = duckdb.connect()
        sources = [
            Source(
                name,
                tuple(SourceColumn(f"c{i}", Values.NUMBER) for i in range(arity)),
                Format.TABLE,
                table=f"stated_{name}",
            )
            for name, arity in load.inputs.items()
        ]
        with clock.phase("load"):
            read_tables(database, load, facts, "stated_")
        with clock.phase("evaluate"):
            tables = evaluate(load.program, load.outputs, sources, connection=database)
        return {name: tables.connection.execute(tables.query(name)).fetchall() for name in load.outputs}


PEER = _Bulk()
