"""How a use is described may decide nothing else than what it says: one test for each way in which it once did."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Pin, Status

WORLD = """
organization writer "A writer"
organization holding "A holding"
  monthly_active_users 2023-06 = 900 million
organization lab "LabCo, bought in 2024"
  monthly_active_users 2023-06 = 1 million
  affiliate_of holding from 2024-02-01
  not has_express_grant llama_2
organization never "A company that never agreed to anything"
  never_accepted llama_1

output answer "What ChatGPT answered"
  output_of chatgpt

output poem "What Mistral 7B wrote"
  output_of mistral_7b

output tale "What Gemma wrote"
  output_of gemma_2_9b

dataset chats "Chats that Llama 2 wrote"
  own_work_of acme
  generated_by llama_2_70b

dataset notes "Notes"
  own_work_of acme

model tuned "A fine-tune of Mistral 7B on these chats"
  own_work_of acme
  fine_tuned_from mistral_7b
  trained_on chats

model blend "A merge of Llama 2 and Mistral"
  own_work_of acme
  merged_from llama_2_7b
  merged_from mistral_7b

model phoenix "A fine-tune of Llama 3.1"
  own_work_of acme
  fine_tuned_from llama_3_1_8b

purpose crop_spraying "spraying fields"
"""


@pytest.fixture(scope="session")
def world(kb: KnowledgeBase) -> KnowledgeBase:
    return kb.assume(WORLD)


def _duties(kb: KnowledgeBase, lines: str) -> set[tuple[str, str]]:
    verdict = kb.ask(lines)
    found = (*verdict.duties, *(duty for case in verdict.cases for duty in case.duties))
    return {(duty.name, duty.license) for duty in found if duty.state == "open"}


@pytest.mark.slow
def test_a_plan_is_no_acceptance(world: KnowledgeBase) -> None:
    sale = "by writer; on 2023-10-15; sells answer; not breaks_unread_policy openai_terms_2023_03_14"
    planned = world.assume("use idea\n  by writer\n  on 2026-05-01\n  runs chatgpt\n")
    assert planned.ask(sale) == world.ask(sale)
    assert not world.ask(sale).status.allows


@pytest.mark.thorough
def test_a_proof_rests_on_its_own_use(kb: KnowledgeBase) -> None:
    uses = set(kb.vocabulary.members("use"))
    for use in sorted(uses):
        for ground in kb.why(use).grounds:
            named = {value for fact in ground.proof.facts() for value in fact.row if value in uses}
            assert named <= {use}


@pytest.mark.slow
def test_a_fine_tune_makes_a_derivative_whose_name_follows(world: KnowledgeBase) -> None:
    acts = {act.action for act in world.ask("by acme; on 2026-03-01; fine_tunes llama_3_1_8b").acts}
    assert "derive" in acts
    handed_on = "by acme; on 2026-03-01; fine_tunes llama_3_1_8b; distributes llama_3_1_8b"
    assert ("name_prefix", "llama_3_1") in _duties(world, handed_on)


@pytest.mark.slow
def test_who_uses_a_model_of_their_own_made_it(world: KnowledgeBase) -> None:
    for lines in ("runs tuned", "does derive tuned", "makes tuned", "fine_tunes mistral_7b on chats"):
        verdict = world.ask(f"by acme; on 2023-10-15; {lines}")
        assert (verdict.status, verdict.clauses) == (Status.FORBIDDEN, ("llama_2.no_improving",))


@pytest.mark.slow
def test_what_took_no_part_in_the_training_does_not_count(world: KnowledgeBase) -> None:
    lines = "by acme; on 2023-10-15; runs llama_2_70b; fine_tunes mistral_7b on notes"
    assert world.ask(lines).over == ("improves",)
    assert world.ask(lines, readings=[Pin("improves", "any_help")]).status.allows


def test_duties_follow_what_is_handed_over(world: KnowledgeBase) -> None:
    lines = "by acme; on 2023-10-15; labels_features_of gpt2_small with llama_2_70b; distributes gpt2_small"
    assert {license for _, license in _duties(world, lines)} == {"mit_license"}


def test_selling_a_text_is_not_selling_the_model(world: KnowledgeBase) -> None:
    verdict = world.ask("by acme; on 2024-08-01; runs gemma_2_9b; sells tale")
    assert verdict.status is Status.PERMITTED


@pytest.mark.slow
def test_a_duty_is_owed_to_a_license(world: KnowledgeBase) -> None:
    lines = "by acme; on 2023-10-15; distributes blend; fulfils copy_of_agreement of apache_2_0"
    assert ("copy_of_agreement", "llama_2") in _duties(world, lines)
    assert ("copy_of_agreement", "apache_2_0") not in _duties(world, lines)


@pytest.mark.parametrize(
    "said", ['distributes phoenix as "Phoenix-7B"', "distributes phoenix; not fulfils name_prefix of llama_3_1"]
)
def test_a_duty_that_is_refused_is_a_breach(world: KnowledgeBase, said: str) -> None:
    assert world.ask(f"by acme; on 2026-03-01; {said}").status.refuses


@pytest.mark.parametrize("model", ["mistral_7b", "gpt2_small", "llama_3_1_8b"])
def test_a_notice_that_can_still_be_given_is_a_duty(world: KnowledgeBase, model: str) -> None:
    assert world.ask(f"by acme; on 2026-03-01; distributes {model}").status is Status.PERMITTED_WITH_DUTIES


def test_outputs_are_not_the_work(world: KnowledgeBase) -> None:
    assert world.ask("by acme; on 2026-03-01; publishes poem").status is Status.PERMITTED


def test_what_holds_from_a_day_holds_from_that_day(world: KnowledgeBase) -> None:
    days = {"2023-05-28": Status.UNKNOWN, "2023-05-31": Status.PERMITTED}
    assert {day: world.ask(f"by acme; on {day}; runs falcon_40b").status for day in days} == days
    assert world.ask("by acme; on 2023-03-01; runs mistral_7b").status is Status.UNKNOWN


def test_who_was_bought_later_was_no_affiliate_then(world: KnowledgeBase) -> None:
    assert world.ask("by lab; on 2024-06-01; runs llama_2_7b").status.allows


def test_who_is_no_party_has_no_rights(world: KnowledgeBase) -> None:
    assert not world.ask("by never; on 2023-06-01; runs llama_1_7b; for_purpose research").status.allows


def test_a_purpose_that_is_placed_nowhere_is_unknown_until_it_is_placed(world: KnowledgeBase) -> None:
    lines = "by acme; on 2023-10-15; runs llama_2_7b; for_purpose crop_spraying"
    assert world.ask(lines).status is Status.UNKNOWN
    assert world.assume("fact kind_of(crop_spraying, ordinary)").ask(lines).status.allows
    assert world.assume("fact kind_of(crop_spraying, military)").ask(lines).status is Status.FORBIDDEN


@pytest.mark.slow
def test_a_plain_question_gets_a_plain_answer_that_says_what_it_presumes(world: KnowledgeBase) -> None:
    lines = "by acme; on 2023-10-15; runs llama_2_7b; serves llama_2_7b"
    verdict = world.ask(lines, presumptions=True)
    assert verdict.status is Status.PERMITTED_WITH_DUTIES
    assert {"breaks_law", "for_purpose"} <= {fact.relation for fact in verdict.presumptions or ()}
    assert world.ask("by acme; on 2023-10-15; runs mistral_7b", strict=True).status is Status.UNKNOWN


@pytest.mark.parametrize("verb", ["modifies", "fine_tunes", "does modify", "does derive"])
def test_no_verb_hides_that_a_derivative_is_made(world: KnowledgeBase, verb: str) -> None:
    assert world.ask(f'by acme; on 2026-03-01; {verb} llama_3_1_8b; serves llama_3_1_8b as "Phoenix"').status.refuses


def test_nobody_licenses_what_is_anothers(world: KnowledgeBase) -> None:
    assert world.ask("by acme; on 2023-10-15; distributes llama_2_7b under llama_2").status.allows
    assert world.ask("by acme; on 2023-10-15; distributes llama_2_7b under mit_license").status.refuses


def test_a_service_in_between_changes_nothing(world: KnowledgeBase) -> None:
    through = world.assume(
        "service wrapper\n  own_work_of acme\n  calls llama_2_70b\n"
        "dataset answers\n  own_work_of acme\n  generated_by wrapper\n"
    )
    verdict = through.ask("by acme; on 2023-10-15; fine_tunes mistral_7b on answers")
    assert (verdict.status, verdict.clauses) == (Status.FORBIDDEN, ("llama_2.no_improving",))


def test_an_adapter_is_training_too(world: KnowledgeBase) -> None:
    for lines in ("adapts mistral_7b on chats", "adapts mistral_7b; runs chats"):
        assert world.ask(f"by acme; on 2023-10-15; {lines}").status is Status.FORBIDDEN


def test_to_sell_is_to_hand_over_however_it_is_said(world: KnowledgeBase) -> None:
    answers = [world.ask(f"by acme; on 2023-10-15; {said} llama_2_7b") for said in ("sells", "does sell")]
    assert answers[0].status is answers[1].status is Status.CONTESTED


def test_the_lines_of_a_model_that_is_made_and_published_are_enough(kb: KnowledgeBase) -> None:
    described = kb.assume(
        'model phoenix_7b "Phoenix-7B"\n  fine_tuned_from mistral_7b\n  trained_on support_chats\n  made_by acme\n'
        "dataset support_chats\n  generated_by llama_2_70b\n  judged_by gpt_4o\n"
    )
    lines = (
        "by acme; on 2026-03-01; for_purpose customer_support; makes phoenix_7b; serves phoenix_7b; "
        'distributes phoenix_7b as "Phoenix-7B" under apache_2_0; fulfils copyright_notice of apache_2_0'
    )
    verdict = described.ask(lines)
    assert (verdict.status, verdict.clauses) == (Status.FORBIDDEN, ("llama_2.no_improving",))
