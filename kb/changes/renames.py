"""Names that a change replaces by others: followed, so that what is only called otherwise is not taken for something
that went and something that came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from licet.answers.meant_by_name import MEANT_BY_NAME
from licet.changes.statements import Key, Unit, meaning_of, units_of
from licet.grammar import tree
from licet.grammar.source import Span
from licet.policy.vocabulary import collect, home_license
from licet.verdict.build import build
from licet.verdict.policies import Policies

__all__ = ["Renames", "renames_between", "with_renames"]

_KINDS = ("entity", "relation", "license", "clause", "term", "kind")
"""What has a name of its own; the rules of a relation go by the name of that."""
_MOST_PAIRS = 400


class Renames(Struct, frozen=True):
    """What is called otherwise: names by what they were, and clauses (`license.name`) by what they were."""

    names: Mapping[str, str]
    clauses: Mapping[str, str]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Old and new names, sorted."""
        return tuple(sorted({**self.names, **self.clauses}.items()))


def renames_between(before: Iterable[tree.Module], after: Iterable[tree.Module]) -> Renames:
    """The names that only the first policies have and in whose place the others have exactly one new name that says
    the same. None that is a symbol, too: it is not known which of the two is meant where it stands. And none of a
    relation that means something by its name: called otherwise, it does not mean that any more."""
    sides = tuple(before), tuple(after)
    old, new = map(units_of, sides)
    gone = [key for key in old if key not in new and key[0] in _KINDS]
    came = [key for key in new if key not in old and key[0] in _KINDS]
    names: dict[str, str] = {}
    clauses: dict[str, str] = {}
    if len(gone) * len(came) > _MOST_PAIRS:
        return Renames({}, {})
    for key in gone:
        if key[0] == "relation" and key[1] in MEANT_BY_NAME:
            continue
        fitting = [other for other in came if other[0] == key[0] and _says_the_same(key, old[key], other, new[other])]
        rivals = [
            rival
            for rival in gone
            for other in fitting[:1]
            if rival[0] == key[0] and _says_the_same(rival, old[rival], other, new[other])
        ]
        known = key[0] == "relation" and any(other[1] in MEANT_BY_NAME for other in fitting)
        if len(fitting) == 1 and len(rivals) == 1 and not known:
            (clauses if key[0] == "clause" else names).setdefault(key[1], fitting[0][1])
    symbols: frozenset[str] = _symbols((*sides[0], *sides[1])) if names else frozenset()
    return Renames({old: new for old, new in names.items() if symbols.isdisjoint((old, new))}, clauses)


def _symbols(modules: Iterable[tree.Module]) -> frozenset[str]:
    """The names that stand where relations take a symbol."""
    modules = tuple(modules)
    declared = [s for module in modules for s in module.statements if isinstance(s, tree.Relation)]
    places = {s.name: (*s.kinds, s.value_kind) for s in declared if "symbol" in (*s.kinds, s.value_kind)}
    return frozenset(_in_places(modules, places)) if places else frozenset()


def _in_places(part: object, places: Mapping[str, Sequence[str | None]]) -> Iterator[str]:
    if isinstance(part, tuple):
        for item in part:
            yield from _in_places(item, places)
        return
    if not isinstance(part, Struct) or isinstance(part, Span):
        return
    if isinstance(part, (tree.Atom, tree.Line)):
        *kinds, value_kind = places.get(part.relation, (None,))
        taken = [*zip(part.arguments, kinds[1:] if isinstance(part, tree.Line) else kinds, strict=False)]
        for argument, kind in (*taken, (part.value, value_kind)):
            if kind == "symbol" and isinstance(argument, tree.Constant):
                yield argument.name
    for field in part.__struct_fields__:
        yield from _in_places(getattr(part, field), places)


def _says_the_same(key: Key, unit: Unit, other: Key, to: Unit) -> bool:
    """Whether a unit says what the other does, with its name in the place of the other's."""
    if key[0] == "clause" and key[1].rpartition(".")[0] != other[1].rpartition(".")[0]:
        return False
    if list(map(_words, unit.statements)) != list(map(_words, to.statements)):
        return False
    short, long = (name.rpartition(".")[2] if key[0] == "clause" else name for name in (key[1], other[1]))
    pattern = re.compile(rf"(?<='){re.escape(short)}(?=')")
    said = [pattern.sub(long, text) for text in meaning_of(unit)]
    return sorted(said) == meaning_of(to)


def _words(statement: tree.Statement) -> str:
    """What a name stands for, in words: those that have no lines say nothing else."""
    return str(getattr(statement, "title", None) or getattr(statement, "description", None) or "")


def with_renames(policies: Policies, renames: Renames) -> Policies:
    """The policies with the new names. What statements laid over them are checked against is not made again."""
    base = policies.base
    modules = tuple(_module(module, renames) for module in base.modules)
    vocabulary, _ = collect(modules)
    return Policies(build(modules, base.sources, vocabulary), policies.examined, policies.warnings)


def _module(module: tree.Module, renames: Renames) -> tree.Module:
    home = home_license(module)
    return replace(module, statements=tuple(_renamed(s, renames, _license(s, home)) for s in module.statements))


def _license(statement: tree.Statement, home: str | None) -> str | None:
    return (statement.license or home) if isinstance(statement, tree.Clause) else home


_NAMED = {
    tree.Constant: ("name",),
    tree.Atom: ("relation",),
    tree.Line: ("relation",),
    tree.Entity: ("name", "kind"),
    tree.License: ("name",),
    tree.Kind: ("name", "parent"),
    tree.Relation: ("name", "value_kind"),
    tree.Clause: ("license",),
    tree.Unmodelled: ("license",),
    tree.Term: ("license",),
    tree.Adopt: ("term",),
    tree.Pin: ("term",),
}
"""The fields that hold a name, by the sort of node."""


def _renamed(node: Any, renames: Renames, license: str | None) -> Any:
    if isinstance(node, tuple):
        return tuple(_renamed(item, renames, license) for item in node)
    if not isinstance(node, Struct):
        return node
    changes: dict[str, Any] = {}
    for field in node.__struct_fields__:
        value = getattr(node, field)
        if isinstance(value, (Struct, tuple)) and not field.endswith("span"):
            changes[field] = _renamed(value, renames, license)
    for field in _NAMED.get(type(node), ()):
        name = getattr(node, field)
        if name is not None:
            changes[field] = _name(name, renames)
    if isinstance(node, tree.Relation):
        changes["kinds"] = tuple(renames.names.get(kind, kind) for kind in node.kinds)
    if isinstance(node, tree.Clause):
        changes["name"] = _short(node.name, renames, license)
    if isinstance(node, tree.Defeats):
        changes["clauses"] = tuple(_clause(c, renames, license) for c in node.clauses)
    if isinstance(node, tree.ExpectVerdict):
        changes["because"] = tuple(_clause(c, renames, license) for c in node.because)
    return replace(node, **changes) if changes else node


def _name(name: str, renames: Renames) -> str:
    """A name, or a qualified one of a clause."""
    owner, dot, short = name.rpartition(".")
    if dot and owner:
        return renames.clauses.get(name, f"{renames.names.get(owner, owner)}.{short}")
    return renames.names.get(name, name)


def _short(name: str, renames: Renames, license: str | None) -> str:
    return renames.clauses.get(f"{license}.{name}", f".{name}").rpartition(".")[2]


def _clause(constant: tree.Constant, renames: Renames, license: str | None) -> tree.Constant:
    name = constant.name
    return replace(constant, name=_name(name, renames) if "." in name else _short(name, renames, license))
