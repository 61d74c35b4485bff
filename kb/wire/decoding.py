"""JSON from elsewhere, in which every key stands once: of two, readers would take one or the other."""

from __future__ import annotations

import json
from typing import Any, NoReturn

__all__ = ["KeyTwice", "decoded"]


class KeyTwice(ValueError):
    """An object has a key twice."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"`{key}` stands twice")


def decoded(data: bytes | str) -> Any:
    """What JSON says.

    Raises:
        KeyTwice: an object has a key twice.
        ValueError: it is no JSON.
        RecursionError: it is nested too deep.
    """
    return json.loads(data, object_pairs_hook=_once, parse_constant=_no_number)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise KeyTwice(next(key for key in keys if keys.count(key) > 1))
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"`{text}` is no number")
