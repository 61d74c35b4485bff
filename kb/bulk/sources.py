"""Facts that are kept elsewhere: which relation has them, where, and in which columns."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from msgspec import Struct

__all__ = ["Format", "Source", "SourceColumn", "Values"]


class Values(Enum):
    """What a column has: names and texts, numbers, days (`2026-09-30`) or months (`2026-09`)."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"


class Format(Enum):
    """How facts are kept. A `TABLE` is a table or view of the database that evaluates."""

    PARQUET = "parquet"
    CSV = "csv"
    JSON_LINES = "json lines"
    SQLITE = "sqlite"
    POSTGRES = "postgres"
    TABLE = "table"


class SourceColumn(Struct, frozen=True):
    """A column by its name, and what it has."""

    name: str
    values: Values = Values.TEXT


class Source(Struct, frozen=True):
    """The rows of a relation that are kept elsewhere.

    Attributes:
        relation: the relation.
        columns: the column of each of its arguments.
        format: how they are kept.
        place: the file, or for Postgres how to connect (`postgresql://user@host/database`); unused for a `TABLE`.
        table: the table or view in a database; unused for files.
        functional: whether the last argument is a function of the others, so that two values of it are an error.
    """

    relation: str
    columns: tuple[SourceColumn, ...]
    format: Format
    place: str | Path = ""
    table: str = ""
    functional: bool = False

    @property
    def where(self) -> str:
        """The source in words, without a password."""
        if self.format is Format.TABLE:
            return f"table `{self.table}`"
        place = str(self.place)
        if self.format is Format.POSTGRES:
            start, at, host = place.rpartition("@")
            place = f"{start.partition('://')[0]}://{host}" if at else place
        return f"{place}, table `{self.table}`" if self.table else place
