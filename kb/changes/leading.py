"""Which uses lead to the things that changed facts are about: of the others it is known that their answers stay.

A use sees of facts about things only those about what it comes upon (`licet.logic.locality`): what it names, what rules
name, and what facts about such things name in turn. So where two programs have the same rules, and all facts that
differ are read in that way, their subjects are followed back to whatever leads to one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from licet.logic.ir import Const, Fact, Literal
from licet.logic.locality import Call, scans
from licet.logic.values import Value
from licet.policy.relation_names import family_of
from licet.policy.vocabulary import VALUE_KINDS
from licet.verdict.base import Base

__all__ = ["Leading", "leading_to"]


class Leading(Struct, frozen=True):
    """The names that lead to a thing about which facts differ, that thing among them."""

    names: frozenset[str]

    def is_led_to(self, names: Iterable[str]) -> bool:
        """Whether one of the names that a use is described with leads there."""
        return not self.names.isdisjoint(names)


def leading_to(bases: Sequence[Base], differing: Collection[Fact], uses: Mapping[str, int]) -> Leading | None:
    """What leads to the things that some facts are about.

    Args:
        bases: two bases with the same rules.
        differing: the facts that only one of them has.
        uses: the relations of the program that say something of a use each, with the place of the use.

    Returns:
        the names; None where every use can come upon such a thing, or where a rule reads such facts as a whole.
    """
    base, facts = bases[0], [fact for each in bases for fact in each.program.facts]
    about, wide = _read_by_thing(base, {fact.relation for fact in facts} - uses.keys(), uses)
    if not all(fact.row and (fact.relation in about or uses.get(fact.relation) == 0) for fact in differing):
        return None
    back: dict[Value, set[Value]] = {}
    for fact in facts:
        for value in fact.row[1:]:
            back.setdefault(value, set()).add(fact.row[0])
    found: set[Value] = set()
    waiting = [fact.row[0] for fact in differing]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += back.get(name, ())
    entities = {name for each in bases for name in each.vocabulary.entities}
    anyhow = _come_upon_anyhow(bases, wide)
    # What nobody knows may be any text or number.
    if not found.isdisjoint(fact.row[0] for fact in facts if fact.row and fact.row[0] not in entities):
        return None
    if anyhow is None or not found.isdisjoint(anyhow):
        return None
    return Leading(frozenset(name for name in found if isinstance(name, str)))


def _read_by_thing(
    base: Base, relations: Collection[str], uses: Mapping[str, int]
) -> tuple[frozenset[str], frozenset[str]]:
    """The relations that are only asked about a thing which is known by then, and the others."""
    goals = [Call(name, (place,)) for name, place in sorted(uses.items())]
    about = frozenset(relations)
    while found := {scan.at.relation for scan in scans(base.program, about, goals)} & about:
        about -= found
    return about, frozenset(relations) - about


def _come_upon_anyhow(bases: Sequence[Base], wide: Iterable[str]) -> frozenset[Value] | None:
    """What every use can come upon: what rules name, whatever relations that are read as a whole are about, and what
    a fact may have of which nobody knows the value. None where that cannot be told."""
    base = bases[0]
    literals = (i for rule in base.program.rules for i in (rule.head, *rule.body) if isinstance(i, Literal))
    found = {a.value for literal in literals for a in literal.arguments if isinstance(a, Const)}
    kinds = {
        s.kinds[-1] for n in base.doubt.sources if (s := base.vocabulary.signature(n)) is not None and s.functional
    }
    for name in wide:
        family = family_of(name)
        signature = base.vocabulary.signature(family.owner)
        if family.name != "dom" and signature is None:
            return None
        kinds.update((family.owner,) if signature is None else signature.kinds)
    members = {
        member for each in bases for kind in kinds - set(VALUE_KINDS) for member in each.vocabulary.members(kind)
    }
    return frozenset(found | members)
