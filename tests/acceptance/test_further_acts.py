"""Whoever does more than before is not treated more kindly for it: no act that is added to a use makes its verdict
milder."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, PolicyError

WORLD = """
organization berlin "A firm in Berlin"
  seated_in germany
  commercial_entity
  monthly_active_users 2023-06 = 1 billion
  monthly_active_users 2024-11 = 1 billion
  monthly_active_users 2025-03 = 5 thousand
organization vendor "A vendor"
  seated_in us
artifact assistant "The vendor's assistant"
  developed_by vendor
  licensed_under mit_license
  contains llama_4_scout_17b_16e
  not undisclosed_lineage
artifact own_assistant "Another, of one's own"
  own_work_of berlin
  contains llama_4_scout_17b_16e
artifact own_front "A front end over the vendor's"
  own_work_of berlin
  calls assistant
model student "A model of one's own"
  own_work_of berlin
  is language_model
"""
USES = (
    "takes_place_in spain; serves hunyuan_a13b_model",
    "takes_place_in us; runs flux_1_dev; for_purpose noncommercial",
    "runs llama_4_scout_17b_16e",
    "runs own_assistant",
    "runs own_front",
    "runs llama_3_3_70b",
    "runs kimi_k3_model; for_purpose customer_support",
    "runs ministral_8b_2410; for_purpose research, noncommercial",
    "runs c4ai_command_r_plus; for_purpose commercial",
    "sells llama_3_2_1b_instruct; for_purpose commercial",
    "distributes gemma_2_9b",
    "runs mistral_7b",
)
ACTS = (
    "runs assistant",
    "runs own_assistant",
    "fine_tunes assistant",
    "sells assistant",
    "serves own_front",
    "runs mistral_7b",
    "distributes mistral_7b",
    "trains student on mistral_7b",
    "copies llama_3_3_70b",
    "judges student with gemma_2_9b",
)
_RANK = {"permitted": 0, "permitted with duties": 1, "contested": 2, "unknown": 2, "forbidden": 3, "not granted": 3}


@pytest.mark.slow
@pytest.mark.parametrize("use", USES)
def test_a_further_act_makes_no_verdict_milder(kb: KnowledgeBase, use: str) -> None:
    at = kb.assume(WORLD)
    before = rank(at, use)
    assert [act for act in ACTS if rank(at, f"{use}; {act}") < before] == []


def rank(at: KnowledgeBase, use: str) -> int:
    """How severe the verdict is; what contradicts itself has none."""
    try:
        return _RANK[at.ask(f"by berlin; on 2026-10-01; {use}").status.value]
    except PolicyError:
        return max(_RANK.values())
