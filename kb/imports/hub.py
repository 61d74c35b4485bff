"""Exports of the hub with a card, or its metadata, in each row: JSON lines and parquet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from licet.imports.card import card, hub_name, of_metadata
from licet.imports.found import Found, Missing, clean, problem
from licet.wire.decoding import decoded

__all__ = ["hub_rows", "jsonl_rows", "parquet_rows"]

_NAMES = ("id", "modelId", "model_id", "repo_id", "hub")
_CARDS = ("card", "readme", "content")
_METADATA = ("cardData", "card_data", "metadata")
_LONGEST_LINE = 20_000_000

Rows = Iterable[tuple[int, Mapping[str, Any] | str]]


def jsonl_rows(file: IO[bytes]) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """The rows of JSON lines with their numbers; of a line that is none, what is wrong with it."""
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            yield number, f"a line of more than {_LONGEST_LINE:_} bytes"
            return
        if not line.strip():
            continue
        try:
            row = decoded(line)
        except (ValueError, RecursionError) as error:
            yield number, f"this line is not JSON: {clean(str(error))}"
            continue
        yield number, row if isinstance(row, dict) else "this line is no JSON object"


def parquet_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """The rows of a parquet file with their numbers.

    Raises:
        Missing: pyarrow is not installed.
        ValueError, OSError: it is no parquet file, or cannot be read.
    """
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise Missing("pyarrow") from None
    number = 0
    with ParquetFile(path) as file:
        wanted = {*_NAMES, *_CARDS, *_METADATA, "gated", "tags", "license", "license_name", "license_link"}
        wanted |= {"base_model", "base_model_relation", "datasets", "library_name", "pretty_name", "quantized_by"}
        columns = [c for c in file.schema_arrow.names if c in wanted or c.startswith("extra_gated_")]
        for batch in file.iter_batches(batch_size=1000, columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield number, row


def hub_rows(rows: Rows, source: str) -> Iterator[Found]:
    """What each row says; a row that cannot be read is a problem with its number (E704), and the others go on.

    Args:
        rows: rows with their numbers, or what is wrong with them, as `jsonl_rows` and `parquet_rows` give them.
        source: the name of the file; facts are stated `per` it and the row.

    Raises:
        Missing: a card is in a row, and PyYAML is not installed.
    """
    for number, row in rows:
        if isinstance(row, str):
            yield Found(problems=(problem("E704", f"{source}, row {number}: {row}", source, number),))
        else:
            yield _row({key: value for key, value in row.items() if value is not None}, source, number)


def _row(row: Mapping[str, Any], source: str, number: int) -> Found:
    per = f"{clean(source)}, row {number}"
    found = next(filter(None, map(row.get, _NAMES)), None)
    if not isinstance(found, str) or not clean(found):
        message = f"{per}: no name of the model"
        return Found(problems=(problem("E704", message, source, number, "a column `id` has `OWNER/NAME`"),))
    hub = hub_name(found)
    text = next((card for card in map(row.get, _CARDS) if isinstance(card, str)), None)
    if text is not None and text.lstrip("\ufeff \t\r\n").startswith(("---", "<!--")):
        read = card(text, per, hub)
        return Found(read.things, tuple(problem(p.code, p.message, source, number, p.help) for p in read.problems))
    data: Any = next(filter(None, map(row.get, _METADATA)), {})
    if isinstance(data, str):
        try:
            data = decoded(data)
        except (ValueError, RecursionError):
            data = None
    if not isinstance(data, Mapping):
        return Found(problems=(problem("E704", f"{per}: its metadata are no JSON object", source, number),))
    whole = row
    if data or "tags" in row:
        whole = {**_of_tags(row.get("tags")), **row, **{key: value for key, value in data.items() if value is not None}}
    return of_metadata(whole, per, hub.rpartition("/")[2], hub, source, number)


def _of_tags(tags: object) -> dict[str, Any]:
    """What the tags that the hub makes of a card say: `license:mit`, `base_model:quantized:OWNER/NAME`, `dataset:…`."""
    found: dict[str, Any] = {}
    for tag in tags if isinstance(tags, (list, tuple)) else ():
        key, _, value = tag.partition(":") if isinstance(tag, str) else ("", "", "")
        if key == "license" and value:
            found.setdefault("license", []).append(value)
        elif key == "dataset" and value:
            found.setdefault("datasets", []).append(value)
        elif key == "base_model" and value:
            relation, _, name = value.partition(":")
            if name:
                found["base_model_relation"] = relation
            if (name or value) not in found.setdefault("base_model", []):
                found["base_model"].append(name or value)
    return found
