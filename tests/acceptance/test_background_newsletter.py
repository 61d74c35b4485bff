"""A newsletter on Llama 2's license: rows B057 to B073."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import licet
from licet import KnowledgeBase, PolicyError, Status
from licet.checks.quotes import find_quote
from support.background import (
    ANSWERS,
    NO_IMPROVING,
    STUDENT,
    asked,
    assert_claim,
    by_reading,
    column,
    duties,
    needed,
    read_by,
    rests_on,
    shipped_text,
    use_text,
    with_use,
)

pytestmark = pytest.mark.slow

PARAPHRASE = (
    "You are prohibited from using the Llama Materials or any output derived from them to improve other large"
    " language models"
)
CHATGPT = """
organization lab
  accepted openai_terms_2023_03_14
  monthly_active_users 2023-06 = 1 thousand
output said "Answers of ChatGPT"
  output_of chatgpt
  not undisclosed_lineage
"""
POLICIES_KEPT = "not breaks_unread_policy openai_terms_2023_03_14"


def model(name: str, *lines: str) -> str:
    body = ["own_work_of lab", *lines, "not undisclosed_lineage"]
    return f"model {name}\n" + "".join(f"  {line}\n" for line in body)


def test_b057_llama_1_not_for_money_llama_2_on_conditions(kb: KnowledgeBase) -> None:
    first = asked(kb, "runs llama_1_65b", "for_purpose commercial")
    assert (first.status, first.clauses) == (Status.FORBIDDEN, ("llama_1.no_commerce",))
    second = asked(kb, "serves llama_2_70b", "for_purpose commercial")
    assert second.status is Status.PERMITTED_WITH_DUTIES
    assert second.clauses == ("llama_2.grant",)


def test_b058_quantizing_is_permitted_and_handing_on_takes_agreement_and_notice(kb: KnowledgeBase) -> None:
    quantize = asked(kb, "modifies llama_2_7b", "does derive llama_2_7b")
    assert (quantize.status, quantize.clauses) == (Status.PERMITTED, ("llama_2.grant",))
    small = "model small\n  own_work_of acme\n  quantized_from llama_2_7b\n  not undisclosed_lineage\n"
    kept = asked(kb, "runs small", given=small)
    assert kept.status is Status.PERMITTED
    handed_on = asked(kb, "distributes small", given=small)
    assert handed_on.status is Status.PERMITTED_WITH_DUTIES
    assert duties(handed_on) == {"attribution_notice": "llama_2.notice", "copy_of_agreement": "llama_2.pass_on"}
    locators = {kb.vocabulary.clauses[key].clause.locator for key in duties(handed_on).values()}
    assert locators == {"1.b.i", "1.b.iii"}


def test_b059_commercial_use_is_conditional(kb: KnowledgeBase) -> None:
    assert kb.ask("acme_chat_product").status is Status.PERMITTED_WITH_DUTIES
    assert asked(kb, "runs llama_2_70b", "for_purpose commercial", by="giant").status is Status.NOT_GRANTED


def test_b060_a_paraphrase_is_no_quote_and_the_real_text_is_shown(kb: KnowledgeBase, tmp_path: Path) -> None:
    match = find_quote(shipped_text(kb, "llama_2"), PARAPHRASE)
    assert not match.found
    assert match.nearest is not None
    assert "to improve any other" in match.nearest
    copy = tmp_path / "policies"
    shutil.copytree(licet.shipped_policies(), copy)
    with (copy / "licenses" / "llama_2.licet").open("a", encoding="utf-8") as file:
        file.write(f'\nclause paraphrased at "1.b.v"\n  quote "{PARAPHRASE}"\n  forbids Use\n')
    with pytest.raises(PolicyError) as raised:
        licet.load(copy)
    found, *taken_over = [d for d in raised.value.diagnostics if d.is_error]
    assert found.code == "E502"
    later = ["llama_3_1", "llama_3_2", "llama_3_3", "llama_4"]
    quotes = [d.span.file for d in taken_over if d.span and d.code == "E502"]
    assert quotes == [f"licenses/{name}.licet" for name in later]
    assert {d.code for d in taken_over} == {"E502", "E505"}  # the later texts have no such section either
    assert found.help is not None
    assert "Llama Materials to improve any other" in found.help
    assert_claim(kb, "paraphrase_of_1_b_v", "undecided", "distil_llama_2_into_mistral")


def test_b061_the_materials_are_the_models_and_the_documentation(kb: KnowledgeBase) -> None:
    materials = column(kb, "Thing materials_of llama_2")
    assert {"llama_2_7b", "llama_2_70b_chat", "llama_2_models", "llama_2_documentation"} <= materials
    assert "acme_synthetic_data" not in materials
    assert "mistral_7b" not in materials
    part = "model one_layer\n  derived_from llama_2_70b\n  not undisclosed_lineage\n  licensed_under llama_2\n"
    assert asked(kb, "runs one_layer", "trains mistral_7b", given=part).clauses == (NO_IMPROVING,)


def test_b062_nobody_has_the_last_word_on_what_it_is_to_improve(kb: KnowledgeBase) -> None:
    assert kb.truth('lets_licensor_define(llama_2, "improve")').status == "false"
    assert asked(kb, "runs llama_2_70b", "judges mistral_7b").over == ("improves",)
    offender = "organization offender\n  monthly_active_users 2023-06 = 5\n  breached llama_2\n"
    assert asked(kb, "runs llama_2_70b", by="offender", given=offender).status is Status.PERMITTED
    clause = kb.vocabulary.clauses["llama_2.termination"].clause
    assert (clause.locator, clause.quotes[0].value[:18]) == ("6", "Meta may terminate")
    assert_claim(kb, "leeway_for_meta", "contradicted", "judge_mistral_with_llama_2")


def test_b063_training_on_a_generated_set_is_barred_generating_it_is_contested(kb: KnowledgeBase) -> None:
    training = asked(kb, "runs acme_synthetic_data", "trains mistral_7b")
    assert (training.status, training.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    generating = asked(kb, "runs llama_2_70b", "generates_data_for mistral_7b")
    assert by_reading(generating) == {
        "parameters": Status.PERMITTED,
        "any_help": Status.FORBIDDEN,
        "joint_use": Status.FORBIDDEN,
    }
    assert asked(kb, "runs llama_2_70b", "generates_data_for llama_2_7b").status is Status.PERMITTED


def test_b064_neither_is_stricter_than_openais_terms(kb: KnowledgeBase) -> None:
    assert kb.truth("incomparable(llama_2, openai_terms_2023_03_14)").status == "true"
    tutor = model("tutor", "is language_model", "not competes_with openai")
    painter = model("painter", "not language_model", "competes_with openai")
    given = CHATGPT + ANSWERS + tutor + painter + "fact lab accepted llama_2\n"

    def trained(student: str, teacher: str) -> Status:
        verdict = asked(kb, f"runs {teacher}", f"trains {student}", POLICIES_KEPT, by="lab", given=given)
        return verdict.status

    assert trained("tutor", "answers") is Status.FORBIDDEN
    assert trained("tutor", "said") is Status.PERMITTED
    assert trained("painter", "said") is Status.FORBIDDEN
    by_term = asked(kb, "runs answers", "trains painter", POLICIES_KEPT, by="lab", given=given)
    assert by_reading(by_term)["ordinary"] is Status.PERMITTED
    assert_claim(kb, "stricter_than_openai", "contradicted", "distil_llama_2_into_mistral")


def test_b065_openais_outputs_are_free_but_for_models_that_compete(kb: KnowledgeBase) -> None:
    rival = model("rival", "is language_model", "competes_with openai")
    tutor = model("tutor", "is language_model", "not competes_with openai")
    given = CHATGPT + rival + tutor
    sold = asked(kb, "sells said", "for_purpose commercial", POLICIES_KEPT, by="lab", given=given)
    assert (sold.status, sold.clauses) == (Status.PERMITTED, ("openai_terms_2023_03_14.outputs",))
    taught = asked(kb, "runs said", "trains tutor", POLICIES_KEPT, by="lab", given=given)
    assert taught.status is Status.PERMITTED
    competing = asked(kb, "runs said", "trains rival", POLICIES_KEPT, by="lab", given=given)
    assert (competing.status, competing.clauses) == (
        Status.FORBIDDEN,
        ("openai_terms_2023_03_14.no_competing_models",),
    )
    clause = kb.vocabulary.clauses["openai_terms_2023_03_14.no_competing_models"].clause
    assert clause.locator == "2(c)(iii)"
    assert "models that compete with OpenAI" in clause.quotes[0].value
    assert "services" not in clause.quotes[0].value.split("Services")[1]
    assert find_quote(shipped_text(kb, "openai_terms_2023_03_14"), clause.quotes[0].value).found
    assert_claim(kb, "openai_competing_services", "undecided")


def test_b066_falcon_is_free_and_its_instructed_variant_is_contested(kb: KnowledgeBase) -> None:
    base = asked(kb, "runs falcon_40b", "for_purpose commercial")
    assert (base.status, base.clauses) == (Status.PERMITTED, ("apache_2_0.patent_grant",))
    copied = asked(kb, "copies falcon_40b", "modifies falcon_40b", "for_purpose commercial")
    assert (copied.status, copied.clauses) == (Status.PERMITTED, ("apache_2_0.grant",))
    assert kb.vocabulary.clauses["apache_2_0.grant"].clause.locator == "2"
    tuned = asked(kb, "runs falcon_40b_instruct", "for_purpose commercial", POLICIES_KEPT)
    assert by_reading(tuned) == {"privity": Status.PERMITTED, "taint": Status.UNKNOWN}
    assert tuned.over == ("terms_bind_outsider",)
    assert needed(tuned) == {("contracted", "acme", "openai_terms_2023_03_14")}
    apart = "fact not contracted(acme, openai_terms_2023_03_14)\n"
    unbound = asked(kb, "runs falcon_40b_instruct", "for_purpose commercial", POLICIES_KEPT, given=apart)
    assert by_reading(unbound) == {"privity": Status.PERMITTED, "taint": Status.NOT_GRANTED}


def test_b067_the_declared_license_and_the_upstream_terms_are_both_shown(kb: KnowledgeBase) -> None:
    verdict = asked(kb, "runs falcon_40b_instruct", "for_purpose commercial", POLICIES_KEPT)
    assert verdict.status is Status.CONTESTED
    assert set(verdict.licenses) == {"apache_2_0", "openai_terms_2023_03_14"}
    assert column(kb, "falcon_40b_instruct licensed_under License") == {"apache_2_0"}
    assert {"baize_dialogues", "chatgpt"} <= column(kb, "falcon_40b_instruct comes_from Older")


def test_b068_outputs_may_serve_anything_but_another_language_model(kb: KnowledgeBase) -> None:
    book = asked(kb, "sells answers", "distributes answers", "for_purpose commercial", given=ANSWERS)
    assert (book.status, book.clauses) == (Status.PERMITTED, ("llama_2.outputs_left_free",))
    assert asked(kb, "runs answers", "trains llama_2_7b", given=ANSWERS).status is Status.PERMITTED
    other = asked(kb, "runs answers", "trains mistral_7b", given=ANSWERS)
    assert other.clauses == (NO_IMPROVING,)
    barred = asked(kb, "runs answers", "for_purpose spam", given=ANSWERS)
    assert barred.clauses == ("llama_2_aup.spam",)
    assert_claim(kb, "only_for_llama_2", "undecided", "tune_mistral_on_synthetic_data")


def test_b069_llama_2_has_no_research_exception(kb: KnowledgeBase) -> None:
    assert kb.query("research_exception(License)").rows == ()
    lines = ("runs llama_2_70b", "trains mistral_7b on answers")
    research = asked(kb, *lines, "for_purpose research", "for_purpose noncommercial", given=ANSWERS)
    assert research == asked(kb, *lines, given=ANSWERS)
    assert research.status is Status.FORBIDDEN


def test_b070_enforcement_is_recorded_and_changes_nothing(kb: KnowledgeBase) -> None:
    assert kb.truth("enforcement_uncertain(llama_2)").status == "true"
    assert read_by(kb, "enforcement_uncertain") == set()
    assert_claim(kb, "enforcement_is_uncertain", "supported", "distil_llama_2_into_mistral")


def test_b071_answers_found_on_the_web_bind_a_stranger_under_one_reading(kb: KnowledgeBase) -> None:
    lines = ("runs answers", "trains mistral_7b")
    stranger = with_use(kb, *lines, by="scraper", given=ANSWERS)
    assert by_reading(stranger.ask("asked")) == {"taint": Status.FORBIDDEN, "privity": Status.PERMITTED}
    assert stranger.ask("asked").over == ("terms_bind_outsider",)
    why = stranger.why("asked")
    assert rests_on(why, "forbidden") == {NO_IMPROVING}
    assert NO_IMPROVING not in rests_on(why, "permitted")
    party = asked(kb, *lines, "runs llama_2_70b", by="acme", given=ANSWERS)
    assert (party.status, party.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))


def test_b072_what_meta_trains_on_is_out_of_scope(kb: KnowledgeBase) -> None:
    assert_claim(kb, "meta_harvests", "undecided", "acme_chat_product")
    claim = kb.claim("meta_harvests").claim
    assert claim.says is None
    assert "Outside what the license speaks of" in claim.notes[0].value


def test_b073_llama_3_kept_the_ban_and_llama_3_1_dropped_it_for_a_name(kb: KnowledgeBase) -> None:
    third = asked(kb, "runs llama_3_70b", "trains mistral_7b", on="2024-05-01")
    assert (third.status, third.clauses) == (Status.FORBIDDEN, ("llama_3.no_improving",))
    later = asked(kb, "runs llama_3_1_70b", "trains mistral_7b", on="2024-08-01")
    assert later.status is Status.PERMITTED
    assert "llama_3_1.no_improving" not in kb.vocabulary.clauses
    student = STUDENT.replace("llama_2_70b", "llama_3_1_70b")
    named = kb.assume(student + use_text("distributes student", on="2024-08-01")).ask("asked")
    assert duties(named)["name_prefix"] == "llama_3_1.model_name"
    starts = {name: kb.vocabulary.licenses[name].in_force for name in ("llama_3", "llama_3_1")}
    assert {n: str(f.start.value) for n, f in starts.items() if f is not None} == {
        "llama_3": "2024-04-18",
        "llama_3_1": "2024-07-23",
    }
    assert_claim(kb, "will_not_endure", "undecided")
