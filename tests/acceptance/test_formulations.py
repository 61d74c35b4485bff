"""What is done can be said at the use or at the thing that it makes; either way the answer is the same."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase

WORLD = """
model tuned "A fine-tune of Mistral 7B on what Llama 2 wrote"
  own_work_of acme
  fine_tuned_from mistral_7b
  trained_on chats

model clean "A fine-tune of Mistral 7B on data of its maker's own"
  own_work_of acme
  fine_tuned_from mistral_7b
  trained_on notes

model student "A student of Llama 2"
  own_work_of acme
  distilled_from llama_2_70b
  is language_model

model small "Llama 3.1 in four bits"
  own_work_of acme
  quantized_from llama_3_1_8b

model blend "Llama 2 and Mistral, mixed"
  own_work_of acme
  merged_from llama_2_7b
  merged_from mistral_7b

model attachment "An adapter for Llama 3.1"
  own_work_of acme
  adapter_for llama_3_1_8b

artifact app "An app with Llama 3.1 in it"
  own_work_of acme
  contains llama_3_1_8b

dataset chats "Chats that Llama 2 wrote"
  own_work_of acme
  generated_by llama_2_70b

dataset notes "Notes"
  own_work_of acme
"""

PAIRS = {
    "a fine-tune on what a model wrote": ("makes tuned", "fine_tunes mistral_7b on chats"),
    "a fine-tune on data of one's own": ("makes clean", "fine_tunes mistral_7b on notes"),
    "a student": ("makes student", "distils llama_2_70b to student"),
    "fewer bits": ("makes small", "quantizes llama_3_1_8b"),
    "a merge": ("makes blend", "merges llama_2_7b, mistral_7b"),
    "an adapter": ("makes attachment", "adapts llama_3_1_8b"),
    "what is in an app": ("serves app", "serves llama_3_1_8b"),
    "a list and lines": ("runs mistral_7b, llama_2_7b", "runs mistral_7b; runs llama_2_7b"),
    "an act by its verb": ("distributes llama_2_7b", "does distribute llama_2_7b"),
    "judging by means of a thing": ("judges mistral_7b with llama_2_70b", "judges mistral_7b; runs llama_2_70b"),
    "running is part of serving": ("serves llama_2_7b", "serves llama_2_7b; runs llama_2_7b"),
    "making is part of running": ("runs tuned", "makes tuned; runs tuned"),
}


@pytest.fixture(scope="session")
def world(kb: KnowledgeBase) -> KnowledgeBase:
    return kb.assume(WORLD)


def _answer(kb: KnowledgeBase, lines: str) -> tuple[object, ...]:
    verdict = kb.ask(f"by acme; on 2024-09-01; {lines}")
    refusing = verdict.clauses if verdict.status.refuses else ()
    owed = {(duty.name, duty.clause, duty.state) for duty in verdict.duties}
    return verdict.status, verdict.over, refusing, owed


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_said_either_way_it_is_the_same(world: KnowledgeBase, pair: tuple[str, str]) -> None:
    one, other = pair
    assert _answer(world, one) == _answer(world, other)


def test_the_pairs_are_of_all_sorts(world: KnowledgeBase) -> None:
    assert len({_answer(world, one)[0] for one, _ in PAIRS.values()}) > 3


TEACHERS = (
    "llama_2_13b",
    "llama_3_70b",
    "qwen_7b",
    "flux_1_dev",
    "flux_2_dev",
    "dbrx_base",
    "gemma_3_27b",
    "exaone_4_32b",
    "mistral_large_2407",
)
MAKERS = (
    "meta",
    "google",
    "alibaba_cloud",
    "black_forest_labs",
    "databricks",
    "tencent",
    "lg_ai",
    "mistral_ai",
)


@pytest.mark.slow
@pytest.mark.parametrize("teacher", TEACHERS)
def test_no_way_to_say_that_one_model_teaches_another_gets_round_what_another_way_meets(
    kb: KnowledgeBase, teacher: str
) -> None:
    rival = "  is language_model\n" + "".join(f"  competes_with {maker}\n" for maker in MAKERS)
    world = kb.assume(
        f'dataset answers "A"\n  made_by acme\n  generated_by {teacher}\n'
        f'model rival "R"\n  licensed_under apache_2_0\n  not undisclosed_lineage\n{rival}'
        f'model own_rival "O"\n  own_work_of acme\n  trained_on answers\n{rival}'
    )
    ways = (
        f"trains rival on {teacher}",
        f"fine_tunes rival on {teacher}",
        "trains rival on answers",
        f"runs {teacher}; trains rival",
        f"distils {teacher} to rival",
        f"generates_data_for rival with {teacher}",
        "makes own_rival",
    )
    about = "by acme; on 2026-10-01; for_purpose research; not earns_money; takes_place_in us; users_of_product 10; "
    found = {way: world.ask(about + way).status for way in ways}
    if any(status.refuses for status in found.values()):
        assert [way for way, status in found.items() if status.allows] == []
