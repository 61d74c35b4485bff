"""A connection to DuckDB whose faults are ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlglot import exp

from licet.bulk.expressions import CALCULATE, table
from licet.bulk.selects import SUM
from licet.bulk.settings import Settings
from licet.errors import DatabaseFailed, EngineFault, LicetError, PolicyTooComplex
from licet.logic.aggregates import aggregate
from licet.logic.arithmetic import calculate
from licet.logic.codes import decode, encode
from licet.logic.values import Value

if TYPE_CHECKING:
    import duckdb

__all__ = ["OutOfRange", "Session"]

_MORE_ROOM = "give it more memory, or more room for what does not fit (`Settings`)"
_RAISED = re.compile(r"licet-(\w+): (.*)")
_KINDS: Mapping[str, type[LicetError]] = {kind.__name__: kind for kind in (EngineFault, PolicyTooComplex)}


class OutOfRange(Exception):
    """A number is too large for the types that were chosen."""


class Session:
    """A connection of its own, or a schema of its own in the database of another one. Threads may share it, but wait
    for each other.

    Args:
        settings: how the database is to work.
        connection: the other one, which stays open.

    Raises:
        DatabaseFailed: DuckDB is not installed, or refuses the settings.
    """

    def __init__(self, settings: Settings, connection: duckdb.DuckDBPyConnection | None = None) -> None:
        try:
            import duckdb
        except ImportError:
            raise DatabaseFailed("DuckDB is not installed", "pip install 'licet[bulk]'") from None
        self._lock = RLock()
        self._duckdb = duckdb
        self._schema: str | None = None
        with self._translated():
            if connection is None:
                self.connection = duckdb.connect(config=_config(settings))
            else:
                self.connection = connection.cursor()
                self._schema = f"licet_{uuid4().hex}"
                self._run(f"CREATE SCHEMA {self._schema}")
                self._run(f"USE {self._schema}")

    def execute(self, statement: exp.Expr | str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> int:
        """Run a statement; how many rows it wrote, if it tells.

        Raises:
            OutOfRange: a number is too large for the types that were chosen.
            EngineFault: an aggregate has no value.
            DatabaseFailed: the database cannot go on.
        """
        found = self.rows(statement, parameters)
        return int(found[0][0]) if found and isinstance(found[0][0], int) else 0

    def rows(
        self, statement: exp.Expr | str, parameters: Mapping[str, Any] | Sequence[Any] = ()
    ) -> list[tuple[Any, ...]]:
        """The rows of a query. Raises as `execute` does."""
        text = statement if isinstance(statement, str) else statement.sql("duckdb", copy=False)
        with self._lock, self._translated():
            return self._run(text, parameters or None)

    def arrays(self, query: str) -> Mapping[str, Any]:
        """The columns of a query by their names, as NumPy arrays. Raises as `execute` does."""
        with self._lock, self._translated():
            return self.connection.execute(query).fetchnumpy()

    def load(self, called: str, arrays: Mapping[str, Any]) -> None:
        """Make a table of columns in memory (Arrow arrays). Raises as `execute` does."""
        import pyarrow

        with self._lock, self._translated():
            self.connection.register("given", pyarrow.table(dict(arrays)))
            rows = exp.select("*").from_("given")
            self._run(exp.Create(this=table(called), kind="TABLE", expression=rows).sql("duckdb"))
            self.connection.unregister("given")

    def append(self, called: str, arrays: Mapping[str, Any]) -> None:
        """Add rows to a table. Raises as `execute` does."""
        import pyarrow

        with self._lock, self._translated():
            self.connection.register("given", pyarrow.table(dict(arrays)))
            self._run(exp.Insert(this=table(called), expression=exp.select("*").from_("given")).sql("duckdb"))
            self.connection.unregister("given")

    def _run(self, text: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        """All of the result: a connection with an unfinished one takes no other work."""
        if CALCULATE in text or SUM in text:
            self._define()
        return self.connection.execute(text, parameters).fetchall()

    def close(self) -> None:
        """Give back what the database holds."""
        with self._lock:
            if self._schema is not None:
                self._run(f"DROP SCHEMA IF EXISTS {self._schema} CASCADE")
            self.connection.close()

    def _define(self) -> None:
        """The functions of numbers that no type of the database has room for."""
        for called, function, takes in ((CALCULATE, _calculate, ["VARCHAR"] * 3), (SUM, _sum, ["VARCHAR[]"])):
            with suppress(self._duckdb.CatalogException, self._duckdb.NotImplementedException):
                self.connection.create_function(called, function, takes, "VARCHAR")  # type: ignore[arg-type]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """What the database raises, as what we raise."""
        try:
            yield
        except (self._duckdb.OutOfRangeException, self._duckdb.ConversionException) as error:
            raise OutOfRange(str(error)) from error
        except self._duckdb.Error as error:
            raised = _RAISED.search(str(error))
            if raised is not None:
                raise _KINDS[raised[1]](raised[2]) from None
            message = f"the database cannot go on: {str(error).strip().splitlines()[0]}"
            short = isinstance(error, self._duckdb.OutOfMemoryException)
            raise DatabaseFailed(message, _MORE_ROOM if short else None) from error


def _calculate(operator: str, left: str, right: str) -> str:
    return _told(lambda: calculate(operator, _number(left), _number(right)))


def _sum(codes: list[str]) -> str:
    return _told(lambda: aggregate("sum", [_number(code) for code in codes]))


def _told(find: Callable[[], Value]) -> str:
    """The code of what is found; a fault in words that come through the database."""
    try:
        return encode(find())
    except (EngineFault, PolicyTooComplex) as error:
        raise RuntimeError(f"licet-{type(error).__name__}: {error}") from None


def _number(code: str) -> Value:
    """The number of a code; what is none, as something that no number is calculated from."""
    return decode(code) if code.startswith("n") else code


def _config(settings: Settings) -> dict[str, Any]:
    config = {
        "memory_limit": settings.memory,
        "threads": settings.threads,
        "temp_directory": None if settings.spill is None else str(settings.spill),
        "max_temp_directory_size": settings.spill_limit,
    }
    return {key: value for key, value in config.items() if value is not None}
