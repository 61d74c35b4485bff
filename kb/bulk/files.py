"""Files as DuckDB reads them: the one that is named, by the rules of its format, and nothing guessed about it.

Left to itself, DuckDB takes a path for a pattern of paths and the names of folders for columns, and looks for the rows
of a CSV file past whatever does not look like them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from sqlglot import exp

from licet.bulk.sources import Format

__all__ = ["csv_fault", "file_rows"]

_WILD = re.compile(r"[*?\[]")
_NO, _YES = exp.false(), exp.true()
_CSV: Mapping[str, exp.Expr] = {
    **dict.fromkeys(("header", "all_varchar", "strict_mode"), _YES),
    **dict.fromkeys(("allow_quoted_nulls", "null_padding", "ignore_errors", "hive_partitioning"), _NO),
    "delim": exp.Literal.string(","),
    "quote": exp.Literal.string('"'),
    "escape": exp.Literal.string('"'),
    "comment": exp.Literal.string(""),
    "skip": exp.Literal.number(0),
}
_OPTIONS: Mapping[Format, Mapping[str, exp.Expr]] = {
    Format.PARQUET: {"hive_partitioning": _NO},
    Format.CSV: _CSV,
    Format.JSON_LINES: {
        "format": exp.Literal.string("newline_delimited"),
        "sample_size": exp.Literal.number(-1),
        "hive_partitioning": _NO,
    },
}


def file_rows(format: Format, place: str | Path, further: Mapping[str, exp.Expr] | None = None) -> exp.Expr:
    """The function of DuckDB that reads a file of that format.

    Args:
        format: one of files.
        place: the file.
        further: options besides.
    """
    path = _WILD.sub(lambda found: f"[{found.group()}]", str(place))
    options = {**_OPTIONS[format], **(further or {})}
    arguments = [exp.EQ(this=exp.to_identifier(key), expression=value.copy()) for key, value in options.items()]
    function = {Format.PARQUET: "read_parquet", Format.CSV: "read_csv", Format.JSON_LINES: "read_json"}[format]
    return exp.Anonymous(this=function, expressions=[exp.Literal.string(path), *arguments])


def csv_fault(place: str | Path) -> str | None:
    """What keeps a CSV file from being a table, if it can be told: the first row, counted without the header, with more
    or fewer cells than that, or a quote that does not end."""
    try:
        with open(place, encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            header = next(rows, [])
            for number, row in enumerate(rows, 1):
                if row and len(row) != len(header):
                    return f"row {number} has {len(row)} cells, and there are {len(header)} columns"
    except (csv.Error, UnicodeDecodeError) as error:
        return str(error)
    return None
