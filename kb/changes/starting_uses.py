"""Uses that nobody recorded, to look for what a change does: what anybody does with a thing that it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from licet.answers.use_templates import everyday, templates_in
from licet.changes.asked_uses import AskedUse
from licet.changes.statements import UnitChange
from licet.grammar import tree
from licet.grammar.source import Span
from licet.verdict.base import Base

__all__ = ["is_organization", "made_up_uses"]

_NOWHERE = Span("", 0, 0, 0, 0)
_LATE = date(2026, 1, 1)
_OFFERED = ("licensed_under", "offered_under")


def made_up_uses(base: Base, unit: UnitChange, licenses: frozenset[str]) -> tuple[AskedUse, ...]:
    """What people do every day with a thing that a change is about, or that one of the licenses is of, by a small
    company on a day on which the license is in force; nothing where the policies have no words for that."""
    things = list(_things(base, unit, licenses))
    if not things or not {"by", "on"} <= base.vocabulary.relations.keys() or "use" not in base.vocabulary.kinds:
        return ()
    thing, license = things[0]
    stated = base.vocabulary.licenses.get(license) if license is not None else None
    day = stated.in_force.start.value if stated is not None and stated.in_force is not None else _LATE
    templates, beside = templates_in(everyday())
    found = []
    for template in templates:
        about = (tree.Line("by", (tree.Constant("small_company"),), None, False, None), _on(day))
        use = template.filled(f"everyday_{template.name}", template.title, thing, about)
        given = (*(b for b in beside if isinstance(b, tree.Entity)), use)
        if all(line.relation in base.vocabulary.relations for g in given for line in g.lines):
            new = tuple(g for g in given if g.name not in base.vocabulary.entities)
            found.append(AskedUse(use.name, f"everyday: {template.name}", _NOWHERE, new))
    return tuple(found)


def is_organization(base: Base, unit: UnitChange) -> bool:
    """Whether a change is about somebody who can make uses."""
    return unit.key[0] == "entity" and _is_a(base, unit.key[1], "organization")


def _on(day: date) -> tree.Line:
    return tree.Line("on", (tree.Day(day),), None, False, None)


def _things(base: Base, unit: UnitChange, licenses: frozenset[str]) -> Iterator[tuple[str, str | None]]:
    """The things that a change may be about, and the license of each."""
    if unit.key[0] == "entity" and _is_thing(base, unit.key[1]):
        yield unit.key[1], None
    for fact in base.program.facts:
        relation = fact.relation.partition(":")[0]  # with days, what is stated of it has a relation of its own
        if relation in _OFFERED and fact.row[1] in licenses and _is_thing(base, str(fact.row[0])):
            yield str(fact.row[0]), str(fact.row[1])


def _is_thing(base: Base, name: str) -> bool:
    return _is_a(base, name, base.vocabulary.artifact)


def _is_a(base: Base, name: str, kind: str) -> bool:
    entry = base.vocabulary.entities.get(name)
    return entry is not None and base.vocabulary.is_a(entry.kind, kind)
