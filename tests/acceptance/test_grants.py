"""What a separate grant frees from, and whom sanctions keep out, is known where the license has words for it,
and nowhere else."""

from __future__ import annotations

from licet import KnowledgeBase
from licet.logic.ir import Const, Literal
from licet.policy import relation_names as called

_GRANTS = ("has_express_grant", "each_has_express_grant")
_FOR_ONE_READING_ONLY = {"exaone_4", "exaone_1_1_nc"}
"""What an agreement with the licensor gives is not known there; one reading asks for it, to refuse without one."""


def test_a_license_heeds_grants_if_and_only_if_a_rule_of_its_asks_for_them(kb: KnowledgeBase) -> None:
    base = kb.policies.base
    literals = (item for rule in base.program.rules for item in rule.body if isinstance(item, Literal))
    asked = (item.arguments for item in literals if item.relation in _GRANTS)
    asking = {a.value for arguments in asked for a in arguments if isinstance(a, Const)}
    assert asking - _FOR_ONE_READING_ONLY == {row[0] for row in base.solver.answers("heeds_express_grants", (None,))}


def test_a_license_heeds_sanctions_if_and_only_if_a_clause_of_its_asks_for_them(kb: KnowledgeBase) -> None:
    base = kb.policies.base
    asking = {
        entry.license
        for entry in kb.vocabulary.clauses.values()
        for rule in base.solver.rules_for(called.applies(entry.key))
        for item in rule.body
        if isinstance(item, Literal) and item.relation == "kept_out_by_sanctions"
    }
    assert asking == {row[0] for row in base.solver.answers("heeds_sanctions", (None,))}
