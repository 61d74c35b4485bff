"""Knowledge bases made from others: with further statements, and without facts that were stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from licet.checks.examine import examine
from licet.engine.deferred import Deferred
from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.retraction import check_retraction
from licet.logic.ir import Fact
from licet.logic.values import Month
from licet.policy.lowering import lower_facts
from licet.policy.vocabulary import collect
from licet.verdict.build import extend
from licet.verdict.one_value import one_valued

__all__ = ["assume", "retract", "with_module", "without"]


def assume(knowledge: KnowledgeBase, text: str, name: str) -> KnowledgeBase:
    """As `KnowledgeBase.assume`, whose errors it raises; so do the others here."""
    source = SourceFile(name, text)
    module, found = parse_module(source)
    return with_module(knowledge, module, source, found)


def with_module(
    knowledge: KnowledgeBase, module: tree.Module, source: SourceFile | None, found: Sequence[Diagnostic]
) -> KnowledgeBase:
    """As `KnowledgeBase.with_module`."""
    vocabulary, duplicates = collect([module], knowledge.vocabulary)
    more, checked = examine([module], vocabulary, knowledge.examined.get())
    findings = [*found, *duplicates, *more]
    if any(d.is_error for d in findings):
        raise PolicyError(findings)
    base = one_valued(extend(knowledge.base, module.statements, module.name))
    if source is not None:
        base = replace(base, sources={**base.sources, source.name: source})
    return KnowledgeBase(base, Deferred.of(checked), (*knowledge.warnings, *findings))


def retract(knowledge: KnowledgeBase, text: str, name: str) -> KnowledgeBase:
    """As `KnowledgeBase.retract`."""
    module, found = parse_module(SourceFile(name, text))
    findings = [*found, *check_retraction(module, knowledge.base)]
    if any(d.is_error for d in findings):
        raise PolicyError(findings)
    return without(knowledge, list(lower_facts(module.statements, knowledge.vocabulary)))


def without(knowledge: KnowledgeBase, facts: Sequence[Fact]) -> KnowledgeBase:
    """As `KnowledgeBase.without`."""
    base, checked = knowledge.base, knowledge.examined.get()
    index = checked.facts
    for fact in facts:
        relation = fact.relation.rpartition(":")[2]
        keys = knowledge.vocabulary.relations[relation].kinds[: -1 if base.is_functional(relation) else None]
        row = tuple(tree.YearMonth(v.year, v.month) if isinstance(v, Month) else v for v in fact.row)
        index = index.without(relation, row[: len(keys)])
    return replace(knowledge, base=base.edited((), facts), examined=Deferred.of(replace(checked, facts=index)))
