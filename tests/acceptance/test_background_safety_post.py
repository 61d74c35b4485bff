"""A forum comment on safety research under 1.b.v: rows B001 to B013."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Status
from support.background import (
    NO_IMPROVING,
    TUNED,
    asked,
    assert_claim,
    by_reading,
    column,
    read_by,
    rests_on,
    use_text,
    with_use,
)

pytestmark = pytest.mark.slow


def test_b001_barred_only_for_a_model_that_is_not_llama_2_or_derived_from_it(kb: KnowledgeBase) -> None:
    other = asked(kb, "runs llama_2_70b", "trains mistral_7b", "for_purpose safety_research")
    assert other.status is Status.FORBIDDEN
    assert other.clauses == (NO_IMPROVING,)
    family = asked(kb, "runs llama_2_70b", "trains llama_2_7b", "for_purpose safety_research")
    assert family.status is Status.PERMITTED
    assert asked(kb, "runs llama_2_70b", "trains tuned", given=TUNED).status is Status.PERMITTED


def test_b002_feedback_of_llama_2_trains_only_what_derives_from_it(kb: KnowledgeBase) -> None:
    rlaif = with_use(kb, "runs llama_2_70b", "judges mistral_7b", "trains mistral_7b")
    assert rlaif.ask("asked").status is Status.FORBIDDEN
    assert rests_on(rlaif.why("asked")) == {NO_IMPROVING}
    assert asked(kb, "runs llama_2_70b", "judges llama_2_7b", "trains llama_2_7b").status is Status.PERMITTED
    shipped = kb.ask("rlaif_for_safety")
    assert (shipped.status, shipped.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))


def test_b003_research_as_a_purpose_changes_nothing(kb: KnowledgeBase) -> None:
    lines = ("runs llama_2_70b", "trains mistral_7b")
    purposes = ("for_purpose research", "for_purpose safety_research", "for_purpose noncommercial")
    assert asked(kb, *lines, *purposes) == asked(kb, *lines)
    assert asked(kb, *lines).clauses == (NO_IMPROVING,)
    assert kb.truth("research_exception(llama_2)").status == "false"
    notes = " ".join(note.value for note in kb.vocabulary.clauses[NO_IMPROVING].clause.notes)
    assert "research" in notes


def test_b004_labelling_alone_is_contested(kb: KnowledgeBase) -> None:
    verdict = asked(kb, "runs llama_2_70b", "labels_features_of mistral_7b")
    assert by_reading(verdict) == {
        "parameters": Status.PERMITTED,
        "any_help": Status.FORBIDDEN,
        "joint_use": Status.FORBIDDEN,
    }
    assert verdict.over == ("improves",)
    assert {case.clauses for case in verdict.cases if case.status is Status.FORBIDDEN} == {(NO_IMPROVING,)}
    small = asked(kb, "runs llama_2_70b", "labels_features_of gpt2_small")
    assert small.over == ("improves", "large_language_model")


def test_b005_labels_that_lead_to_improvement_are_barred(kb: KnowledgeBase) -> None:
    lines = ("runs llama_2_70b", "labels_features_of mistral_7b")
    improving = asked(kb, *lines, "leads_to_improvement mistral_7b")
    assert (improving.status, improving.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    assert asked(kb, *lines).status is Status.CONTESTED


def test_b006_synthetic_data_and_whether_a_small_model_is_a_large_one(kb: KnowledgeBase) -> None:
    large = asked(kb, "runs acme_synthetic_data", "fine_tunes mistral_7b")
    assert (large.status, large.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    small = asked(kb, "runs acme_synthetic_data", "fine_tunes gpt2_small")
    assert small.over == ("large_language_model",)
    assert by_reading(small) == {
        "ordinary": Status.PERMITTED,
        "any_language_model": Status.FORBIDDEN,
        "any_ai_model": Status.FORBIDDEN,
    }
    entry = kb.vocabulary.terms["large_language_model"].reading("any_ai_model")
    assert entry is not None
    assert any("FAQ" in (h.source or "") and "LLM or otherwise" in (h.source or "") for h in entry.holders)


def test_b007_what_is_never_shipped_is_barred_all_the_same(kb: KnowledgeBase) -> None:
    lines = ("runs llama_2_70b", "trains mistral_7b", "for_purpose experiment")
    kept = asked(kb, *lines)
    assert (kept.status, kept.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    shipped = asked(kb, *lines, "distributes llama_2_70b")
    assert (shipped.status, shipped.clauses) == (kept.status, kept.clauses)
    assert "distribute" not in str(kb.vocabulary.clauses[NO_IMPROVING].clause.body)
    notes = " ".join(note.value for note in kb.vocabulary.clauses[NO_IMPROVING].clause.notes)
    assert "handing anything on" in notes


def test_b008_practice_is_recorded_and_is_no_permission(kb: KnowledgeBase) -> None:
    plain = with_use(kb, "runs llama_2_70b", "trains mistral_7b")
    done = plain.assume('fact done_in_practice(acme, asked)   per "a forum comment"\n')
    assert done.ask("asked") == plain.ask("asked")
    assert done.ask("asked").status is Status.FORBIDDEN
    assert read_by(kb, "done_in_practice") == set()
    assert column(done, "done_in_practice(acme, Use)") == {"asked"}


def test_b009_llama_1_forbids_commerce_and_nobody_waived_it(kb: KnowledgeBase) -> None:
    product = asked(kb, "runs llama_1_65b", "for_purpose commercial")
    assert (product.status, product.clauses) == (Status.FORBIDDEN, ("llama_1.no_commerce",))
    answers = "output said\n  output_of llama_1_65b\n  not undisclosed_lineage\n"
    data = asked(kb, "runs llama_1_65b", "runs said", "for_purpose production", given=answers)
    assert (data.status, data.clauses) == (Status.FORBIDDEN, ("llama_1.no_commerce",))
    assert kb.truth("violated_in_practice(llama_1) and no_waiver_clause(llama_1)").status == "true"
    assert read_by(kb, "violated_in_practice") == set()
    assert kb.vocabulary.clauses["llama_1.no_commerce"].clause.locator == "2.a(i)"


def test_b010_a_competitor_runs_more_risk_and_has_the_same_verdict(kb: KnowledgeBase) -> None:
    figures = "organization rival\n  monthly_active_users 2023-06 = 1 million\n"
    plain = kb.assume(figures + use_text("runs llama_2_70b", by="rival"))
    competing = plain.assume("fact rival competitor_of meta\n")
    assert competing.ask("asked") == plain.ask("asked")
    assert competing.ask("asked").status is Status.PERMITTED
    assert competing.truth("legal_risk(rival, llama_2)").status == "true"
    assert plain.truth("legal_risk(rival, llama_2)").status == "false"
    assert read_by(kb, "legal_risk") == set()


def test_b011_to_improve_has_readings_and_training_is_under_all_of_them(kb: KnowledgeBase) -> None:
    training = with_use(kb, "runs llama_2_70b", "trains mistral_7b")
    assert training.truth("improves(asked, llama_2_70b, mistral_7b)").status == "true"
    judging = with_use(kb, "runs llama_2_70b", "judges mistral_7b")
    truth = judging.truth("improves(asked, llama_2_70b, mistral_7b)")
    assert truth.status == "contested"
    assert {(c.readings[0].reading, c.status) for c in truth.cases} == {
        ("parameters", "false"),
        ("any_help", "true"),
        ("joint_use", "true"),
    }
    selecting = asked(kb, "runs llama_2_70b", "selects_versions_of mistral_7b")
    assert selecting.status is Status.FORBIDDEN


def test_b012_side_by_side_is_barred_under_the_widest_reading_only(kb: KnowledgeBase) -> None:
    beside = asked(kb, "runs llama_2_70b", "runs_alongside mistral_7b")
    both = asked(kb, "runs llama_2_70b", "runs mistral_7b")
    for verdict in (beside, both):
        assert by_reading(verdict) == {
            "parameters": Status.PERMITTED,
            "any_help": Status.PERMITTED,
            "joint_use": Status.FORBIDDEN,
        }
    flowing = asked(kb, "runs llama_2_70b", "runs_alongside mistral_7b", "leads_to_improvement mistral_7b")
    assert flowing.status is Status.FORBIDDEN


def test_b013_the_safety_projects_that_are_barred_with_proofs(kb: KnowledgeBase) -> None:
    answers = kb.query("barred_safety_project(Use)")
    assert answers.rows == (("rlaif_for_safety",), ("synthetic_data_for_safety",))
    assert answers.possible == (("label_features_for_safety",),)
    for (name,) in answers.rows:
        explanation = kb.why(str(name))
        assert explanation.verdict is not None
        assert explanation.verdict.status is Status.FORBIDDEN
        assert rests_on(explanation) == {NO_IMPROVING}
    labelling = kb.why("label_features_for_safety")
    assert NO_IMPROVING in rests_on(labelling, "forbidden")
    assert NO_IMPROVING not in rests_on(labelling, "permitted")
    assert_claim(kb, "less_useful_for_safety", "undecided", "rlaif_for_safety", "label_features_for_safety")
