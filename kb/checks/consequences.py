"""What follows from statements that do not parse, and is no finding of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic

__all__ = ["without_consequences"]

_UNDECLARED = ("E203", "E204", "E205", "E401", "E404", "E413", "E605")
_INERT = ("W302", "W402", "W403", "W503")


def without_consequences(found: Iterable[Diagnostic], modules: Iterable[tree.Module]) -> tuple[Diagnostic, ...]:
    """The findings without those that a name is declared nowhere which a broken statement would declare, and without
    those that something is said nowhere, which one of these may say."""
    broken = {statement for module in modules for statement in module.broken}
    if not broken:
        return tuple(found)
    names = {name for _, name in broken}
    homeless = any(word == "license" for word, _ in broken)
    return tuple(d for d in found if not _follows(d, names, homeless))


def _follows(diagnostic: Diagnostic, names: Collection[str], homeless: bool) -> bool:
    match diagnostic.code:
        case "E202" if homeless and diagnostic.message.endswith("belongs to no license"):
            return True
        case "E401" if homeless and diagnostic.message.startswith("no clause is called"):
            return True
        case code if code in _INERT:
            return True
        case code:
            return code in _UNDECLARED and _last_name(diagnostic) in names


def _last_name(diagnostic: Diagnostic) -> str:
    """The name that the message ends with."""
    parts = diagnostic.message.split("`")
    return parts[-2] if len(parts) > 2 else ""
