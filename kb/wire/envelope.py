"""Whole documents and their JSON.

A document begins with the version of the schema and what it is, and where it answers a question it ends with the notice
that this is not legal advice.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Literal, get_type_hints

import msgspec

from licet.wire import documents, receipts, shown, verdicts
from licet.wire.values import Wire
from licet.words.disclaimer import DISCLAIMER

__all__ = ["KINDS", "SCHEMA", "Document", "document_type", "enveloped", "json_text"]

SCHEMA = "licet/1"
"""The version of the schema that every document follows."""

Document = msgspec.Struct
"""A whole document: the type is that of its kind (`document_type`)."""

_CONTENTS: dict[str, type[Wire]] = {
    "verdict": verdicts.Verdict,
    "truth": verdicts.Truth,
    "explanation": documents.Explanation,
    "answers": documents.Answers,
    "hits": documents.Hits,
    "audit_row": documents.AuditRow,
    "audit": documents.Audit,
    "claim": documents.Claim,
    "diagnostics": documents.Diagnostics,
    "tests": documents.Tests,
    "mutants": documents.Mutants,
    "refusal": documents.Refusal,
    "what_if": documents.WhatIf,
    "remedies": documents.Remedies,
    "needs": documents.Needs,
    "duties": documents.Duties,
    "proofs": documents.Proofs,
    "witnesses": documents.Witnesses,
    "policy_changes": documents.PolicyChanges,
    "verification": documents.Verification,
    "receipt": receipts.Receipt,
    "recheck": receipts.Recheck,
    "message": shown.Message,
    "list": shown.Listing,
    "help": shown.Help,
    "changes": shown.Changes,
    "description": shown.Description,
    "clause": shown.ShownClause,
    "code": shown.CodePage,
    "flips": shown.Flips,
}
_KINDS = {content: kind for kind, content in _CONTENTS.items()}
KINDS = tuple(_CONTENTS)
"""What documents can be."""

_NO_ANSWERS = frozenset(
    {"diagnostics", "hits", "tests", "mutants", "message", "list", "help", "changes", "description", "clause", "code"}
)


@cache
def document_type(kind: str) -> type[Document]:
    """The type of the documents of that kind: the content in its envelope."""
    content = _CONTENTS[kind]
    hints = get_type_hints(content, include_extras=True)
    fields = [("schema", Literal[SCHEMA]), ("type", Literal[kind]), *((f, hints[f]) for f in content.__struct_fields__)]
    notice = [] if kind in _NO_ANSWERS else [("disclaimer", str)]
    described = {"__doc__": content.__doc__}
    return msgspec.defstruct(f"{content.__name__}Document", [*fields, *notice], frozen=True, namespace=described)


def enveloped(content: Wire) -> Document:
    """The document with that content."""
    kind = _KINDS[type(content)]
    notice = () if kind in _NO_ANSWERS else (DISCLAIMER,)
    return document_type(kind)(SCHEMA, kind, *msgspec.structs.astuple(content), *notice)


def json_text(data: object, *, indent: int = 2) -> str:
    """Documents as JSON; without `indent` on one line."""
    try:
        return msgspec.json.format(msgspec.json.encode(data), indent=indent).decode()
    except UnicodeEncodeError:  # the name of a file may not be text
        return json.dumps(msgspec.to_builtins(data), ensure_ascii=False, indent=indent or None)
