"""Receipts as they were written, by this version of Licet, an older or a newer one, or by nobody."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from licet.errors import PolicyError
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.source import Span
from licet.wire.envelope import SCHEMA, document_type
from licet.wire.receipts import Receipt

__all__ = ["MOST_BYTES", "read_receipt"]

MOST_BYTES = 20_000_000
"""A receipt has no more."""

_AT = re.compile(r" \(byte (\d+)\)$")
_HOW = "`licet ask USE --receipt FILE` writes one"


def read_receipt(data: bytes, name: str = "receipt") -> Receipt:
    """A receipt from its bytes.

    Args:
        data: what the file has.
        name: what it is called in errors.

    Raises:
        PolicyError: it is broken (E631), something else than a receipt (E632), or of a newer version (E633).
    """
    if len(data) > MOST_BYTES:
        raise _error("E632", f"`{name}` is larger than a receipt can be", name)
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _broken(data, name, error) from error
    _require_kind(found, name)
    try:
        document = msgspec.json.decode(data, type=document_type("receipt"))
    except (msgspec.DecodeError, RecursionError) as error:
        message = f"`{name}` is no whole receipt: {str(error)[:1].lower()}{str(error)[1:]}"
        raise _error(
            "E631", message, name, "it was changed since it was written; take the one that was kept"
        ) from error
    return Receipt(*(getattr(document, field) for field in Receipt.__struct_fields__))


def _require_kind(found: Any, name: str) -> None:
    """That it is a receipt of this version of the schema.

    Raises:
        PolicyError: it is none.
    """
    if not isinstance(found, dict) or not isinstance(found.get("schema"), str) or "type" not in found:
        raise _error("E632", f"`{name}` is JSON, but no receipt", name, _HOW)
    schema, kind = found["schema"], found["type"]
    family, _, number = schema.partition("/")
    if family != SCHEMA.partition("/")[0]:
        raise _error("E632", f"`{name}` is JSON, but no receipt", name, _HOW)
    if schema != SCHEMA:
        newer = number.isdigit() and int(number[:9]) > int(SCHEMA.partition("/")[2])
        help = "a newer Licet wrote it: `pip install --upgrade licet`" if newer else _HOW
        raise _error("E633", f"`{name}` follows another schema than {SCHEMA}", name, help)
    if kind != "receipt":
        what = f"the document `{kind}`" if isinstance(kind, str) and kind.isidentifier() else "another document"
        raise _error("E632", f"`{name}` is no receipt, but {what} of Licet", name, _HOW)


def _broken(data: bytes, name: str, error: Exception) -> PolicyError:
    said = str(error)
    at = _AT.search(said)
    number = int(at[1]) if at else len(data) if "truncated" in said else 0
    before = data[:number]
    line, column = before.count(b"\n") + 1, number - before.rfind(b"\n")
    reason = "nested too deep" if isinstance(error, RecursionError) else _AT.sub("", said)
    message = f"`{name}` is no JSON: {reason[:1].lower()}{reason[1:]}"
    return _error("E631", message, name, "a file that was cut off or merged is like that", (line, column))


def _error(code: str, message: str, name: str, help: str | None = None, at: tuple[int, int] = (1, 1)) -> PolicyError:
    span = Span(name, *at, at[0], at[1] + 1)
    return PolicyError([Diagnostic(Severity.ERROR, code, message, span, help)])
