"""What a changed declaration means, of which no rule and no fact tells: what names, kinds and relations stand for."""

from __future__ import annotations

from licet.changes.statements import UnitChange
from licet.checks.exclusions import EXCLUDES
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base

__all__ = ["declaration_moves"]


def declaration_moves(bases: tuple[Base, Base], unit: UnitChange) -> tuple[str, str] | None:
    """Which way answers can go because something is declared otherwise, and why; None where they cannot by that.

    Args:
        bases: the policies before and after.
        unit: the statement before and after.
    """
    kind, name = unit.key
    before, after = (base.vocabulary for base in bases)
    if kind == "fact" and name.startswith(f"{EXCLUDES}(") and unit.what in ("added", "removed"):
        if unit.what == "added":
            return "stricter", "who states both is told that they exclude each other now"
        return "looser", "who states both was told that they exclude each other, and is answered now"
    if kind == "relation":
        return _of_relation(before, after, name)
    if kind == "kind":
        one, other = (v.kinds.get(name) for v in (before, after))
        if one is not None and other is not None and one.parent != other.parent:
            return "both", "names of the kind stand where they did not, or the reverse"
    if kind == "entity":
        return _of_entity(before, after, name)
    return None


def _of_relation(before: Vocabulary, after: Vocabulary, name: str) -> tuple[str, str] | None:
    one, other = (v.relations.get(name) for v in (before, after))
    if one is None or other is None:
        return None
    if one.concluded and not other.concluded:
        return "looser", "it can be stated now, and could only be concluded"
    if other.concluded and not one.concluded:
        return "stricter", "it can only be concluded now, and could be stated"
    if (one.kinds, one.functional, one.dated) != (other.kinds, other.functional, other.dated):
        return "both", "other values can stand in it than before"
    return None


def _of_entity(before: Vocabulary, after: Vocabulary, name: str) -> tuple[str, str] | None:
    """A name that comes, goes, or is of another kind is one that an unknown value can be, or can be no more."""
    one, other = (v.entities[name].kind if name in v.entities else None for v in (before, after))
    if one == other:
        return None
    for vocabulary, kind in ((before, one), (after, other)):
        if kind is None:
            continue
        for relation in vocabulary.relations.values():
            is_value = relation.functional and relation.absence == "open"
            if is_value and vocabulary.is_a(kind, relation.kinds[-1]):
                return "undecided", f"`{relation.name}` can have it as its value, where that is not known"
    return None
