"""What a verdict presumes: the facts that are taken not to be so, and would make it worse if they were.

A presumed relation is closed in the world that the verdict speaks of and open in the strict one. Whatever can move the
verdict is in the support of the doubt about it in the strict world (`licet.verdict.leaves`); of what is found there,
each fact is supposed alone in the world of the verdict, and the answers are held against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from licet.grammar import tree
from licet.logic.oracle import World
from licet.logic.patterns import Pattern
from licet.logic.values import UNKNOWN, Row
from licet.policy import relation_names as called
from licet.policy.relation_names import family_of
from licet.policy.world_facts import supposition
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import governing
from licet.verdict.judged import Judged
from licet.verdict.leaves import Leaves, Support, leaves_of
from licet.verdict.verdict import Pin, Presumption, Verdict
from licet.verdict.worsening import status_if_worse

__all__ = ["Presumed", "with_presumptions"]

_Row = tuple[str, Row]


def with_presumptions(base: Base, judged: Judged[Verdict], pins: Iterable[Pin] = ()) -> Verdict:
    """The verdict of a use, with what it presumes.

    Args:
        base: the policies that it was judged by.
        judged: what `licet.verdict.judge.judge_use` says of the use.
        pins: the readings that were taken as given.
    """
    return replace(judged.answer, presumptions=tuple(Presumed(base, judged, pins).facts()))


class Presumed:
    """What the verdict of a use presumes: the presumed facts of which each, if it were so and all else as it is, would
    make the verdict worse: a worse status, or where the use is not refused a further duty. One that brings another of
    them with it, as a kind of a purpose brings that purpose, is told by that other.

    Each is looked into when it is first asked for, and once.
    """

    def __init__(self, base: Base, judged: Judged[Verdict], pins: Iterable[Pin] = ()) -> None:
        """Args: as for `with_presumptions`."""
        self._base, self._judged, chosen = base, judged, tuple(pins)
        self._world, strict = base.pinned(base.solver, chosen), base.strict()
        self._support, self._leaves = Support(), Leaves((), ())
        if strict is not base and not self._world.holds(called.STRICT, ()):
            self._leaves = _leaves(strict, strict.pinned(strict.solver, chosen), judged.answer.use, self._support)
        self._facts = dict.fromkeys(fact for fact in self._leaves.facts if _is_presumed(base, self._world, fact))
        self._order = {fact: number for number, fact in enumerate(_general_first(self._facts, self._leaves))}
        self._told: dict[_Row, bool] = {}
        self._found: dict[_Row, Presumption] = {}

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations that facts can be of, sorted."""
        return tuple(dict.fromkeys(relation for relation, _ in self._facts))

    def facts(self, besides: Callable[[str, Row], bool] = lambda *_: False) -> Iterator[Presumption]:
        """The facts, sorted by relation and row.

        Args:
            besides: those that need not be told, by relation and row.
        """
        for fact in self._facts:
            if not besides(*fact) and self._is_told(fact) and fact in self._found:
                yield self._found[fact]

    def _is_told(self, fact: _Row) -> bool:
        """Whether a fact, or one that it brings with it, makes the verdict worse; what is found of it is kept."""
        if fact not in self._told:
            supposed = supposition(*fact, True)
            there = self._world.overlay([supposed])
            self._told[fact] = any(there.holds(*more) and self._is_told(more) for more in self._brought(fact))
            if not self._told[fact]:
                support, branches = self._support.narrowed(), self._judged.decision.branches
                status = status_if_worse(self._base, self._judged.answer, there, [supposed], (), support, branches)
                if status is not None:
                    readers = tuple(_readers(self._leaves, fact, self._world, there))
                    self._told[fact], self._found[fact] = True, Presumption(*fact, readers, status)
        return self._told[fact]

    def _brought(self, fact: _Row) -> Iterator[_Row]:
        """The facts that one could bring with it."""
        order = self._order
        return (above for above in self._leaves.above.get(fact, ()) if order.get(above, len(order)) < order[fact])


def _is_presumed(base: Base, world: World, fact: _Row) -> bool:
    """Whether the fact is of a presumed relation, and is not stated to be unknown."""
    relation, row = fact
    signature = base.vocabulary.signature(relation)
    return signature is not None and signature.absence == "presumed" and not world.holds(called.unknown(relation), row)


def _general_first(facts: Iterable[_Row], leaves: Leaves) -> Iterator[_Row]:
    """The facts, each after those that it brings with it by one rule: what is a kind of something, after that."""
    waiting = dict.fromkeys(facts)
    while waiting:
        ready = [fact for fact in waiting if waiting.keys().isdisjoint(set(leaves.above.get(fact, ())) - {fact})]
        for fact in ready or list(waiting):
            del waiting[fact]
            yield fact


def _leaves(base: Base, world: World, use: str, support: Support) -> Leaves:
    """What the outcome and the duties of the use hang on; the support of that is found."""
    fulfilments = _doubtful(base, world, called.FULFILS, (use, None, None, None))
    found = [*_doubtful(base, world, called.OUTCOME, (use, None)), *fulfilments]
    for license in governing(base, world, use):
        for entry in base.vocabulary.clauses_of(license):
            if any(isinstance(effect, tree.Requires) for effect in entry.clause.effects):
                found += _doubtful(base, world, entry.key, (use, None))
    return leaves_of(world, found, base.plans, base.doubt, support)


def _doubtful(base: Base, world: World, relation: str, pattern: Pattern) -> Iterator[_Row]:
    """The rows of a relation that are possible and not certain, among those that match."""
    twin = base.doubt.possible(relation)
    if twin != relation:
        for row in world.answers(twin, pattern):
            if UNKNOWN in row or not world.holds(relation, row):
                yield relation, row


def _readers(leaves: Leaves, fact: _Row, world: World, there: World) -> list[str]:
    """The clauses that read a fact first and for which it makes a difference, sorted."""
    found: set[str] = set()
    seen, waiting = {fact}, [fact]
    while waiting:
        for above in leaves.above.get(waiting.pop(), ()):
            if above in seen:
                continue
            seen.add(above)
            relation, row = above
            family = family_of(relation)
            if family.name != "applies":
                waiting.append(above)
            elif any(world.holds(r, row) is not there.holds(r, row) for r in (relation, called.possible(relation))):
                found.add(family.owner)
    return sorted(found)
