"""The JSON schema of documents. `python -m licet.wire.schema` writes it to the file in the package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from licet.wire import obstacles, proofs, values
from licet.wire.envelope import KINDS, document_type, json_text

__all__ = ["FILE", "schema"]

FILE = Path(__file__).parent.parent / "licet.schema.json"
_UNIONS = {"Value": values.Value, "Failure": proofs.Failure, "Step": proofs.Step, "Obstacle": obstacles.Obstacle}


def schema() -> dict[str, Any]:
    """The schema that every document follows: nothing but what it names, and all of that but for what is optional."""
    types = [*_UNIONS.values(), *map(document_type, KINDS)]
    roots, parts = msgspec.json.schema_components(types, ref_template="#/$defs/{name}")
    unions = dict(zip(_UNIONS, roots, strict=False))
    parts = {name: _closed(_naming(part, unions)) for name, part in parts.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:licet:schema:1",
        "title": "What Licet answers, version 1",
        "oneOf": list(roots[len(unions) :]),
        "$defs": dict(sorted({**parts, **unions}.items())),
    }


def _naming(part: Any, unions: dict[str, Any]) -> Any:
    """The part with unions named instead of written out."""
    if isinstance(part, list):
        return [_naming(item, unions) for item in part]
    if not isinstance(part, dict):
        return part
    for name, union in unions.items():
        if all(choice in part.get("anyOf", ()) for choice in union["anyOf"]):
            others = [choice for choice in part["anyOf"] if choice not in union["anyOf"]]
            named = {"$ref": f"#/$defs/{name}"}
            return {"anyOf": [*others, named]} if others else named
    return {key: _naming(value, unions) for key, value in part.items()}


def _closed(part: dict[str, Any]) -> dict[str, Any]:
    """An object with no more than it names, and with what it has a default for: that is written, too."""
    if "description" in part:
        part = {**part, "description": " ".join(part["description"].split())}
    if "properties" not in part:
        return part
    needed = {*part["required"], *(name for name, of in part["properties"].items() if "default" in of)}
    properties = {
        name: {key: value for key, value in of.items() if key != "default"} for name, of in part["properties"].items()
    }
    required = [name for name in properties if name in needed]
    return {**part, "properties": properties, "required": required, "additionalProperties": False}


if __name__ == "__main__":
    FILE.write_text(json_text(schema()) + "\n", encoding="utf-8")
