"""A machine-translated blog post on Llama 2's license: rows B093 to B124."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Need, NeedSet, Status
from licet.logic.values import Month
from support.background import (
    NO_IMPROVING,
    TUNED,
    asked,
    assert_claim,
    by_reading,
    column,
    duties,
    needed,
    rests_on,
    sources,
    use_text,
    with_use,
)

pytestmark = pytest.mark.slow

FIRMS = ("alphabet", "bytedance", "microsoft", "snap", "telegram", "tencent")


def purpose(kb: KnowledgeBase, name: str, *lines: str) -> tuple[Status, tuple[str, ...]]:
    verdict = asked(kb, "runs llama_2_70b", f"for_purpose {name}", *lines)
    return verdict.status, verdict.clauses


def barred(clause: str) -> tuple[Status, tuple[str, ...]]:
    return Status.FORBIDDEN, (f"llama_2_aup.{clause}",)


FREE = (Status.PERMITTED, ("llama_2.grant",))


def test_b093_the_llama_area_permit_is_not_approved(kb: KnowledgeBase) -> None:
    assert [hit.name for hit in kb.find("Llama Area Permit")] == ["llama_2"]
    assert kb.truth("llama_2 is osi_approved").status == "false"
    assert column(kb, "License is osi_approved") >= {"apache_2_0", "mit_license"}


def test_b094_whether_the_source_is_there_is_contested(kb: KnowledgeBase) -> None:
    truth = kb.truth("llama_2_70b is meets_osd_2")
    assert (truth.status, truth.over) == ("contested", ("meets_osd_2",))
    assert kb.truth("mpt_7b is meets_osd_2").status == "true"


def test_b095_changing_and_passing_on_is_granted(kb: KnowledgeBase) -> None:
    verdict = asked(kb, "modifies llama_2_70b", "distributes llama_2_70b")
    assert (verdict.status, verdict.clauses) == (Status.PERMITTED_WITH_DUTIES, ("llama_2.grant",))
    assert duties(verdict)["copy_of_agreement"] == "llama_2.pass_on"
    places = {kb.vocabulary.clauses[key].clause.locator for key in ("llama_2.grant", "llama_2.pass_on")}
    assert places == {"1.a", "1.b.i"}
    assert_claim(kb, "no_modifying", "contradicted", "acme_chat_product", by="finxter")


def test_b096_the_spirit_of_open_source_is_recorded(kb: KnowledgeBase) -> None:
    assert_claim(kb, "meta_spirit_of_open_source", "undecided", "acme_chat_product", by="meta")


def test_b097_later_licenses_are_listed(kb: KnowledgeBase) -> None:
    assert column(kb, "License later_version_of llama_2") == {
        *("llama_3", "llama_3_1", "llama_3_2", "llama_3_3", "llama_4")
    }
    assert column(kb, "llama_2 later_version_of License") == {"llama_1"}
    assert len(kb.vocabulary.licenses["llama_2"].texts) == 1
    assert_claim(kb, "second_look", "undecided", by="finxter")


def test_b098_mpt_is_apache_and_nobody_knows_of_jurassic(kb: KnowledgeBase) -> None:
    mpt = asked(kb, "runs mpt_7b", "for_purpose commercial")
    assert (mpt.status, mpt.licenses) == (Status.PERMITTED, ("apache_2_0",))
    jurassic = asked(kb, "runs jurassic_1_jumbo", "for_purpose commercial")
    assert jurassic.status is Status.UNKNOWN
    assert needed(jurassic) == {("licensed_under", "jurassic_1_jumbo")}
    assert_claim(kb, "mpt_apache", "supported", by="finxter")
    assert_claim(kb, "jurassic_apache", "undecided", by="finxter")


def test_b099_agreed_by_a_click_and_by_use(kb: KnowledgeBase) -> None:
    clicked = with_use(kb, by="clicker", given="organization clicker\n  accepted llama_2\n")
    assert clicked.truth("asked party_to llama_2").status == "true"
    assert kb.truth("acme_chat_product party_to llama_2").status == "true"
    refused = with_use(kb, by="osi", given="fact osi never_accepted llama_2\n")
    assert refused.truth("asked party_to llama_2").status == "false"


def test_b100_who_shares_it_hands_over_the_agreement(kb: KnowledgeBase) -> None:
    for act, clause in (("distributes", "llama_2.pass_on"), ("serves", "llama_2.pass_on_to_users")):
        shared = asked(kb, f"{act} llama_2_70b")
        assert shared.status is Status.PERMITTED_WITH_DUTIES
        assert duties(shared)["copy_of_agreement"] == clause
    done = asked(kb, "serves llama_2_70b", "fulfils copy_of_agreement of llama_2")
    assert "copy_of_agreement" not in duties(done)
    assert "copy_of_agreement" not in duties(asked(kb, "copies llama_2_70b"))


def test_b101_the_law_must_be_kept(kb: KnowledgeBase) -> None:
    unlawful = asked(kb, "runs llama_2_70b", "breaks_law")
    assert unlawful.status is Status.FORBIDDEN
    assert set(unlawful.clauses) == {"llama_2.law", "llama_2_aup.violate_law"}
    assert kb.vocabulary.clauses["llama_2.law"].clause.locator == "1.b.iv"
    unsaid = with_use(kb, "runs llama_2_70b")
    assert unsaid.ask("asked").status is Status.PERMITTED
    strictly = unsaid.ask("asked", strict=True)
    assert strictly.status is Status.UNKNOWN
    assert ("breaks_law", "asked") in needed(strictly)
    presumed = {p.relation for p in unsaid.ask("asked", presumptions=True).presumptions or ()}
    assert "breaks_law" in presumed
    denied = with_use(kb, "runs llama_2_70b", "not breaks_law").ask("asked", presumptions=True)
    assert "breaks_law" not in {p.relation for p in denied.presumptions or ()}


def test_b102_new_things_may_be_made_with_it(kb: KnowledgeBase) -> None:
    verdict = asked(kb, "does derive llama_2_7b", "modifies llama_2_7b")
    assert (verdict.status, verdict.clauses) == (Status.PERMITTED, ("llama_2.grant",))
    assert kb.vocabulary.clauses["llama_2.grant"].clause.locator == "1.a"


def test_b103_other_models_may_not_be_made_better_unless_they_are_llama_2s_own(kb: KnowledgeBase) -> None:
    other = asked(kb, "runs llama_2_70b", "trains mistral_7b")
    assert (other.status, other.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    for own in ("llama_2_13b", "tuned"):
        assert asked(kb, "runs llama_2_70b", f"trains {own}", given=TUNED).status is Status.PERMITTED


def test_b104_google_is_barred_twice_openai_once(kb: KnowledgeBase) -> None:
    given = (
        "fact monthly_active_users(alphabet, 2023-06) = 2 billion\n"
        "fact not has_express_grant(alphabet, llama_2)\n"
        "fact monthly_active_users(openai, 2023-06) = 100 million\n"
    )
    bard = asked(kb, "runs llama_2_70b", "trains bard", by="alphabet", given=given)
    assert (bard.status, bard.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    assert bard.also == ("llama_2.many_users",)
    running = asked(kb, "runs llama_2_70b", by="alphabet", given=given)
    assert (running.status, running.clauses) == (Status.NOT_GRANTED, ("llama_2.many_users",))
    gpt = asked(kb, "runs llama_2_70b", "trains gpt_3_5", by="openai", given=given)
    assert (gpt.status, gpt.clauses, gpt.also) == (Status.FORBIDDEN, (NO_IMPROVING,), ())


def test_b105_over_the_threshold_nothing_is_given_until_meta_gives_it(kb: KnowledgeBase) -> None:
    without = asked(kb, "runs llama_2_70b", by="giant")
    assert (without.status, without.clauses) == (Status.NOT_GRANTED, ("llama_2.many_users",))
    given = "organization favoured\n  monthly_active_users 2023-06 = 1 billion\n  has_express_grant llama_2\n"
    assert asked(kb, "runs llama_2_70b", by="favoured", given=given).status is Status.PERMITTED


@pytest.mark.parametrize("firm", FIRMS)
def test_b106_firms_on_a_list_of_september_are_unknown_until_june_is_known(kb: KnowledgeBase, firm: str) -> None:
    verdict = asked(kb, "runs llama_2_70b", by=firm)
    assert verdict.status is Status.UNKNOWN
    june = Need("monthly_active_users", (firm, Month(2023, 6)), (700_000_000,))
    grant = Need("granted_as_partner", (firm, "llama_2"))
    partner = kb.truth(f"{firm} partner_of meta").status == "true"
    assert verdict.needs == (NeedSet((grant, june) if partner else (june,)),)
    assert firm in {c.name for c in kb.claim("firms_over_700_million").claim.about}
    assert_claim(kb, "firms_over_700_million", "undecided", "snap_chat_product", by="finxter")


def left_out(kb: KnowledgeBase, section: str) -> str:
    (entry,) = [u for u in kb.vocabulary.unmodelled["llama_2"] if u.locator == section]
    return entry.reason


def test_b107_everything_comes_as_is(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 is disclaims_warranty").status == "true"
    assert sources(kb, "llama_2 is disclaims_warranty") == {"section 3"}
    assert "AS IS" in left_out(kb, "3")


def test_b108_liability_is_excluded(kb: KnowledgeBase) -> None:
    assert kb.truth("llama_2 is excludes_liability").status == "true"
    assert sources(kb, "llama_2 is excludes_liability") == {"section 4"}
    assert "liability" in left_out(kb, "4")


def test_b109_the_name_may_describe_and_nothing_else(kb: KnowledgeBase) -> None:
    describing = asked(kb, "brands_with llama_2_70b", "names_descriptively")
    assert (describing.status, describing.clauses) == (Status.PERMITTED, ("llama_2.marks_in_description",))
    branding = asked(kb, "brands_with llama_2_70b")
    assert (branding.status, branding.clauses) == (Status.FORBIDDEN, ("llama_2.marks",))
    assert kb.vocabulary.clauses["llama_2.marks"].clause.locator == "5.a"


def test_b110_the_maker_owns_it_and_the_agreement_still_applies(kb: KnowledgeBase) -> None:
    made = kb.assume(TUNED + use_text("distributes tuned"))
    assert made.truth("acme owns tuned").status == "true"
    assert made.truth("acme owns llama_2_7b").status == "false"
    verdict = made.ask("asked")
    assert verdict.status is Status.PERMITTED_WITH_DUTIES
    assert duties(verdict)["copy_of_agreement"] == "llama_2.pass_on"
    barred_too = asked(kb, "runs tuned", "trains mistral_7b", given=TUNED)
    assert barred_too.clauses == (NO_IMPROVING,)


def test_b111_a_suit_ends_the_rights_by_itself_and_a_complaint_does_not(kb: KnowledgeBase) -> None:
    plaintiff = "organization plaintiff\n  monthly_active_users 2023-06 = 5\n  sued_over llama_2 = 2023-11-01\n"
    before, on_the_day = (
        asked(kb, "runs llama_2_70b", by="plaintiff", on=day, given=plaintiff) for day in ("2023-10-31", "2023-11-01")
    )
    assert before.status is Status.PERMITTED
    assert (on_the_day.status, on_the_day.clauses) == (Status.NOT_GRANTED, ("llama_2.litigation",))
    teller = "organization teller\n  monthly_active_users 2023-06 = 5\n  complained_about llama_2\n"
    assert asked(kb, "runs llama_2_70b", by="teller", on="2024-01-01", given=teller).status is Status.PERMITTED
    assert "Meta or any entity" in kb.vocabulary.clauses["llama_2.litigation"].clause.quotes[0].value
    assert_claim(kb, "tell_meta_and_lose_it", "undecided", by="finxter")


def test_b112_meta_may_terminate_after_a_breach_then_delete_and_cease(kb: KnowledgeBase) -> None:
    given = (
        "organization offender\n  monthly_active_users 2023-06 = 5\n  breached llama_2\n"
        "organization ended\n  monthly_active_users 2023-06 = 5\n  breached llama_2\n"
        "  terminated_for llama_2 = 2023-12-01\n"
    )
    assert asked(kb, "runs llama_2_70b", by="offender", on="2024-01-01", given=given).status is Status.PERMITTED
    late = with_use(kb, "runs llama_2_70b", by="ended", on="2024-01-01", given=given)
    assert (late.ask("asked").status, late.ask("asked").clauses) == (Status.NOT_GRANTED, ("llama_2.termination",))
    assert column(late, "must_delete(Org, llama_2)") == {"ended"}
    assert asked(kb, "runs llama_2_70b", by="ended", on="2023-11-30", given=given).status is Status.PERMITTED


def test_b113_the_law_and_courts_of_california(kb: KnowledgeBase) -> None:
    assert column(kb, "llama_2 courts_of Place") == {"california"}
    assert column(kb, "llama_2 law_of Place") == {"california"}
    assert "California" in left_out(kb, "7")


def test_b114_discrimination_against_persons_and_uses_violates_points_5_and_6(kb: KnowledgeBase) -> None:
    assert {"osd_5", "osd_6"} <= column(kb, "llama_2 violates Point")
    for point in ("osd_5", "osd_6"):
        assert kb.truth(f"apache_2_0 violates {point}").status == "false"


def test_b115_the_initiatives_argument_is_recorded(kb: KnowledgeBase) -> None:
    assert_claim(kb, "osi_no_foresight", "undecided", by="osi")


def test_b116_operating_infrastructure_is_barred_and_analysing_drug_policy_contested(kb: KnowledgeBase) -> None:
    assert purpose(kb, "infrastructure_operation") == barred("critical_infrastructure")
    assert purpose(kb, "illegal_drugs") == barred("drugs")
    analysis = asked(kb, "runs llama_2_70b", "for_purpose drug_policy_analysis")
    assert by_reading(analysis) == {"activities_that_harm": Status.PERMITTED, "anything_related": Status.FORBIDDEN}
    places = [kb.vocabulary.clauses[f"llama_2_aup.{c}"].clause.locator for c in ("drugs", "critical_infrastructure")]
    assert places == ["AUP 2.3", "AUP 2.4"]


def test_b117_another_definition_can_be_added(kb: KnowledgeBase) -> None:
    assert_claim(kb, "osi_open_in_ai", "undecided", by="osi")
    added = kb.assume(
        'definition openness "A definition of somebody else\'s"\ncriterion openness_data\n'
        "rule License violates openness_data\n  when Release licensed_under License\n"
        "  unless Release is training_data_disclosed\n"
        "fact osi keeps_definition openness\n"
    )
    assert "openness_data" in column(added, "llama_2 violates Point")
    assert "openness_data" not in column(kb, "llama_2 violates Point")


def test_b118_violence_and_exploitation_of_children_are_barred(kb: KnowledgeBase) -> None:
    assert purpose(kb, "violence_or_terrorism") == barred("violence_or_terrorism")
    assert purpose(kb, "child_exploitation") == barred("child_exploitation")
    assert purpose(kb, "journalism") == FREE


def test_b119_bullying_discriminating_and_prying_are_barred(kb: KnowledgeBase) -> None:
    assert purpose(kb, "harassment") == barred("harassment")
    assert purpose(kb, "unlawful_discrimination") == barred("unlawful_discrimination")
    assert purpose(kb, "sensitive_personal_data", "not has_required_consents") == barred("sensitive_data")
    assert purpose(kb, "sensitive_personal_data")[0] is Status.UNKNOWN
    assert purpose(kb, "sensitive_personal_data", "has_required_consents") == FREE


def test_b120_advice_by_a_professional_takes_a_licence_to_practise(kb: KnowledgeBase) -> None:
    assert purpose(kb, "professional_practice", "not licensed_to_practise") == barred("unlicensed_practice")
    assert purpose(kb, "professional_practice")[0] is Status.UNKNOWN
    assert purpose(kb, "professional_practice", "licensed_to_practise") == FREE


def test_b121_malware_is_barred(kb: KnowledgeBase) -> None:
    assert purpose(kb, "malware") == barred("malware")
    assert kb.vocabulary.clauses["llama_2_aup.malware"].clause.locator == "AUP 1.7"


def test_b122_the_dangerous_purposes_are_barred(kb: KnowledgeBase) -> None:
    items = {
        "military": "military",
        "weapons": "weapons",
        "illegal_drugs": "drugs",
        "infrastructure_operation": "critical_infrastructure",
        "self_harm": "self_harm",
        "incitement_to_violence": "incitement",
    }
    for number, (name, clause) in enumerate(items.items(), start=1):
        assert purpose(kb, name) == barred(clause)
        assert kb.vocabulary.clauses[f"llama_2_aup.{clause}"].clause.locator == f"AUP 2.{number}"
        assert kb.truth(f"llama_2_aup bars_purpose {name}").status == "true"


def test_b123_the_deceiving_purposes_are_barred(kb: KnowledgeBase) -> None:
    items = {
        "fraud_or_disinformation": "fraud_or_disinformation",
        "defamation": "defamation",
        "spam": "spam",
        "impersonation": "impersonation",
        "posing_as_human": "human_made",
        "fake_engagement": "fake_engagement",
    }
    for number, (name, clause) in enumerate(items.items(), start=1):
        case = with_use(kb, "runs llama_2_70b", f"for_purpose {name}")
        assert purpose(kb, name) == barred(clause)
        assert f"llama_2_aup.{clause}" in rests_on(case.why("asked"))
        assert kb.vocabulary.clauses[f"llama_2_aup.{clause}"].clause.locator == f"AUP 3.{number}"
    assert purpose(kb, "impersonation", "has_consent_to_impersonate") == FREE


def test_b124_known_dangers_are_disclosed_to_end_users(kb: KnowledgeBase) -> None:
    serving = asked(kb, "serves llama_2_70b")
    assert serving.status is Status.PERMITTED_WITH_DUTIES
    assert duties(serving)["disclose_dangers"] == "llama_2_aup.known_dangers"
    assert kb.vocabulary.clauses["llama_2_aup.known_dangers"].clause.locator == "AUP 4"
    assert asked(kb, "runs llama_2_70b").status is Status.PERMITTED
    told = asked(kb, "serves llama_2_70b", "fulfils disclose_dangers of llama_2_aup")
    assert told.status is Status.PERMITTED_WITH_DUTIES
    assert "disclose_dangers" not in duties(told)
