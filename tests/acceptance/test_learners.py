"""Licenses that reach what learned from outputs are all held to what that entails: the lines of a model that is trained
and handed out in one use have to say what it learned from."""

from __future__ import annotations

from licet import KnowledgeBase
from licet.logic.ir import Const, Literal, Rule

_BY_RULES_OF_THEIR_OWN = {
    "gemma_terms_2024_02_21",
    "gemma_terms_2024_04_01",
    "gemma_terms_2025_03_24",
    "gemma_terms_2026_04_01",
}
"""Their duties follow from the use itself."""


def test_a_license_whose_derivatives_learned_from_it_is_among_those_that_reach_learners(kb: KnowledgeBase) -> None:
    base = kb.policies.base
    reaching, more = set[str](), {"learned_from"}
    while more:
        reaching |= more
        heads = (r.head.relation for r in base.program.rules if not reaching.isdisjoint(_asked(r)))
        more = {name for name in heads if name.endswith("derivative_of")} - reaching
    found = {
        argument.value
        for rule in base.program.rules
        if rule.head.relation == "materials_of" and not reaching.isdisjoint(_asked(rule))
        for item in (rule.head, *rule.body)
        if isinstance(item, Literal) and item.relation in ("materials_of", "licensed_under")
        for argument in item.arguments
        if isinstance(argument, Const)
    }
    flagged = {row[0] for row in base.solver.answers("reaches_learners", (None,))}
    assert len(found) > 10
    assert found - flagged == _BY_RULES_OF_THEIR_OWN


def _asked(rule: Rule) -> set[str]:
    return {item.relation for item in rule.body if isinstance(item, Literal) and not item.negated}
