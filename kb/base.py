"""Checked policies, lowered and ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from licet.decide import Splitting, pinned
from licet.grammar import tree
from licet.grammar.source import SourceFile
from licet.ir import Fact, Literal, Program, Rule, Var
from licet.kleene import Doubt, with_doubt
from licet.lower import active_domain, lower, lower_facts, reading_relation
from licet.norms import norm_rules
from licet.oracle import World
from licet.solver import Solver, compile_program
from licet.thresholds import Reach, representatives, thresholds
from licet.values import UNKNOWN, Value, sort_key
from licet.verdict import Pin
from licet.vocabulary import VALUE_KINDS, Vocabulary, collect

__all__ = ["MOST_ROWS", "Base", "build", "extend"]

MOST_ROWS = 3_000_000
"""How many rows one question may derive. Rules that multiply without bound end in `LimitExceeded`, not in a hang."""


@dataclass(frozen=True, slots=True)
class Base:
    """The policies in every form that answering needs.

    Attributes:
        modules, sources: the files as trees and as text.
        vocabulary: the declared names.
        program: the doubled program (`licet.kleene`) with all stated facts.
        doubt: what doubt can reach.
        thresholds: what the values of functional relations with unknown facts can meet.
        solver: the goal-directed engine over the program and the layers.
        layers: facts stated and withdrawn since, in order: (stated, withdrawn).
    """

    modules: tuple[tree.Module, ...]
    sources: Mapping[str, SourceFile]
    vocabulary: Vocabulary
    program: Program
    doubt: Doubt
    thresholds: Mapping[str, tuple[Reach, ...]]
    solver: World
    layers: tuple[tuple[tuple[Fact, ...], tuple[Fact, ...]], ...] = ()

    def is_functional(self, relation: str) -> bool:
        """Whether the relation gives each argument tuple at most one value."""
        return self.vocabulary.relations[relation].functional

    @property
    def splitting(self) -> Splitting:
        """How to split on terms and unknown values."""
        readings = {n: tuple(r.name for r in e.term.readings) for n, e in self.vocabulary.terms.items()}
        return Splitting(readings, self._values)

    def _values(self, relation: str) -> tuple[Value, ...] | None:
        kind = self.vocabulary.relations[relation].kinds[-1]
        if kind not in VALUE_KINDS:
            return tuple(self.vocabulary.members(kind))
        itself, *sums = self.thresholds.get(relation, ()) or (Reach(frozenset()),)
        met = self._met(itself)
        if itself.endless or met is None or not all(kind == "count" and self._is_cut_once(s) for s in sums):
            return None
        return representatives(kind, {*met, *itself.constants, *(v for s in sums for v in s.constants)}, ())

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
        if reaches and self.vocabulary.relations[relation].kinds[-1] in VALUE_KINDS:
            values |= {value for reach in reaches for value in self._met(reach) or ()}
        return tuple(sorted(values, key=sort_key))

    def pinned(self, solver: World, pins: Iterable[Pin]) -> World:
        """A solver of its own in the world where those readings are chosen."""
        solver = solver.overlay()
        for pin in sorted(pins):
            readings = tuple(r.name for r in self.vocabulary.terms[pin.term].term.readings)
            solver = pinned(solver, pin, readings)
        return solver

    def edited(self, stated: Iterable[Fact], withdrawn: Iterable[Fact]) -> Base:
        """The base with facts withdrawn, and then others stated."""
        layer = (tuple(stated), tuple(withdrawn))
        return replace(self, solver=self.solver.overlay(*layer), layers=(*self.layers, layer))


def build(modules: Sequence[tree.Module], sources: Mapping[str, SourceFile], vocabulary: Vocabulary) -> Base:
    """Lower checked modules and compile them.

    Raises:
        PolicyTooComplex: a body with too many alternatives.
    """
    lowered = lower(modules, vocabulary)
    two_valued = (*lowered.rules, *norm_rules(vocabulary, lowered.clauses))
    unsure = {f.relation.removeprefix("unsure:") for f in lowered.facts if f.relation.startswith("unsure:")}
    rules, doubt = with_doubt(two_valued, vocabulary, unsure)
    facts = (*lowered.facts, *active_domain(rules, lowered.facts, vocabulary))
    starts = {n: vocabulary.relations[n].arity for n in sorted(doubt.sources) if vocabulary.relations[n].functional}
    program = Program(rules, facts)
    return Base(
        tuple(modules),
        sources,
        vocabulary,
        program,
        doubt,
        thresholds((*two_valued, *_readings(vocabulary)), starts),
        Solver(compile_program(program), MOST_ROWS),
    )


def _readings(vocabulary: Vocabulary) -> Iterator[Rule]:
    """That a term holds what its readings hold, as rules."""
    for name, entry in vocabulary.terms.items():
        variables = tuple(Var(f"X{i + 1}") for i in range(vocabulary.relations[name].arity))
        for reading in entry.term.readings:
            body = Literal(reading_relation(name, reading.name), variables)
            yield Rule(f"{name}/{reading.name}", Literal(name, variables), (body,))


def extend(base: Base, statements: Sequence[tree.Statement], name: str = "given") -> Base:
    """The base with further statements, which were checked against its vocabulary.

    Entities and facts make a cheap layer; anything else, or a fact stated to be unknown in a relation that no doubt
    reached before, builds the base anew.
    """
    module = tree.Module(name, tuple(statements))
    vocabulary, _ = collect([module], base.vocabulary)
    facts = list(lower_facts(statements, vocabulary))
    simple = all(isinstance(s, (tree.Entity, tree.Fact)) for s in statements)
    unsure = {f.relation.removeprefix("unsure:") for f in facts if f.relation.startswith("unsure:")}
    if not simple or not unsure <= base.doubt.sources:
        rebuilt = build((*base.modules, module), base.sources, vocabulary)
        for stated, withdrawn in base.layers:
            rebuilt = rebuilt.edited(stated, withdrawn)
        return rebuilt.edited(facts, ())
    facts += active_domain((), facts, vocabulary)
    return replace(base, vocabulary=vocabulary).edited(facts, ())
