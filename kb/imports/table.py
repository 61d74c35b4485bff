"""Tables of any make, and a map that says which column holds what."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from typing import IO, Any

from licet.imports.card import hub_name, of_metadata
from licet.imports.found import Found, clean, problem

__all__ = ["BadMap", "Map", "table"]

_FIELDS = ("hub", "title", "license", "license_name", "license_link", "base_model", "base_model_relation", "datasets")
_LISTS = ("hub", "base_model", "datasets")
_SETTINGS = ("kind", "per", "separator", "delimiter")
_KINDS = ("model", "dataset", "service")
Map = dict[str, str]


class BadMap(ValueError):
    """Why a map cannot be used."""


def read_map(text: str) -> Map:
    """A map, written as TOML: `license = "COLUMN"` for each field.

    Raises:
        BadMap: it is no such thing.
    """
    try:
        found: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadMap(f"the map is not TOML: {clean(str(error))}") from None
    known = (*_FIELDS, *_SETTINGS)
    for key, value in found.items():
        if key not in known:
            raise BadMap(f"the map has `{clean(key)}`, and knows {', '.join(known)}")
        if not isinstance(value, str):
            raise BadMap(f"`{key}` of the map is no text")
    if "hub" not in found and "title" not in found:
        raise BadMap("the map says neither which column holds the `hub` name nor which holds the `title`")
    if found.get("kind", "model") not in _KINDS:
        raise BadMap(f"`kind` of the map is one of {', '.join(_KINDS)}")
    if len(found.get("delimiter", ",")) != 1:
        raise BadMap("`delimiter` of the map is one character")
    return found


def table(file: IO[str], source: str, map_text: str) -> Iterator[Found]:
    """What each row of a CSV file says; a row that cannot be read is a problem with its line (E704).

    Lines before the header that begin with `#` are left out. Several names in one cell stand between the `separator` of
    the map, a blank if it has none.

    Raises:
        BadMap: the map cannot be used, or names a column that the file does not have, or has twice.
    """
    columns = read_map(map_text)
    skipped, first = 0, file.readline()
    while first.startswith("#"):
        skipped, first = skipped + 1, file.readline()
    delimiter = columns.get("delimiter", ",")
    header = next(csv.reader([first], delimiter=delimiter), [])
    for column in dict.fromkeys(header):
        if header.count(column) > 1 and column in columns.values():
            raise BadMap(f"`{source}` has {header.count(column)} columns `{clean(column)}`")
    for field in _FIELDS:
        if field in columns and columns[field] not in header:
            raise BadMap(f"`{source}` has no column `{clean(columns[field])}`; it has {', '.join(map(clean, header))}")
    reader = csv.reader(file, delimiter=delimiter)
    while True:
        try:
            cells = next(reader, None)
        except (csv.Error, UnicodeDecodeError) as error:
            line = reader.line_num + skipped + 1
            yield Found(problems=(problem("E704", f"{source}, line {line}: {error}", source, line),))
            if isinstance(error, UnicodeDecodeError):
                return
            continue
        if cells is None:
            return
        if cells:
            yield _row(cells, header, columns, source, reader.line_num + skipped + 1)


def _row(cells: list[str], header: list[str], columns: Map, source: str, line: int) -> Found:
    per = f"{columns.get('per', clean(source))}, line {line}"
    if len(cells) != len(header):
        message = f"{per}: {len(cells)} cells, and the header has {len(header)}"
        return Found(problems=(problem("E704", message, source, line),))
    row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    data: dict[str, Any] = {field: row[columns[field]] for field in _FIELDS if field in columns and row[columns[field]]}
    for field in _LISTS:
        if field in data:
            data[field] = [part.strip() for part in data[field].split(columns.get("separator")) if part.strip()]
    hubs = [hub_name(name) for name in data.pop("hub", [])]
    title = data.pop("title", "")
    if not hubs and not title:
        return Found(problems=(problem("E704", f"{per}: neither a name nor a title", source, line),))
    kind = columns.get("kind", "model")
    named: list[str | None] = [*hubs] if hubs else [None]
    things = [
        of_metadata(data, per, hub.rpartition("/")[2] if hub else title, hub, source, line, kind) for hub in named
    ]
    return Found(tuple(t for f in things for t in f.things), tuple(p for f in things for p in f.problems))
