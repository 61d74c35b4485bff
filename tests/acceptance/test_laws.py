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


def test_no_clause_and_no_term_reads_only_what_is_said_of_the_law(kb: KnowledgeBase) -> None:
    bodies = [(key, entry.clause.body) for key, entry in kb.vocabulary.clauses.items()]
    bodies += [(name, r.body) for name, entry in kb.vocabulary.terms.items() for r in entry.term.readings]
    reading = {name: {atom.relation for atom, _ in atoms(body)} for name, body in bodies}
    assert [name for name, relations in reading.items() if "breaks_law" in relations] == []
    assert sum("against_law" in relations for relations in reading.values()) > 30


@pytest.mark.parametrize("model", ASKED)
def test_what_is_a_crime_by_its_name_is_refused_and_an_ordinary_purpose_is_not(kb: KnowledgeBase, model: str) -> None:
    asked = f"by acme; on 2026-10-01; runs {model}; {ASKED[model]}; for_purpose "
    assert {kb.ask(asked + purpose).status for purpose in PURPOSES} == {Status.FORBIDDEN}
    assert kb.ask(asked + "translation").status.allows
