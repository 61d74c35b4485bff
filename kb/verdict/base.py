"""Checked policies, lowered and ready to be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from licet.engine.deferred import Deferred
from licet.engine.solver import Solver
from licet.grammar.source import SourceFile
from licet.logic.ir import Fact, Program
from licet.logic.oracle import World
from licet.logic.plans import Plans
from licet.logic.values import UNKNOWN, Value, sort_key
from licet.policy import relation_names as called
from licet.policy.doubt import Doubt
from licet.policy.notation import Usage
from licet.policy.readings import taken_together
from licet.policy.thresholds import Column, Reach, representatives
from licet.policy.vocabulary import VALUE_KINDS, Signature, Vocabulary
from licet.verdict.decision import Splitting, pinned
from licet.verdict.encountered_values import encountered
from licet.verdict.verdict import Pin

if TYPE_CHECKING:
    from licet.grammar import tree
    from licet.logic.patterns import Pattern

__all__ = ["Base"]


class Base(Struct, frozen=True):
    """The policies in every form that answering needs.

    Attributes:
        parsed, sources: the files as trees and as text.
        vocabulary: the declared names.
        lowered: the doubled program (`licet.policy.kleene`) with all stated facts.
        doubt: what doubt can reach.
        thresholds: what the values of functional relations with unknown facts can meet.
        solver: the goal-directed engine over the program and the layers.
        usage: how the files write what they say.
        conflicting: the functional relations that rules could give two values for the same arguments.
        layers: facts stated and withdrawn since, in order: (stated, withdrawn).
        plans: what is known of the rules.
    """

    parsed: Deferred[tuple[tree.Module, ...]]
    sources: Mapping[str, SourceFile]
    vocabulary: Vocabulary
    lowered: Deferred[Program]
    doubt: Doubt
    thresholds: Mapping[str, tuple[Reach, ...]]
    solver: World
    usage: Usage
    conflicting: tuple[str, ...]
    layers: tuple[tuple[tuple[Fact, ...], tuple[Fact, ...]], ...] = ()
    plans: Plans = field(default_factory=Plans)

    @property
    def modules(self) -> tuple[tree.Module, ...]:
        """The files as trees."""
        return self.parsed.get()

    @property
    def program(self) -> Program:
        """The doubled program with all stated facts, but for layers."""
        return self.lowered.get()

    def is_functional(self, relation: str) -> bool:
        """Whether the relation gives each argument tuple at most one value."""
        return self._signature(relation).functional

    def _signature(self, relation: str) -> Signature:
        found = self.vocabulary.signature(relation)
        if found is None:
            raise KeyError(relation)
        return found

    @property
    def readings(self) -> Mapping[str, tuple[str, ...]]:
        """The readings of each term."""
        return {n: tuple(r.name for r in e.term.readings) for n, e in self.vocabulary.terms.items()}

    @property
    def splitting(self) -> Splitting:
        """How to split on terms and unknown values: on those values that the goal can come to."""
        return Splitting(self.readings, self._values_near, self.plans, self.doubt)

    @property
    def splitting_everywhere(self) -> Splitting:
        """How to split on terms and unknown values without asking what the goal can come to, for whoever checks that
        a decision leaves out no world."""
        return Splitting(self.readings, lambda *_: self.values_of, self.plans, self.doubt)

    def values_of(self, relation: str) -> tuple[Value, ...] | None:
        """Values of a functional relation that stand for all where one is unknown, in order; None if no finite set of
        them does."""
        kind = self._signature(relation).kinds[-1]
        if kind not in VALUE_KINDS:
            return tuple(self.vocabulary.members(kind))
        constants = self._constants(relation)
        return None if constants is None else representatives(kind, constants)

    def _constants(self, relation: str) -> set[Value] | None:
        """The values at which a number, date or month matters; None where no finite set of them tells all."""
        kind = self._signature(relation).kinds[-1]
        itself, *sums = self.thresholds.get(relation, ()) or (Reach(frozenset()),)
        met = self._met(itself)
        if itself.endless or met is None or not all(kind == "count" and self._is_cut_once(s) for s in sums):
            return None
        return {*met, *itself.constants, *(v for s in sums for v in s.constants)}

    def _values_near(self, world: World, goal: tuple[str, Pattern]) -> Callable[[str], tuple[Value, ...] | None]:
        """What gives the values that stand for all as far as the goal goes. A value that is part of a sum matters at
        what the others leave of its bound, which no rule is seen to come to."""
        met = Deferred(lambda: encountered(world, self.doubt, [(self.doubt.possible(goal[0]), goal[1])], self.plans))

        def values(relation: str) -> tuple[Value, ...] | None:
            kind = self._signature(relation).kinds[-1]
            constants = self._constants(relation) if kind in VALUE_KINDS and not self.is_summed(relation) else None
            if not constants:
                return self.values_of(relation)
            return representatives(kind, met.get().among(constants, self.columns_of(relation)) or constants)

        return values

    def columns_of(self, relation: str) -> frozenset[Column]:
        """Where the values of a functional relation and the sums of them can stand."""
        return frozenset(column for reach in self.thresholds.get(relation, ()) for column in reach.columns)

    def _met(self, reach: Reach) -> set[Value] | None:
        """The stated and derived values that a value can meet; None when they are not all known."""
        found: set[Value] = set()
        for column in reach.met:
            relation = self.doubt.possible(column.relation)
            found |= {row[column.index] for row in self.solver.answers(relation, (None,) * column.arity)}
        return None if UNKNOWN in found else found

    def _is_cut_once(self, sum: Reach) -> bool:
        """Whether the smallest and the largest values of the parts show all that the sum can do."""
        return not sum.endless and not sum.met and len(sum.cuts) <= 1

    def is_summed(self, relation: str) -> bool:
        """Whether the value of a functional relation is part of a sum."""
        return len(self.thresholds.get(relation, ())) > 1

    def thresholds_of(self, relation: str) -> tuple[Value, ...]:
        """The values at which the value of a functional relation matters, in order; empty for the others."""
        reaches = self.thresholds.get(relation, ())
        values = {value for reach in reaches for value in reach.constants}
        if reaches and self._signature(relation).kinds[-1] in VALUE_KINDS:
            values |= {value for reach in reaches for value in self._met(reach) or ()}
        return tuple(sorted(values, key=sort_key))

    def pinned(self, solver: World, pins: Iterable[Pin]) -> World:
        """A solver of its own in the world where those readings are chosen.

        Raises:
            TwoReadings: two of them are of one term.
        """
        solver = solver.overlay()
        for pin in sorted(taken_together(pins)):
            readings = tuple(r.name for r in self.vocabulary.terms[pin.term].term.readings)
            solver = pinned(solver, pin, readings)
        return solver

    def strict(self) -> Base:
        """The base in which what is presumed is unknown, as in open relations."""
        presumed = any(s.absence == "presumed" for s in self.vocabulary.relations.values())
        return self.edited([Fact(called.STRICT, ())], ()) if presumed else self

    def edited(self, stated: Iterable[Fact], withdrawn: Iterable[Fact]) -> Base:
        """The base with facts withdrawn, and then others stated."""
        layer = (tuple(stated), tuple(withdrawn))
        return replace(self, solver=self.solver.overlay(*layer), layers=(*self.layers, layer))

    def apart(self) -> Base:
        """The base with a memory of its own: what is found out with it and with those laid upon it goes with them."""
        assert isinstance(self.solver, Solver)
        return replace(self, solver=self.solver.apart())
