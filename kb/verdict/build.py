"""From checked modules to a base: lowered, doubled and compiled, or laid over one that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from licet.engine.collector import collection_paused
from licet.engine.deferred import Deferred
from licet.engine.solver import Solver, compile_program
from licet.grammar import tree
from licet.grammar.source import SourceFile
from licet.logic.ir import Program
from licet.policy.kleene import meanings, with_doubt
from licet.policy.lowering import active_domain, lower, lower_facts, unsure_relations
from licet.policy.norms import norm_rules
from licet.policy.notation import usage_of
from licet.policy.thresholds import thresholds
from licet.policy.vocabulary import Vocabulary, collect
from licet.verdict.base import Base
from licet.verdict.one_value import could_conflict

__all__ = ["build", "extend"]

_DERIVES_NOTHING = (tree.Test, tree.Claim, tree.Accept)
_MOST_ROWS = 3_000_000
"""How many rows one question may derive. Rules that multiply without bound end in `LimitExceeded`, not in a hang."""


@collection_paused()
def build(modules: Sequence[tree.Module], sources: Mapping[str, SourceFile], vocabulary: Vocabulary) -> Base:
    """Lower checked modules and compile them.

    Raises:
        PolicyTooComplex: a body with too many alternatives.
    """
    lowered = lower(modules, vocabulary)
    two_valued = (*lowered.rules, *norm_rules(vocabulary, lowered.clauses))
    rules, doubt = with_doubt(two_valued, vocabulary, unsure_relations(lowered.facts))
    facts = (*lowered.facts, *active_domain(rules, lowered.facts, vocabulary))
    unknowns = [s for name in sorted(doubt.sources) if (s := vocabulary.signature(name)) is not None]
    starts = {s.name: s.arity for s in unknowns if s.functional}
    program = Program(rules, facts)
    compiled = compile_program(program)
    return Base(
        Deferred.of(tuple(modules)),
        sources,
        vocabulary,
        compiled.program,
        doubt,
        thresholds((*two_valued, *meanings(vocabulary)), starts),
        Solver(compiled, _MOST_ROWS),
        usage_of(modules),
        could_conflict(program, vocabulary),
    )


def extend(base: Base, statements: Sequence[tree.Statement], name: str = "given") -> Base:
    """The base with further statements, which were checked against its vocabulary.

    Entities and facts, and what derives nothing, make a cheap layer; anything else, or a fact stated to be unknown in
    a relation that no doubt reached before, builds the base anew.
    """
    module = tree.Module(name, tuple(statements))
    vocabulary, _ = collect([module], base.vocabulary)
    facts = list(lower_facts(statements, vocabulary))
    told = tuple(s for s in statements if isinstance(s, _DERIVES_NOTHING))
    simple = all(isinstance(s, (tree.Entity, tree.Fact, *_DERIVES_NOTHING)) for s in statements)
    if not simple or not unsure_relations(facts) <= base.doubt.sources:
        rebuilt = build((*base.modules, module), base.sources, vocabulary)
        for stated, withdrawn in base.layers:
            rebuilt = rebuilt.edited(stated, withdrawn)
        return rebuilt.edited(facts, ())
    facts += active_domain((), facts, vocabulary)
    parsed = Deferred(lambda: (*base.modules, tree.Module(name, told))) if told else base.parsed
    return replace(base, vocabulary=vocabulary, parsed=parsed).edited(facts, ())
