"""The verbs that uses are described in, as the vocabulary has them: found by supposing each and seeing what follows."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from licet.logic.ir import Fact
from licet.policy.vocabulary import Signature
from licet.verdict.base import Base

__all__ = ["DOES", "Verb", "lineage_of", "verbs_of"]

DOES = "does"
_USE = "use"
_THING = "artifact"
_HANDING = frozenset({"distribute", "make_available", "sell", "display", "perform", "sublicense"})
"""The acts by which somebody else gets a thing, or gets to use it."""


class Verb(Struct, frozen=True):
    """A relation by which a use says what it does to a thing; `hands_over` if somebody else receives something."""

    signature: Signature
    hands_over: bool

    @property
    def name(self) -> str:
        """As policies write it."""
        return self.signature.name

    @property
    def slots(self) -> tuple[str, ...]:
        """The kinds of what is named with it."""
        return self.signature.kinds[1:]


def verbs_of(base: Base) -> dict[str, Verb]:
    """The verbs of a policy base by name, in the order of their declaration: relations of a use and things of which,
    alone or beside another act, an act or a way of helping a model along follows."""
    found: dict[str, Verb] = {}
    asked = [name for name in (DOES, "helps") if name in base.vocabulary.relations]
    for signature in sorted(base.vocabulary.relations.values(), key=lambda s: s.span):
        kinds = signature.kinds
        if kinds[:1] != (_USE,) or signature.functional or signature.name in base.vocabulary.terms:
            continue
        if signature.name in (*asked, "undecided") or not any(base.vocabulary.is_a(kind, _THING) for kind in kinds[1:]):
            continue
        if (acts := _acts(base, asked, signature)) is not None:
            found[signature.name] = Verb(signature, not _HANDING.isdisjoint(acts))
    if DOES in base.vocabulary.relations:
        found[DOES] = Verb(base.vocabulary.relations[DOES], False)
    return found


def _acts(base: Base, asked: Iterable[str], signature: Signature) -> frozenset[str] | None:
    """The acts that follow from a verb; None where nothing does."""
    row = ("the use", *(f"{kind} {i}" for i, kind in enumerate(signature.kinds[1:])))
    kinds = [Fact(f"dom:{kind}", (value,)) for value, kind in zip(row, signature.kinds, strict=True)]
    before = [*kinds, Fact(DOES, ("the use", "use", "another thing"))]
    acts: set[str] = set()
    follows = False
    for relation in asked:
        pattern = ("the use", *(None for _ in base.vocabulary.relations[relation].kinds[1:]))
        without = set(base.solver.overlay(before, ()).answers(relation, pattern))
        new = set(base.solver.overlay([*before, Fact(signature.name, row)], ()).answers(relation, pattern)) - without
        follows = follows or bool(new)
        acts |= {str(found[1]) for found in new if relation == DOES}
    return frozenset(acts) if follows else None


def lineage_of(base: Base) -> tuple[Signature, ...]:
    """The relations by which a thing says what it was made from, in the order of their declaration."""
    found = []
    for signature in sorted(base.vocabulary.relations.values(), key=lambda s: s.span):
        if signature.functional or len(signature.kinds) != 2 or signature.name in ("made_with", "comes_from"):
            continue
        if signature.kinds[1] != _THING or not base.vocabulary.is_a(signature.kinds[0], _THING):
            continue
        there = base.solver.overlay([Fact(signature.name, ("younger", "older"))], ())
        if "made_with" in base.vocabulary.relations and there.answers("made_with", ("younger", "older")):
            found.append(signature)
    return tuple(found)
