"""Checked policies, lowered and ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from licet.decide import Splitting, pinned
from licet.grammar import tree
from licet.grammar.source import SourceFile
from licet.ir import Fact, Program
from licet.kleene import Doubt, with_doubt
from licet.lower import active_domain, lower, lower_facts
from licet.norms import norm_rules
from licet.oracle import World
from licet.solver import Solver, compile_program
from licet.thresholds import representatives, thresholds
from licet.values import Value, sort_key
from licet.verdict import Pin
from licet.vocabulary import VALUE_KINDS, Vocabulary, collect

__all__ = ["Base", "build", "extend"]


@dataclass(frozen=True, slots=True)
class Base:
    """The policies in every form that answering needs.

    Attributes:
        modules, sources: the files as trees and as text.
        vocabulary: the declared names.
        program: the doubled program (`licet.kleene`) with all stated facts.
        doubt: what doubt can reach.
        thresholds: the constants that each relation's values are compared with.
        solver: the goal-directed engine over the program.
    """

    modules: tuple[tree.Module, ...]
    sources: Mapping[str, SourceFile]
    vocabulary: Vocabulary
    program: Program
    doubt: Doubt
    thresholds: Mapping[tuple[str, int], frozenset[Value]]
    solver: World

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
        members = () if kind in VALUE_KINDS else self.vocabulary.members(kind)
        return representatives(kind, self.thresholds_of(relation), members)

    def thresholds_of(self, relation: str) -> tuple[Value, ...]:
        """The values at which the value of a functional relation matters, in order; empty for the others."""
        signature = self.vocabulary.relations[relation]
        if not signature.functional:
            return ()
        return tuple(sorted(self.thresholds.get((relation, signature.arity - 1), ()), key=sort_key))

    def pinned(self, solver: World, pins: Iterable[Pin]) -> World:
        """A solver of its own in the world where those readings are chosen."""
        solver = solver.overlay()
        for pin in sorted(pins):
            readings = tuple(r.name for r in self.vocabulary.terms[pin.term].term.readings)
            solver = pinned(solver, pin, readings)
        return solver

    def edited(self, stated: Iterable[Fact], withdrawn: Iterable[Fact]) -> Base:
        """The base with facts withdrawn, and then others stated."""
        return replace(self, solver=self.solver.overlay(stated, withdrawn))


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
    program = Program(rules, facts)
    return Base(
        tuple(modules),
        sources,
        vocabulary,
        program,
        doubt,
        thresholds(two_valued),
        Solver(compile_program(program)),
    )


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
        return build((*base.modules, module), base.sources, vocabulary)
    facts += active_domain((), facts, vocabulary)
    return replace(base, vocabulary=vocabulary, solver=base.solver.overlay(facts))
