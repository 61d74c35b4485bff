"""The OpenAPI description of the JSON API, made from the types of questions and documents."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import msgspec

from licet.web.api import QUESTIONS
from licet.wire.schema import schema

__all__ = ["description"]

_REFERENCES = ("#/$defs/", "#/components/schemas/")
_WRONG = {
    "400": "The question is not what it should be; the document says where and why.",
    "403": "The token is missing or another.",
    "413": "The body is too large.",
    "503": "All workers are busy.",
    "504": "The question took too long and was cut off.",
}


def description() -> dict[str, Any]:
    """The description as an object of OpenAPI 3.1."""
    types = list(dict.fromkeys(question.type for question in QUESTIONS.values()))
    _, asked = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    documents = {name: _moved(part) for name, part in schema()["$defs"].items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Licet", "version": version("licet"), "description": "May this use of an AI model be made?"},
        "paths": {path: {"post": _operation(path)} for path in QUESTIONS},
        "components": {
            "schemas": dict(sorted({**documents, **asked}.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(path: str) -> dict[str, Any]:
    question = QUESTIONS[path]
    return {
        "operationId": path.strip("/"),
        "summary": question.summary,
        "requestBody": {"required": True, "content": _json(question.type.__name__)},
        "responses": {
            "200": {"description": "The answer.", "content": _json(_document(question.document))},
            **{
                status: {"description": told, "content": _json(_document("diagnostics"))}
                for status, told in _WRONG.items()
            },
        },
    }


def _document(kind: str) -> str:
    from licet.wire.envelope import document_type

    return document_type(kind).__name__


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _moved(part: Any) -> Any:
    """A part of the schema with its references where OpenAPI has them."""
    if isinstance(part, list):
        return [_moved(item) for item in part]
    if isinstance(part, dict):
        return {key: _moved(value) for key, value in part.items()}
    return part.replace(*_REFERENCES) if isinstance(part, str) else part
