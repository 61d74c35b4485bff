"""A company's post on Llama 2's license: rows B074 to B092."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Pin, Status
from licet.repl.cli.main import main
from licet.views.data.answers import explanation_json, verdict_json
from licet.views.pages.html import explanation_html
from licet.views.pages.markdown import explanation_markdown
from licet.wire.envelope import json_text
from licet.words.disclaimer import DISCLAIMER
from support.background import (
    NO_IMPROVING,
    STUDENT,
    TUNED,
    asked,
    assert_claim,
    by_reading,
    column,
    locator_of,
    needed,
    read_by,
    rests_on,
    sources,
    with_use,
)
from support.read_documents import read

pytestmark = pytest.mark.slow


def test_b074_the_label_is_false(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 is open_source").status == "false"
    assert kb.truth("llama_2 violates osd_5 and llama_2 violates osd_6").status == "true"
    assert_claim(kb, "comma_soft_not_open_source", "supported", by="comma_soft")


def test_b075_that_weights_can_be_had_makes_them_neither_open_nor_free(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2_models available_at hugging_face").status == "true"
    assert kb.truth("llama_2_models is weights_published").status == "true"
    assert read_by(kb, "available_at") == set()
    assert kb.truth("llama_2 is open_source").status == "false"
    assert asked(kb, "runs llama_2_70b", "for_purpose weapons").status is Status.FORBIDDEN
    unlicensed = "model found\n  is weights_published\n  available_at hugging_face\n  not undisclosed_lineage\n"
    assert asked(kb, "runs found", given=unlicensed).status is Status.UNKNOWN


def test_b076_the_claim_is_recorded_with_its_author(kb: KnowledgeBase) -> None:
    assert_claim(kb, "meta_claims_per_comma_soft", "supported", by="comma_soft")
    assert_claim(kb, "meta_open_source", "contradicted", by="meta")


def test_b077_the_definition_is_used(kb: KnowledgeBase) -> None:
    examined = {"agpl_3_0", "apache_2_0", "gpl_3_0", "lgpl_3_0", "mit_license", "mpl_2_0"}
    assert column(kb, "License is open_source") == examined
    for license in ("apache_2_0", "mit_license"):
        assert kb.query(f"{license} violates Point").rows == ()
    unexamined = kb.assume('license new_one "New"\n  unread because "not seen"\n')
    assert unexamined.truth("new_one is open_source").status == "unknown"


def test_b078_points_5_and_6_are_violated_by_section_2_and_the_policy(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 violates osd_5 and llama_2 violates osd_6").status == "true"
    assert sources(kb, "llama_2 violates osd_5") == {"section 2"}
    assert kb.truth("llama_2 incorporates_policy llama_2_aup and llama_2_aup bars_purpose military").status == "true"
    policy_only = kb.assume(
        'license other "Other"\n  unread because "for this test"\nfact other incorporates_policy llama_2_aup\n'
    )
    assert column(policy_only, "other violates Point") == {"osd_6"}


def test_b079_paragraph_2_is_section_2(kb: KnowledgeBase) -> None:
    for written in ("paragraph 2", "section 2", "2"):
        assert locator_of(kb, "llama_2", written) == "2"
    verdict = asked(kb, "runs llama_2_70b", by="giant")
    assert verdict.clauses == ("llama_2.many_users",)
    assert kb.vocabulary.clauses["llama_2.many_users"].clause.locator == "2"


def test_b080_the_policy_restricts_purposes(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 incorporates_policy llama_2_aup").status == "true"
    arms = with_use(kb, "runs llama_2_70b", "for_purpose military")
    assert arms.ask("asked").clauses == ("llama_2_aup.military",)
    assert "llama_2.acceptable_use" in rests_on(arms.why("asked"))
    assert kb.vocabulary.clauses["llama_2.acceptable_use"].clause.locator == "1.b.iv"


def test_b081_dollar_1_v_is_resolved(kb: KnowledgeBase) -> None:
    for written in ("$1V", "1.v", "1.b.(v)", "1.b.v"):
        assert locator_of(kb, "llama_2", written) == "1.b.v"
    assert kb.vocabulary.clauses[NO_IMPROVING].clause.locator == "1.b.v"


def test_b082_the_barrier_in_workflows_is_the_authors_reading(kb: KnowledgeBase) -> None:
    reading = kb.vocabulary.terms["improves"].reading("joint_use")
    assert reading is not None
    (held,) = [h for h in reading.holders if getattr(h.who, "name", None) == "comma_soft"]
    assert "in combination with other LLMs in workflows" in str(held.source)
    verdict = asked(kb, "runs llama_2_70b", "runs_alongside mistral_7b")
    assert by_reading(verdict)["joint_use"] is Status.FORBIDDEN
    assert set(by_reading(verdict).values()) == {Status.FORBIDDEN, Status.PERMITTED}


def test_b083_a_model_as_a_judge_is_contested(kb: KnowledgeBase) -> None:
    verdict = kb.ask("judge_mistral_with_llama_2")
    assert by_reading(verdict) == {
        "parameters": Status.PERMITTED,
        "any_help": Status.FORBIDDEN,
        "joint_use": Status.FORBIDDEN,
    }
    (operative,) = verdict.operative
    assert (operative.organization, operative.status) == ("acme", Status.PERMITTED)
    assert asked(kb, "runs llama_2_70b", "judges llama_2_7b").status is Status.PERMITTED


def test_b084_rlaif_is_barred_for_another_model(kb: KnowledgeBase) -> None:
    verdict = asked(kb, "runs llama_2_70b", "judges mistral_7b", "trains mistral_7b")
    assert (verdict.status, verdict.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    preferences = asked(kb, "runs acme_preferences", "trains mistral_7b")
    assert (preferences.status, preferences.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))


def test_b085_data_synthesis_is_barred_where_it_trains_another_model(kb: KnowledgeBase) -> None:
    verdict = kb.ask("tune_mistral_on_synthetic_data")
    assert (verdict.status, verdict.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    assert asked(kb, "runs acme_synthetic_data", "trains llama_2_7b").status is Status.PERMITTED


def test_b086_a_student_from_nothing_is_where_derivative_work_parts(kb: KnowledgeBase) -> None:
    given = STUDENT + TUNED
    mistral = asked(kb, "runs llama_2_70b", "distils_into mistral_7b")
    assert (mistral.status, mistral.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    assert asked(kb, "runs llama_2_70b", "distils_into tuned", given=given).status is Status.PERMITTED
    student = asked(kb, "runs llama_2_70b", "distils_into student", given=given)
    assert student.over == ("derivative_work_of",)
    assert by_reading(student) == {"contains_the_weights": Status.FORBIDDEN, "taught_by_it": Status.PERMITTED}


@pytest.mark.parametrize(
    ("actor", "model", "status"),
    [
        ("acme", "llama_2_70b", Status.PERMITTED),
        ("giant", "llama_2_70b", Status.NOT_GRANTED),
        ("telegram", "llama_2_70b", Status.UNKNOWN),
        ("acme", "llama_1_7b", Status.NOT_GRANTED),
        ("giant", "mistral_7b", Status.PERMITTED),
        ("acme", "mpt_7b_chat", Status.UNKNOWN),
        ("acme", "llama_2_34b", Status.UNKNOWN),
    ],
)
def test_b087_what_is_allowed_is_told_by_model_and_actor(
    kb: KnowledgeBase, actor: str, model: str, status: Status
) -> None:
    verdict = asked(kb, f"runs {model}", by=actor)
    assert verdict.status is status
    assert verdict.clauses or not status.allows


def test_b088_training_data_is_not_disclosed_and_feeds_the_narrow_reading(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2_70b is training_data_disclosed").status == "false"
    narrow = [Pin("meets_osd_2", "training_code")]
    assert kb.truth("llama_2_70b is meets_osd_2", readings=narrow).status == "false"
    told = kb.assume("fact llama_2_70b is training_data_disclosed\n")
    assert told.truth("llama_2_70b is meets_osd_2", readings=narrow).status == "true"


@pytest.mark.parametrize("command", ["ask judge_mistral_with_llama_2", "why snap_chat_product"])
def test_b089_every_verdict_says_that_it_is_no_legal_advice(
    kb: KnowledgeBase, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not legal advice" in DISCLAIMER
    main(command.split())
    assert DISCLAIMER in capsys.readouterr().out
    use = command.split()[1]
    explanation = kb.why(use)
    assert DISCLAIMER in explanation_html(kb.base, explanation)
    assert DISCLAIMER in explanation_markdown(kb.base, explanation)
    assert DISCLAIMER in json_text(explanation_json(kb.base, explanation))
    assert read(verdict_json(kb.base, kb.ask(use)))["disclaimer"] == DISCLAIMER
    assert_claim(kb, "no_legal_advice", "undecided", use, by="comma_soft")


def test_b090_llama_3_did_not_change_it_and_llama_3_1_did(kb: KnowledgeBase) -> None:
    answers = {
        "llama_2_70b": ("2023-10-15", Status.FORBIDDEN),
        "llama_3_70b": ("2024-05-01", Status.FORBIDDEN),
        "llama_3_1_70b": ("2024-08-01", Status.PERMITTED),
    }
    for model, (day, status) in answers.items():
        assert asked(kb, f"runs {model}", "trains mistral_7b", on=day).status is status
    bans = [key for key, entry in kb.vocabulary.clauses.items() if entry.clause.name == "no_improving"]
    assert [ban for ban in bans if ban.startswith("llama")] == ["llama_2.no_improving", "llama_3.no_improving"]


def test_b091_all_that_follows_for_an_actor_with_proofs(kb: KnowledgeBase) -> None:
    explanation = kb.why("acme_chat_product")
    verdict = explanation.verdict
    assert verdict is not None
    assert verdict.licenses == ("llama_2", "llama_2_aup")
    assert verdict.clauses == ("llama_2.grant",)
    assert [d.name for d in verdict.duties] == ["copy_of_agreement", "disclose_dangers"]
    (ground,) = explanation.grounds
    assert {"llama_2.grant", "llama_2.acceptable_use", "llama_2_aup.known_dangers"} & rests_on(explanation)
    assert all(step.fact is None or step.fact.span is not None for step in ground.proof.facts())
    assert column(kb, "bars_project(llama_2, Project)")
    assert column(kb, "llama_2_aup bars_purpose Purpose")


def test_b092_hidden_lineage_is_never_permitted(kb: KnowledgeBase) -> None:
    masked = "model masked\n  licensed_under apache_2_0\n  is language_model\n"
    verdict = asked(kb, "runs masked", given=masked)
    assert verdict.status is Status.UNKNOWN
    assert needed(verdict) == {("undisclosed_lineage", "masked")}
    hidden = asked(kb, "runs masked", given=masked + "fact masked is undisclosed_lineage\n")
    assert hidden.status is Status.UNKNOWN
    below = masked + "model tuned\n  licensed_under apache_2_0\n  fine_tuned_from masked\n  not undisclosed_lineage\n"
    assert asked(kb, "runs tuned", given=below).status is Status.UNKNOWN
    told = asked(kb, "runs masked", given=masked + "fact not masked is undisclosed_lineage\n")
    assert told.status is Status.PERMITTED
