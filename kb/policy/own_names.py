"""The names that a test gives are its own: nothing that is declared elsewhere under such a name is meant in it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import tree

__all__ = ["renamed", "with_own_names"]

_MARK = "'"
"""No name that is written ends like that."""
_NAME_NO_ENTITY = frozenset({"because", "terms", "claim", "under"})


def with_own_names(test: tree.Test, taken: Container[str]) -> tree.Test:
    """The test with other names for what it gives and what is `taken`: declared outside it, too."""
    given = {g.name for g in test.given if isinstance(g, tree.Entity)}
    names = {name: name + _MARK for name in sorted(given) if name in taken}
    if not names:
        return test
    return replace(test, given=renamed(test.given, names), expect=renamed(test.expect, names))


def renamed(node: Any, names: Mapping[str, str]) -> Any:
    """A part of a tree in which names of things are others."""
    if isinstance(node, tuple):
        return tuple(renamed(item, names) for item in node)
    if isinstance(node, tree.Constant):
        return replace(node, name=names.get(node.name, node.name))
    if not isinstance(node, Struct):
        return node
    changes = {
        field: renamed(value, names)
        for field in node.__struct_fields__
        if field not in _NAME_NO_ENTITY and isinstance(value := getattr(node, field), (Struct, tuple))
    }
    if isinstance(node, tree.Entity):
        changes["name"] = names.get(node.name, node.name)
    return replace(node, **changes)
