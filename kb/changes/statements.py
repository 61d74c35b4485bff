"""The statements of two versions of policies, side by side: which came, went, or say something else.

A statement is known by what it is and is called: a clause by license and name, the rules of a relation by the relation,
a fact by its relation and arguments. What only says the same in other words, another order or another layout is apart
from what says something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.msgpack import Encoder

from licet.grammar import tree
from licet.grammar.source import Span
from licet.policy.vocabulary import home_license

__all__ = ["Key", "Unit", "UnitChange", "changed_units", "meaning_of", "units_of"]

Key = tuple[str, str]
"""What a statement is, and what it is called."""

_REMARKS = frozenset(
    {"also", "aliases", "as_in", "because", "by", "description", "form", "holders", "hub", "licensor", "locator"}
    | {"notes", "per", "quotes", "source", "spdx", "taken", "texts", "title", "unread", "url", "written"}
)
"""The parts of statements from which nothing follows."""
_UNORDERED = frozenset({"effects", "lines", "when", "unless", "items", "choices", "actions", "clauses", "licenses"})
_NOTHING_DERIVED = frozenset({"accept", "test", "claim", "unmodelled"})


class Unit(Struct, frozen=True):
    """What the policies say of one thing: one statement, or all rules of a relation.

    Attributes:
        key: what it is, and what it is called.
        statements: the statements, in the order of files and lines.
        license: the license that it belongs to, if it belongs to one.
        file: the file of the first of them.
    """

    key: Key
    statements: tuple[tree.Statement, ...]
    license: str | None = None

    @property
    def span(self) -> Span:
        """Where the first statement stands."""
        return self.statements[0].span


class UnitChange(Struct, frozen=True):
    """A unit on both sides; one of them is None where it is on one side only. `reworded` says that only what nothing
    follows from is different: quotes, notes, titles, sources, order."""

    key: Key
    before: Unit | None
    after: Unit | None
    reworded: bool = False

    @property
    def what(self) -> str:
        """`added`, `removed`, `reworded` or `changed`."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "reworded" if self.reworded else "changed"

    @property
    def unit(self) -> Unit:
        """The unit as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def clauses(self) -> tuple[tree.Clause | None, tree.Clause | None]:
        """A clause before and after; None where it is on one side only, or the unit is no clause."""
        first, second = (u.statements[0] if u is not None else None for u in (self.before, self.after))
        return first if isinstance(first, tree.Clause) else None, second if isinstance(second, tree.Clause) else None


def units_of(modules: Iterable[tree.Module]) -> Mapping[Key, Unit]:
    """The units of policies by their keys."""
    found: dict[Key, list[tree.Statement]] = {}
    licenses: dict[Key, str | None] = {}
    for module in sorted(modules, key=lambda m: m.order):
        home = home_license(module)
        for statement in module.statements:
            for key, part, license in _parts(statement, home):
                found.setdefault(key, []).append(part)
                licenses.setdefault(key, license)
    return {key: Unit(key, tuple(found[key]), licenses[key]) for key in sorted(found)}


def _parts(statement: tree.Statement, home: str | None) -> Iterator[tuple[Key, tree.Statement, str | None]]:
    match statement:
        case tree.Clause():
            license = statement.license or home
            yield ("clause", f"{license}.{statement.name}"), statement, license
        case tree.Rule():
            yield ("rule", statement.head.relation), statement, home
        case tree.Term():
            yield ("term", statement.head.relation), statement, statement.license or home
        case tree.Fact():
            yield ("fact", _called(statement.atom)), statement, home
        case tree.Entity():
            yield ("entity", statement.name), statement, None
        case tree.License():
            yield ("license", statement.name), statement, statement.name
        case tree.Kind():
            yield ("kind", statement.name), statement, None
        case tree.Relation():
            yield ("relation", statement.name), statement, None
        case tree.Adopt():
            yield ("adoption", f"{statement.term} by {statement.organization.name}"), statement, None
        case tree.Claim():
            yield ("claim", statement.name), statement, None
        case tree.Unmodelled():
            yield ("unmodelled", f"{statement.license or home} {statement.locator}"), statement, home
        case tree.Accept():
            yield ("accept", statement.fingerprint), statement, None
        case tree.Test():
            yield ("test", statement.title), statement, home


def _called(atom: tree.Atom) -> str:
    """What a fact is about: its relation and arguments, without the value of a functional relation."""
    from licet.grammar.values import written

    words = []
    for argument in atom.arguments:
        match argument:
            case tree.Number(value=value):
                words.append(written(value))
            case tree.Day(value=day):
                words.append(day.isoformat())
            case tree.YearMonth(year=year, month=month):
                words.append(f"{year}-{month:02}")
            case tree.Text(value=text):
                words.append(f'"{text}"')
            case tree.Constant(name=name) | tree.Variable(name=name):
                words.append(name)
            case _:
                words.append("_")
    return f"{atom.relation}({', '.join(words)})"


def changed_units(before: Sequence[tree.Module], after: Sequence[tree.Module]) -> tuple[UnitChange, ...]:
    """The units that are not the same on both sides, by kind and name."""
    old, new = units_of(before), units_of(after)
    found = []
    for key in sorted(_spoken_of(_differing(before, after))):
        one, other = old.get(key), new.get(key)
        if one is None or other is None:
            found.append(UnitChange(key, one, other))
        elif not _same(one, other):
            reworded = key[0] in _NOTHING_DERIVED or meaning_of(one) == meaning_of(other)
            found.append(UnitChange(key, one, other, reworded))
    return tuple(found)


def _differing(before: Sequence[tree.Module], after: Sequence[tree.Module]) -> Iterator[tree.Module]:
    """The files that are not on both sides, each the same down to its places. To hold them against each other as bytes
    takes a tenth of the time that it takes statement by statement."""
    encoder = Encoder()
    written: list[dict[bytes, tree.Module]] = []
    for modules in (before, after):
        written.append({})
        for module in modules:
            try:
                written[-1][encoder.encode(module)] = module
            except (OverflowError, RecursionError, UnicodeError):
                yield module
    for one, other in (written, written[::-1]):
        yield from (module for data, module in one.items() if data not in other)


def _spoken_of(modules: Iterable[tree.Module]) -> set[Key]:
    return {key for m in modules for s in m.statements for key, _, _ in _parts(s, home_license(m))}


def _same(one: Unit, other: Unit) -> bool:
    return _all_of(one) == _all_of(other)


def _all_of(unit: Unit) -> object:
    return sorted(repr(s) for s in unit.statements) if len(unit.statements) > 1 else unit.statements


def meaning_of(unit: Unit) -> list[str]:
    """What follows from the unit, without what is there for people and without the order of what has none."""
    return sorted(repr(_said(statement)) for statement in unit.statements)


def _said(node: Any) -> Any:
    if isinstance(node, tuple):
        return tuple(map(_said, node))
    if not isinstance(node, Struct):
        return node
    parts = []
    for field in node.__struct_fields__:
        if field not in _REMARKS and not field.endswith("span"):
            part = _said(getattr(node, field))
            parts.append((field, sorted(part, key=repr) if field in _UNORDERED and isinstance(part, tuple) else part))
    return (type(node).__name__, parts)
