"""What is stated of a thing that was found: the one reading of it, for policy text and for tables of facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from licet.grammar.references import HUB, SPDX, is_reference, key_of
from licet.imports.found import Base, License, Thing
from licet.policy.vocabulary import Vocabulary

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["RELATIONS", "Declared", "Names", "Stated", "declared_in", "kind_of", "stated_of", "versions_in"]

RELATIONS: Mapping[str, str | None] = {
    "licensed_under": "license",
    "offered_under": "license",
    "derived_from": "base",
    "fine_tuned_from": "base",
    "adapter_for": "base",
    "quantized_from": "base",
    "merged_from": "base",
    "contains": "base",
    "trained_on": "base",
    "handed_out_on_request": None,
    "not_offered_in": "place",
}
"""The relations that imports state facts of, with what stands beside the thing, if anything does."""


class Stated(Struct, frozen=True):
    """A fact that is stated of a thing: `relation(thing, argument)`, or `relation(thing)`, and its source."""

    relation: str
    argument: str | None
    per: str


class Names(Protocol):
    """What things and licenses are called where the facts are written."""

    def thing(self, kind: str, hub: str | None, title: str) -> str:
        """The name of a thing, by its name on the hub if it has one, or else by kind and title."""
        ...

    def licenses(self, license: License, thing: Thing) -> tuple[str, ...]:
        """The names of all versions of a license that a source gives to a thing."""
        ...


def stated_of(thing: Thing, names: Names) -> Iterator[Stated]:
    """The facts about a thing, each with its source."""
    relation = "offered_under" if thing.choice else "licensed_under"
    for license in thing.licenses:
        for name in names.licenses(license, thing):
            yield Stated(relation, name, f"{thing.per}: {thing.license_said}")
    for base in thing.bases:
        hub = base.name if base.on_hub and is_reference(f"{HUB}{base.name}") else None
        name = names.thing(kind_of(base), hub, base.name.rpartition("/")[2] or base.name)
        yield Stated(base.relation, name, f"{thing.per}: {base.said}")
    if thing.gated:
        yield Stated("handed_out_on_request", None, f"{thing.per}: {thing.gated}")
    for place, said in thing.not_in:
        yield Stated("not_offered_in", place, f"{thing.per}: {said}")


def kind_of(base: Base) -> str:
    """What kind of thing another was made of."""
    return "dataset" if base.relation == "trained_on" else "model"


class Declared(Struct, frozen=True):
    """The names that policies declare for what sources call otherwise.

    Attributes:
        vocabulary: the declared names.
        versions: the texts of a license that took each other's place on a day, by any of them.
    """

    vocabulary: Vocabulary
    versions: Mapping[str, tuple[str, ...]]

    def thing(self, hub: str) -> str | None:
        """The declared thing that has this name on the hub."""
        return self.vocabulary.references.get(key_of(f"{HUB}{hub}"))

    def licenses(self, license: License) -> tuple[str, ...]:
        """All versions of the declared license that a source means; none if no policy declares it."""
        schemes = (HUB,) if license.own else (HUB, SPDX)
        found = (self.vocabulary.references.get(key_of(f"{scheme}{license.name}")) for scheme in schemes)
        known = next((name for name in found if name in self.vocabulary.licenses), None)
        return () if known is None else self.versions.get(known, (known,))


def declared_in(knowledge: KnowledgeBase) -> Declared:
    """What some policies declare."""
    return Declared(knowledge.vocabulary, versions_in(knowledge))


def versions_in(knowledge: KnowledgeBase) -> Mapping[str, tuple[str, ...]]:
    """The texts of a license that took each other's place on a day, by any of them."""
    if not {"followed_by", "offered_from", "offered_until"} <= knowledge.vocabulary.relations.keys():
        return {}
    replaced = "Former followed_by Later and offered_until(Former) = Day and offered_from(Later) = Day"
    groups: dict[str, set[str]] = {}
    for former, later, _ in knowledge.query(replaced).rows:
        group = groups.setdefault(str(former), {str(former)}) | groups.setdefault(str(later), {str(later)})
        groups.update(dict.fromkeys(group, group))
    return {name: tuple(sorted(group)) for name, group in groups.items()}
