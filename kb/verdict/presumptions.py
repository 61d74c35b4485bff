"""What a verdict presumes: the facts that are taken not to be so, and would make it worse if they were.

A presumed relation is closed in the world that the verdict speaks of and open in the strict one. Whatever can move the
verdict is in the support of the doubt about it in the strict world (`licet.verdict.leaves`); of what is found there,
each fact is supposed alone in the world of the verdict, and the answers are held against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

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
from licet.verdict.ground import Ground
from licet.verdict.judged import Judged
from licet.verdict.leaves import Leaves, Support, leaves_of
from licet.verdict.supposing import Supposing, Unclear
from licet.verdict.verdict import Pin, Presumption, Status, Verdict
from licet.verdict.worsening import owes_more, status_if_worse, worse_status

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
        self._base, self._verdict, branches = base, judged.answer, judged.decision.branches
        chosen, strict = tuple(pins), base.strict()
        self._world, closed = base.pinned(base.solver, chosen), strict.pinned(strict.solver, chosen)
        support, self._leaves = Support(), Leaves((), ())
        if strict is not base and not self._world.holds(called.STRICT, ()):
            self._leaves = _leaves(strict, closed, self._verdict.use, support)
        self._facts = dict.fromkeys(fact for fact in self._leaves.facts if _is_presumed(base, self._world, fact))
        self._order = {fact: number for number, fact in enumerate(_general_first(self._facts, self._leaves))}
        ground = Ground(strict, closed, support, self._leaves.above, self._facts)
        self._supposing = Supposing(ground, self._verdict.use, self._world, support, branches)
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
            self._told[fact] = any(self._brings(fact, more) and self._is_told(more) for more in self._brought(fact))
            status = None if self._told[fact] else self._status(fact)
            if status is not None:
                readers = tuple(sorted(set(_readers(self._leaves, fact, partial(self._differs, fact)))))
                self._told[fact], self._found[fact] = True, Presumption(*fact, readers, status)
        return self._told[fact]

    def _status(self, fact: _Row) -> Status | None:
        """The status that the fact brings about, if that makes the verdict worse."""
        supposing = self._supposing
        branches = supposing.branches(fact)

        def owes(worlds: Iterable[World]) -> bool:
            there = [world.overlay([supposition(*fact, True)]) for world in worlds]
            return owes_more(self._base, self._verdict, self._there(fact), there)

        try:
            return worse_status(
                self._verdict, supposing.question(fact), self._world, supposing.splitting, branches, owes
            )
        except Unclear:
            return status_if_worse(self._base, self._verdict, self._there(fact), [supposition(*fact, True)])

    def _brings(self, fact: _Row, more: _Row) -> bool:
        """Whether another fact follows from one."""
        try:
            return self._supposing.holds(fact, more)
        except Unclear:
            return self._there(fact).holds(*more)

    def _differs(self, fact: _Row, conclusion: _Row) -> bool:
        """Whether a fact makes a difference to a conclusion."""
        try:
            return self._supposing.differs(fact, conclusion)
        except Unclear:
            relation, row = conclusion
            there, twins = self._there(fact), (relation, self._base.doubt.possible(relation))
            return any(self._world.holds(r, row) is not there.holds(r, row) for r in twins)

    def _there(self, fact: _Row) -> World:
        """The world in which a fact is so."""
        return self._world.overlay([supposition(*fact, True)])

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


def _readers(leaves: Leaves, fact: _Row, differs: Callable[[_Row], bool]) -> Iterator[str]:
    """The clauses that read a fact first and for which it makes a difference."""
    seen, waiting = {fact}, [fact]
    while waiting:
        for above in leaves.above.get(waiting.pop(), ()):
            if above in seen:
                continue
            seen.add(above)
            family = family_of(above[0])
            if family.name != "applies":
                waiting.append(above)
            elif differs(above):
                yield family.owner
