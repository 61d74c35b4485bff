"""The same thread on the words "open source" and on what the license leaves out: rows B026 to B044."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Need, NeedSet, Status
from licet.logic.values import Month
from support.background import (
    NO_IMPROVING,
    asked,
    assert_claim,
    by_reading,
    column,
    needed,
    read_by,
    rests_on,
    sources,
    with_use,
)

pytestmark = pytest.mark.slow


def test_b026_llama_2_is_not_open_source_with_three_proofs(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 is open_source").status == "false"
    for point, source in (
        ("osd_5", "section 2"),
        ("osd_6", "1.b.v"),
        ("osd_7", "section 2: you must request a license from Meta"),
    ):
        explanation = kb.why_literal(f"llama_2 violates {point}")
        assert explanation.truth is not None
        assert explanation.truth.status == "true"
        (ground,) = explanation.grounds
        (fact,) = ground.proof.facts()
        assert fact.fact is not None
        assert str(fact.fact.per).startswith(source)
    assert_claim(kb, "osi_not_open_source", "supported", by="osi")


def test_b027_the_initiatives_word_outranks_the_others(kb: KnowledgeBase) -> None:
    assert column(kb, "outranks_on(osi, Other, osd)") == {"comma_soft", "finxter", "meta"}
    assert column(kb, "outranks_on(Who, osi, osd)") == set()
    assert kb.claim("osi_not_open_source").status == "supported"
    assert_claim(kb, "meta_open_source", "contradicted", by="meta")


def test_b028_what_was_said_of_llama_1_does_not_leak_to_llama_2(kb: KnowledgeBase) -> None:
    commercial, study = ("for_purpose commercial",), ("for_purpose research", "for_purpose noncommercial")
    sold = asked(kb, "runs llama_1_7b", *commercial, on="2023-04-01")
    assert (sold.status, sold.clauses) == (Status.FORBIDDEN, ("llama_1.no_commerce",))
    studied = asked(kb, "runs llama_1_7b", *study, on="2023-04-01")
    assert (studied.status, studied.clauses) == (Status.PERMITTED, ("llama_1.grant",))
    for lines in (commercial, study):
        second = asked(kb, "runs llama_2_7b", *lines)
        assert second.status is Status.PERMITTED
        assert second.licenses == ("llama_2", "llama_2_aup")
    assert column(kb, "limited_to_noncommercial(License)") == {
        *(
            "apple_research_model",
            "cc_by_nc_4_0",
            "cc_by_nc_nd_4_0",
            "cc_by_nc_sa_3_0",
            "cc_by_nc_sa_4_0",
            "chameleon_license",
            "exaone_1_1_nc",
            "exaone_4",
        ),
        *("flux_1_dev_nc", "flux_2_dev_nc", "llama_1", "minimax_m2_7", "mistral_mrl_0_1", "qwen_research"),
        *("sdxl_0_9_research", "seamless_license", "stability_nc_2024_03_18", "stability_nc_research_2023"),
        *("stability_nc_research_2023_12_06", "svd_nc_2023_11_21", "tongyi_qianwen_research_2023"),
    }
    assert_claim(kb, "lecun_first_llama", "supported", "acme_chat_product", by="yann_lecun")


def test_b029_not_approved_and_falls_short(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 is osi_approved").status == "false"
    assert kb.truth("apache_2_0 is osi_approved").status == "true"
    assert column(kb, "llama_2 violates Point") == {"osd_5", "osd_6", "osd_7"}
    assert_claim(kb, "comment_not_open_source", "supported")


@pytest.mark.parametrize("model", ["llama_2_7b", "llama_2_13b", "llama_2_70b"])
def test_b030_whether_the_source_code_is_there_is_contested(kb: KnowledgeBase, model: str) -> None:
    truth = kb.truth(f"{model} is meets_osd_2")
    assert truth.status == "contested"
    assert truth.over == ("meets_osd_2",)
    assert {(c.readings[0].reading, c.status) for c in truth.cases} == {
        ("training_code", "false"),
        ("weights", "true"),
    }


def test_b031_with_code_and_dataset_asked_for_it_is_not_there(kb: KnowledgeBase) -> None:
    pins = [pin for case in kb.truth("llama_2_70b is meets_osd_2").cases for pin in case.readings]
    training = [pin for pin in pins if pin.reading == "training_code"]
    assert kb.truth("llama_2_70b is meets_osd_2", readings=training).status == "false"
    assert kb.truth("llama_2_70b is training_code_published").status == "true"
    assert kb.truth("llama_2_70b is training_data_disclosed").status == "false"


def test_b032_with_the_weights_as_source_it_is_there(kb: KnowledgeBase) -> None:
    pins = [pin for case in kb.truth("llama_2_70b is meets_osd_2").cases for pin in case.readings]
    weights = [pin for pin in pins if pin.reading == "weights"]
    assert kb.truth("llama_2_70b is meets_osd_2", readings=weights).status == "true"
    assert kb.truth("llama_2_70b is open_source_release", readings=weights).status == "false"


def test_b033_point_5_is_violated_by_a_request_not_a_ban(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 violates osd_5").status == "true"
    clause = kb.vocabulary.clauses["llama_2.many_users"].clause
    assert clause.locator == "2"
    assert "you must request a license from Meta" in clause.quotes[0].value
    assert "no ban in so many words" in clause.notes[0].value
    assert asked(kb, "runs llama_2_70b", by="giant").status is Status.NOT_GRANTED


def test_b034_snaps_february_figure_decides_nothing_unless_carried_forward(kb: KnowledgeBase) -> None:
    verdict = kb.ask("snap_chat_product")
    assert verdict.status is Status.UNKNOWN
    june = Need("monthly_active_users", ("snap", Month(2023, 6)), (700_000_000,))
    assert verdict.needs == (NeedSet((june,)),)
    assert (verdict.at_worst, verdict.at_best) == (Status.NOT_GRANTED, Status.PERMITTED_WITH_DUTIES)
    february = kb.why_literal("monthly_active_users(snap, 2023-02) = 750 million")
    assert february.truth is not None
    assert february.truth.status == "true"
    carried = kb.assume(
        "fact monthly_active_users(snap, 2023-06) = 750 million\nfact not has_express_grant(snap, llama_2)\n"
    ).ask("snap_chat_product")
    assert (carried.status, carried.clauses) == (Status.NOT_GRANTED, ("llama_2.many_users",))
    assert_claim(kb, "snap_750_million", "supported", "snap_chat_product")


def test_b035_whom_section_2_hits_is_derived_and_the_intent_is_an_opinion(kb: KnowledgeBase) -> None:
    assert column(kb, "hit_by_threshold(Org, llama_2)") == {"snap"}
    assert read_by(kb, "hit_by_threshold") == set()
    more = kb.assume("fact monthly_active_users(alphabet, 2023-07) = 2 billion\n")
    assert column(more, "hit_by_threshold(Org, llama_2)") == {"alphabet", "snap"}
    assert_claim(kb, "aimed_at_competitors", "undecided", "snap_chat_product")


def test_b036_point_7_is_violated_for_some_need_a_further_license(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 violates osd_7").status == "true"
    assert sources(kb, "llama_2 violates osd_7") == {"section 2: you must request a license from Meta"}
    assert kb.truth("apache_2_0 violates osd_7").status == "false"


def test_b037_point_6_is_violated_by_the_ban_on_training_another_model(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 violates osd_6").status == "true"
    (source,) = sources(kb, "llama_2 violates osd_6")
    assert str(source).startswith("1.b.v")
    assert sources(kb, "bars_project(llama_2, train_other_llm)") == {"1.b.v"}


def test_b038_the_policy_is_incorporated(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 incorporates_policy llama_2_aup").status == "true"
    clause = kb.vocabulary.clauses["llama_2.acceptable_use"].clause
    assert clause.locator == "1.b.iv"
    assert "incorporated by reference" in clause.quotes[0].value
    assert asked(kb, "runs llama_2_70b").licenses == ("llama_2", "llama_2_aup")


def test_b039_every_item_is_a_rule_and_the_ambiguous_ones_are_contested(kb: KnowledgeBase) -> None:
    located = {entry.clause.locator for entry in kb.vocabulary.clauses_of("llama_2_aup")}
    items = {f"AUP 1.1.{n}" for n in range(1, 7)} | {f"AUP 1.{n}" for n in range(2, 8)}
    items |= {f"AUP {list_}.{n}" for list_ in (2, 3) for n in range(1, 7)} | {f"AUP {n}" for n in range(1, 5)}
    assert located == items
    purposes = column(kb, "llama_2_aup bars_purpose Purpose")
    stated_at = {str(s).split(":")[0] for p in purposes for s in sources(kb, f"llama_2_aup bars_purpose {p}")}
    assert stated_at == items - {"AUP 1", "AUP 4"}
    for purpose, term in (
        ("military_administration", "serves_the_military"),
        ("drug_policy_analysis", "concerns_drugs"),
        ("infrastructure_planning", "operates_infrastructure"),
        ("unlabelled_publication", "passes_as_human"),
    ):
        verdict = asked(kb, "runs llama_2_70b", f"for_purpose {purpose}")
        assert verdict.over == (term,)
        assert sorted(s.value for s in by_reading(verdict).values()) == ["forbidden", "permitted"]
    assert_claim(kb, "policy_ambiguous", "undecided")


def test_b040_meta_calls_open_source_what_is_not(kb: KnowledgeBase) -> None:
    assert kb.query("mislabels(Org, License)").rows == (("meta", "llama_2"),)
    (source,) = sources(kb, "calls_open_source(meta, llama_2)")
    assert source is not None
    assert "open source large language model" in source


def test_b041_less_useful_for_safety_is_an_opinion_that_rows_2_to_6_support(kb: KnowledgeBase) -> None:
    assert kb.query("barred_safety_project(Use)").rows == (("rlaif_for_safety",), ("synthetic_data_for_safety",))
    assert_claim(kb, "less_useful_for_safety", "undecided", "rlaif_for_safety", "synthetic_data_for_safety")


def test_b042_the_items_that_a_commercial_use_runs_into_are_flagged(kb: KnowledgeBase) -> None:
    product = with_use(
        kb,
        "runs llama_2_70b",
        "for_purpose commercial",
        "for_purpose infrastructure_operation",
        "for_purpose spam",
    )
    assert column(product, "risk_flag(asked, Purpose)") == {"infrastructure_operation", "spam"}
    verdict = product.ask("asked")
    assert verdict.clauses == ("llama_2_aup.critical_infrastructure", "llama_2_aup.spam")
    assert column(kb, "risk_flag(acme_chat_product, Purpose)") == set()
    assert read_by(kb, "risk_flag") == set()
    assert_claim(kb, "legal_risk_of_custom_license", "supported", "acme_chat_product")


def test_b043_a_competitors_risk_is_a_note(kb: KnowledgeBase) -> None:
    rivals = {"alphabet", "bytedance", "openai", "snap", "telegram", "tencent"}
    assert column(kb, "legal_risk(Org, llama_2)") == rivals
    assert read_by(kb, "legal_risk") == set()
    figures = "fact monthly_active_users(openai, 2023-06) = 100 million\n"
    assert asked(kb, "runs llama_2_70b", by="openai", given=figures).status is Status.PERMITTED


def test_b044_whom_and_what_the_license_leaves_out(kb: KnowledgeBase) -> None:
    assert column(kb, "llama_2 withholds_rights_from Group") == {"large_platforms"}
    assert column(kb, "bars_project(llama_2, Project)") == {"train_noncompeting_llm", "train_other_llm"}
    assert {"military", "weapons", "illegal_drugs", "spam"} <= column(kb, "llama_2_aup bars_purpose Purpose")
    for lines, by, clause in (
        (("runs llama_2_70b",), "giant", "llama_2.many_users"),
        (("runs llama_2_70b", "for_purpose spam"), "acme", "llama_2_aup.spam"),
        (("runs llama_2_70b", "trains mistral_7b"), "acme", NO_IMPROVING),
    ):
        case = with_use(kb, *lines, by=by)
        verdict = case.ask("asked")
        assert verdict.status.refuses
        assert verdict.clauses == (clause,)
        assert clause in rests_on(case.why("asked"))
    assert not needed(asked(kb, "runs llama_2_70b", by="giant"))
    assert_claim(kb, "a_limited_commercial_license", "supported", "acme_chat_product")
