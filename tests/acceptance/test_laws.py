"""What the law forbids by its name is against every clause that asks to keep the law, and need not be said twice."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Status
from licet.policy.occurrences import atoms

PURPOSES = ("child_exploitation", "terrorism", "ransomware", "scams", "copyright_infringement")
ASKED = {
    "qwen_2_5_72b_instruct": "users_of_product 10",
    "qwen_7b": "users_of_product 10",
    "sam_3": "kept_inside",
    "dinov3_vitb16": "kept_inside",
    "kimi_k3_model": "kept_inside",
    "glm_5_3_model": "not earns_money",
    "gpt_oss_20b": "kept_inside",
    "llama_3_1_8b": "kept_inside",
}


def test_no_clause_reads_only_what_is_said_of_the_law_unless_crimes_are_barred_beside_it(kb: KnowledgeBase) -> None:
    solver, clauses = kb.base.solver, kb.vocabulary.clauses.values()
    reading = {entry.key: {atom.relation for atom, _ in atoms(entry.clause.body)} for entry in clauses}
    policies = [(str(one), str(other)) for one, other in solver.answers("incorporates_policy", (None, None))]
    beside = {license: {license} for license in kb.vocabulary.licenses}
    for one, other in policies:
        beside[one].add(other)
        beside[other] |= {one, *(policy for license, policy in policies if license == one)}
    kinds = solver.answers("kind_of", (None, None))
    for entry in clauses:
        if "breaks_law" not in reading[entry.key]:
            continue
        together = beside[entry.license]
        if any("against_law" in reading[other.key] for other in clauses if other.license in together):
            continue
        barred = {purpose for license, purpose in solver.answers("bars_purpose", (None, None)) if license in together}
        while more := {special for special, general in kinds if general in barred} - barred:
            barred |= more
        crimes = {purpose for (purpose,) in solver.answers("unlawful", (None,))}
        assert crimes <= barred, (entry.key, sorted(map(str, crimes - barred)))
    assert sum("against_law" in relations for relations in reading.values()) > 25


@pytest.mark.parametrize("model", ASKED)
def test_what_is_a_crime_by_its_name_is_refused_and_an_ordinary_purpose_is_not(kb: KnowledgeBase, model: str) -> None:
    asked = f"by acme; on 2026-10-01; runs {model}; {ASKED[model]}; for_purpose "
    assert {kb.ask(asked + purpose).status for purpose in PURPOSES} == {Status.FORBIDDEN}
    assert kb.ask(asked + "translation").status.allows
