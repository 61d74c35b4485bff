"""Values, places and citations as JSON-able data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from licet.grammar.source import Span
from licet.logic.values import UNKNOWN, Month, Value
from licet.verdict.verdict import Pin
from licet.views.outline.labels import Words
from licet.words.disclaimer import DISCLAIMER

__all__ = ["JSON", "SCHEMA", "cited_json", "pins_json", "result_json", "row_json", "span_json", "value_json"]

JSON = dict[str, Any]
"""An object that the `json` module can write."""

SCHEMA = "licet/1"
"""The version of the schema that every result follows."""

_NO_ANSWERS = ("diagnostics", "tests")

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def result_json(kind: str, content: JSON) -> JSON:
    """A whole result: what it is, its content, and for what answers a question that this is not legal advice."""
    worth = {} if kind in _NO_ANSWERS else {"disclaimer": DISCLAIMER}
    return {"schema": SCHEMA, "type": kind, **content, **worth}


def value_json(value: Value | None, kind: str | None = None) -> JSON:
    """A value with its type: `name`, `text`, `number` (a whole one, or its digits as a string), `date`, `month`,
    `unknown`, and `any` for None, which stands for every value in a pattern."""
    if value is None:
        return {"type": "any"}
    if value is UNKNOWN:
        return {"type": "unknown"}
    if isinstance(value, str):
        return {"type": "text" if kind == "text" or not _NAME.fullmatch(value) else "name", "value": value}
    if isinstance(value, int):
        return {"type": "number", "value": value}
    if isinstance(value, Decimal):
        return {"type": "number", "value": f"{value:f}"}
    if isinstance(value, date):
        return {"type": "date", "value": value.isoformat()}
    assert isinstance(value, Month)
    return {"type": "month", "value": str(value)}


def row_json(row: Iterable[Value | None], kinds: tuple[str, ...] = ()) -> list[JSON]:
    """The values of a row; `kinds` are those of its relation."""
    return [value_json(value, kinds[i] if i < len(kinds) else None) for i, value in enumerate(row)]


def span_json(span: Span | None) -> JSON | None:
    """A place in a file; None where there is none."""
    if span is None or not span.file:
        return None
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def pins_json(pins: Iterable[Pin]) -> list[JSON]:
    """Readings of terms."""
    return [{"term": pin.term, "reading": pin.reading} for pin in pins]


def cited_json(words: Words, keys: Iterable[str]) -> JSON:
    """The words of clauses, by their names."""
    found: JSON = {}
    for key in sorted(set(keys)):
        entry = words.vocabulary.clauses.get(key)
        if entry is None:
            continue
        license = words.vocabulary.licenses.get(entry.license)
        found[key] = {
            "license": entry.license,
            "title": license.title if license is not None else None,
            "url": license.url if license is not None else None,
            "locator": entry.clause.locator,
            "quotes": [quote.value for quote in entry.clause.quotes],
            "place": span_json(entry.clause.span),
        }
    return found
