"""What is unknown of months that nobody mentions is unknown, not absent."""

from __future__ import annotations

from licet.knowledge.knowledge_base import KnowledgeBase

POLICY = """
kind organization
open relation users(organization, month) = count
relation big(organization)
organization silent
rule Org is big
  when users(Org, _) > 10
"""


def test_a_condition_over_any_month_is_unknown_without_a_figure() -> None:
    kb = KnowledgeBase.parse(POLICY)
    assert kb.truth("silent is big").status == "unknown"
    assert kb.assume("fact users(silent, 2023-06) = 5\n").truth("silent is big").status == "unknown"
    assert kb.assume("fact users(silent, 2023-06) = 11\n").truth("silent is big").status == "true"
