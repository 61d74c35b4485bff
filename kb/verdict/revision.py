"""Policies made from others: with further statements, and without facts that were stated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from licet.checks.consequences import without_consequences
from licet.checks.examine import examine
from licet.engine.deferred import Deferred
from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.logic.ir import Fact
from licet.logic.values import Row
from licet.policy.lowering import lower_facts
from licet.policy.references import resolved
from licet.policy.relation_names import family_of, held_always
from licet.policy.taking_over import written_out
from licet.policy.vocabulary import collect
from licet.verdict.build import extend
from licet.verdict.contradictions import uncontradicted
from licet.verdict.one_value import one_valued
from licet.verdict.policies import Policies
from licet.verdict.retraction import check_retraction

__all__ = ["assume", "dated", "retract", "with_module", "without"]


def assume(policies: Policies, text: str, name: str) -> Policies:
    """The policies with the statements of a text, which errors name.

    Raises:
        PolicyError: the text does not parse or does not pass the checks.
    """
    source = SourceFile(name, text)
    module, found = parse_module(source)
    return with_module(policies, module, source, found)


def with_module(
    policies: Policies, module: tree.Module, source: SourceFile | None, found: Sequence[Diagnostic]
) -> Policies:
    """The policies with the statements of a parsed module.

    Raises:
        PolicyError: `found` has errors, or the statements do not pass the checks.
    """
    (module,), misread = written_out([module], lambda: policies.base.modules)
    vocabulary, duplicates = collect([module], policies.vocabulary)
    module = resolved(module, vocabulary)
    more, checked = examine([module], vocabulary, policies.examined.get())
    findings = [*found, *without_consequences([*misread, *duplicates, *more], [module])]
    if any(d.is_error for d in findings):
        raise PolicyError(findings)
    base = uncontradicted(one_valued(extend(policies.base, module.statements, module.name)))
    if source is not None:
        base = replace(base, sources={**base.sources, source.name: source})
    warnings, laid = (*policies.warnings, *findings), (*policies.laid, module)
    return Policies(base, Deferred.of(checked), warnings, policies.loaded or policies, laid)


def retract(policies: Policies, text: str, name: str) -> Policies:
    """The policies without the facts that a text states.

    Raises:
        PolicyError: the text does not parse, has other statements than facts, or a fact is not stated here.
    """
    module, found = parse_module(SourceFile(name, text))
    module = resolved(module, policies.vocabulary)
    findings = [*found, *check_retraction(module, policies.base)]
    if any(d.is_error for d in findings):
        raise PolicyError(findings)
    return without(policies, list(lower_facts(module.statements, policies.vocabulary)))


def dated(policies: Policies, use: str, on: date) -> Policies:
    """The policies in which a use is made on that day, whatever day is stated of it."""
    solver = policies.base.solver
    stated = [fact for row in solver.answers("on", (use, None)) if (fact := solver.fact("on", row)) is not None]
    at = without(policies, stated) if stated else policies
    return assume(at, f"fact on({use}) = {on.isoformat()}\n", "the question")


def without(policies: Policies, facts: Sequence[Fact]) -> Policies:
    """The policies as if those facts had not been stated; others may be stated in their place."""
    base, checked = policies.base, policies.examined.get()
    said: list[tuple[str, Row]] = []
    for fact in facts:
        relation = family_of(fact.relation).owner
        signature = policies.vocabulary.relations.get(held_always(relation) or relation)
        if signature is not None:
            said.append((signature.name, fact.row[: signature.arity - signature.functional]))
    index = checked.facts.without(said)
    return replace(policies, base=base.edited((), facts), examined=Deferred.of(replace(checked, facts=index)))
