"""Where to look for uses that show what a changed statement means: what it speaks of, who reads that, which days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain, islice
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from licet.changes.formulas import Cube
from licet.changes.meaning import cubes_of_clause
from licet.changes.statements import UnitChange
from licet.grammar import tree
from licet.grammar.source import Span
from licet.policy.occurrences import atoms
from licet.policy.vocabulary import ClauseEntry
from licet.verdict.base import Base

__all__ = ["ClausesByRelation", "Readers", "clauses_by_relation", "days_that_differ", "readers_of", "said_by"]

_MOST_READERS = 6
_MOST_DAYS = 3


def said_by(unit: UnitChange) -> frozenset[str]:
    """The relations that a unit says something of; what it is called by, if it states nothing."""
    kind, name = unit.key
    if kind == "entity":
        return frozenset(line.relation for line in _lines(unit))
    return frozenset({name.partition("(")[0] if kind == "fact" else name})


def _lines(unit: UnitChange) -> Iterator[tree.Line]:
    """The lines that one side has and the other has not."""
    sides = (unit.before, unit.after)
    lines = [
        {repr(line): line for s in side.statements if isinstance(s, tree.Entity) for line in s.lines} if side else {}
        for side in sides
    ]
    for one, other in (lines, lines[::-1]):
        yield from (line for key, line in one.items() if key not in other)


class Readers(Struct, frozen=True):
    """Clauses that ask for relations.

    Attributes:
        licenses: the licenses they are of.
        cubes: the possibilities in which they apply, but for what they ask of those relations; the first few.
    """

    licenses: frozenset[str] = frozenset()
    cubes: tuple[Cube, ...] = ()


ClausesByRelation = Mapping[str, Mapping[int, ClauseEntry]]
"""The clauses that ask for a relation, by their numbers in the order of policies."""


def clauses_by_relation(bases: Iterable[Base]) -> ClausesByRelation:
    """The clauses of policies by the relations that they ask for."""
    found: dict[str, dict[int, ClauseEntry]] = {}
    entries = chain.from_iterable(base.vocabulary.clauses.values() for base in bases)
    for number, entry in enumerate(entries):
        for atom, _ in atoms(entry.clause.body):
            found.setdefault(atom.relation, {})[number] = entry
    return found


def readers_of(clauses: ClausesByRelation, relations: frozenset[str]) -> Readers:
    """The clauses that ask for one of the relations, those that two versions share once."""
    asking = dict(chain.from_iterable(clauses.get(relation, {}).items() for relation in relations))
    found = {repr(entry.clause): entry for _, entry in sorted(asking.items(), key=itemgetter(0))}
    cubes = chain.from_iterable(cubes_of_clause(entry.clause) for entry in found.values())
    kept = tuple(_without(cube, relations) for cube in islice(cubes, _MOST_READERS))
    return Readers(frozenset(entry.license for entry in found.values()), kept)


def _without(cube: Cube, relations: frozenset[str]) -> Cube:
    def is_of_them(condition: tree.Atom | tree.Comparison) -> bool:
        atom = condition if isinstance(condition, tree.Atom) else condition.left
        return isinstance(atom, tree.Atom) and atom.relation in relations

    return replace(cube, conditions=tuple(c for c in cube.conditions if not is_of_them(c[0])))


def days_that_differ(unit: UnitChange) -> tuple[date, ...]:
    """The days that one side names and the other does not, and those before them: both sides of what begins or ends."""
    before, after = (
        set(_days_in(side.statements)) if side is not None else set() for side in (unit.before, unit.after)
    )
    differing = sorted(before ^ after)[:_MOST_DAYS]
    return tuple(chain.from_iterable((day, day - timedelta(days=1)) for day in differing))


def _days_in(part: object) -> Iterator[date]:
    if isinstance(part, date):
        yield part
    elif isinstance(part, tuple):
        yield from chain.from_iterable(map(_days_in, part))
    elif isinstance(part, Struct) and not isinstance(part, Span):
        yield from chain.from_iterable(_days_in(getattr(part, name)) for name in part.__struct_fields__)
