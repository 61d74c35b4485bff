"""What things are stated to be under, held against what binds them by their lineage: W405, for a whole hub at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from licet.checks.lineage import MADE_OF, PUT_UNDER, alike
from licet.imports.interpretation import versions_in

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["conflicts_of"]

_BINDS, _MEMBER = "binds_derivatives", "belongs_to"

_Pairs = Iterable[tuple[str, ...]]


def conflicts_of(lineage: _Pairs, under: _Pairs, knowledge: KnowledgeBase) -> Iterator[tuple[str, str, str]]:
    """Each thing that is stated to be under other licenses than one that binds what was made of its base, with the
    nearest such base and that license; by license, and nearest things first.

    Args:
        lineage: what was made of what.
        under: what is stated to be under which license, of things that no policy declares, too.
        knowledge: the policies; what they declare is not checked here, and what they state of it counts.
    """
    if _BINDS not in knowledge.vocabulary.relations:
        return
    binding = {str(name) for (name,) in knowledge.query(f"X is {_BINDS}").rows}
    made: dict[str, list[str]] = {}
    derived = set()
    for thing, base in chain(lineage, _pairs(knowledge, MADE_OF)):
        made.setdefault(base, []).append(thing)
        derived.add(thing)
    own: dict[str, tuple[str, ...]] = {}
    sources: dict[str, list[str]] = {name: [] for name in binding}
    for thing, license in chain(under, _pairs(knowledge, PUT_UNDER)):
        if license in binding:
            sources[license].append(thing)
        if thing in derived:
            own[thing] = (*own.get(thing, ()), license)
    members: dict[str, list[str]] = {}
    for member, family in _pairs(knowledge, (_MEMBER,)):
        members.setdefault(family, []).append(member)
    versions = versions_in(knowledge)
    consistent: dict[tuple[str, ...], set[str]] = {}
    for license in sorted(binding):
        stated = dict.fromkeys(sources[license])
        holders = dict.fromkeys((*stated, *(member for family in stated for member in members.get(family, ()))))
        for thing, base in _descendants(holders, made):
            licenses = own.get(thing, ())
            if not licenses or ":" not in thing:
                continue
            if licenses not in consistent:
                consistent[licenses] = alike(licenses, knowledge.vocabulary, versions)
            if license not in consistent[licenses]:
                yield thing, base, license


def _descendants(bases: Iterable[str], made: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """What was made of any of the bases, each once, with the nearest of them."""
    seen: set[str] = set()
    waiting = [(base, base) for base in bases]
    while waiting:
        following = []
        for older, base in waiting:
            for thing in made.get(older, ()):
                if thing not in seen:
                    seen.add(thing)
                    following.append((thing, base))
        yield from following
        waiting = following


def _pairs(knowledge: KnowledgeBase, relations: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for relation in relations:
        if relation in knowledge.vocabulary.relations:
            for first, second in knowledge.query(f"X {relation} Y").rows:
                yield str(first), str(second)
