"""A forum thread on the release of Llama 2: rows B014 to B025, on its terms and its models."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Need, NeedSet, Status
from licet.checks.quotes import find_quote
from licet.logic.values import Month
from support.background import (
    NO_IMPROVING,
    asked,
    assert_claim,
    by_reading,
    column,
    duties,
    locator_of,
    needed,
    read_by,
    rests_on,
    shipped_text,
    sources,
    with_use,
)

pytestmark = pytest.mark.slow


def test_b014_metas_claim_is_recorded_and_contradicted(kb: KnowledgeBase) -> None:
    assert_claim(kb, "meta_open_source", "contradicted", "acme_chat_product", by="meta")
    assert kb.truth("llama_2 is open_source").status == "false"
    assert column(kb, "llama_2 violates Point") == {"osd_5", "osd_6", "osd_7"}
    assert kb.truth("meta mislabels llama_2").status == "true"


def test_b015_commercial_use_is_permitted_with_duties_and_has_limits(kb: KnowledgeBase) -> None:
    verdict = kb.ask("acme_chat_product")
    assert verdict.status is Status.PERMITTED_WITH_DUTIES
    assert verdict.clauses == ("llama_2.grant",)
    assert kb.vocabulary.clauses["llama_2.grant"].clause.locator == "1.a"
    assert duties(verdict) == {
        "copy_of_agreement": "llama_2.pass_on_to_users",
        "disclose_dangers": "llama_2_aup.known_dangers",
    }
    commercial = ("runs llama_2_70b", "for_purpose commercial")
    refused = {
        "2": asked(kb, *commercial, by="giant"),
        "1.b.iv": asked(kb, *commercial, "for_purpose weapons"),
        "1.b.v": asked(kb, *commercial, "trains mistral_7b"),
    }
    assert {where: v.clauses for where, v in refused.items()} == {
        "2": ("llama_2.many_users",),
        "1.b.iv": ("llama_2_aup.weapons",),
        "1.b.v": (NO_IMPROVING,),
    }
    assert all(v.status.refuses for v in refused.values())
    shared = asked(kb, *commercial, "distributes llama_2_70b")
    assert duties(shared) == {"attribution_notice": "llama_2.notice", "copy_of_agreement": "llama_2.pass_on"}
    assert_claim(kb, "free_for_commercial_use", "undecided", "acme_chat_product", by="meta")


def test_b016_a_partnership_is_no_grant_and_a_grant_is_what_is_needed(kb: KnowledgeBase) -> None:
    verdict = kb.ask("microsoft_hosts_llama_2")
    assert verdict.status is Status.UNKNOWN
    assert ("granted_as_partner", "microsoft", "llama_2") in needed(verdict)
    assert verdict.also == ("llama_2.many_users",)
    assert kb.truth("microsoft partner_of meta").status == "true"
    assert read_by(kb, "partner_of") == {"has_express_grant", "has_express_grant?"}
    large = "fact monthly_active_users(microsoft, 2023-06) = 1 billion\n"
    figures = kb.assume(large)
    assert figures.ask("microsoft_hosts_llama_2").status is Status.UNKNOWN
    assert needed(figures.ask("microsoft_hosts_llama_2")) == {("granted_as_partner", "microsoft", "llama_2")}
    granted = figures.assume("fact has_express_grant(microsoft, llama_2)\n").ask("microsoft_hosts_llama_2")
    assert granted.status.allows
    denied = figures.assume("fact not granted_as_partner(microsoft, llama_2)\n").ask("microsoft_hosts_llama_2")
    assert (denied.status, denied.clauses) == (Status.NOT_GRANTED, ("llama_2.many_users",))
    assert_claim(kb, "microsoft_preferred_partner", "supported", "microsoft_hosts_llama_2", by="meta")


def test_b017_plain_facts_with_their_source(kb: KnowledgeBase) -> None:
    assert kb.query("training_tokens(llama_2_models) = Tokens").rows == ((2_000_000_000_000,),)
    assert kb.query("training_tokens(llama_1_models) = Tokens").rows == ((1_400_000_000_000,),)
    assert kb.query("context_length(llama_2_models) = Tokens").rows == ((4096,),)
    assert kb.query("context_length(llama_1_models) = Tokens").rows == ((2048,),)
    for literal in (
        "training_tokens(llama_2_models) = 2_000_000_000_000",
        "context_length(llama_2_models) = 4096",
        "llama_2_70b is grouped_query_attention",
    ):
        (source,) = sources(kb, literal)
        assert source is not None
        assert source.startswith("Llama 2 announcement")
    for relation in ("training_tokens", "context_length", "grouped_query_attention"):
        assert read_by(kb, relation) == set()


def test_b018_the_34b_model_is_outside_the_license(kb: KnowledgeBase) -> None:
    verdict = asked(kb, "runs llama_2_34b")
    assert verdict.status is Status.UNKNOWN
    assert verdict.licenses == ()
    assert needed(verdict) == {("licensed_under", "llama_2_34b")}
    released = column(kb, "Model belongs_to llama_2_models")
    assert "llama_2_34b" not in released
    sizes = {"llama_2_7b", "llama_2_13b", "llama_2_70b"}
    assert released == sizes | {f"{size}_chat" for size in sizes}


@pytest.mark.parametrize("size", ["7b", "13b", "70b"])
def test_b019_base_and_chat_models_stand_alike(kb: KnowledgeBase, size: str) -> None:
    for does, *lines in (
        ("runs",),
        ("distributes",),
        ("sublicenses",),
        ("runs", "trains mistral_7b"),
        ("runs", "for_purpose weapons"),
        ("runs", "judges mistral_7b"),
    ):
        base = asked(kb, f"{does} llama_2_{size}", *lines)
        chat = asked(kb, f"{does} llama_2_{size}_chat", *lines)
        assert (chat.status, chat.licenses, chat.clauses) == (base.status, base.licenses, base.clauses)
        assert (chat.over, duties(chat)) == (base.over, duties(base))


def test_b020_the_license_attaches_whatever_the_channel_and_a_host_may_add_terms(kb: KnowledgeBase) -> None:
    assert {"azure", "hugging_face", "meta_download"} <= column(kb, "llama_2_models available_at Channel")
    assert read_by(kb, "available_at") == set()
    hosted = (
        "model hosted\n  licensed_under llama_2\n  quantized_from llama_2_70b\n"
        "  available_at azure\n  not undisclosed_lineage\n"
    )
    arms = asked(kb, "runs hosted", "for_purpose military", given=hosted)
    assert (arms.status, arms.clauses) == (Status.FORBIDDEN, ("llama_2_aup.military",))
    assert asked(kb, "runs hosted", given=hosted).status is Status.PERMITTED
    terms = 'license host_terms "Terms of a host"\n  unread because "not seen"\n'
    added = hosted + terms + "fact hosted licensed_under host_terms\n"
    verdict = asked(kb, "runs hosted", given=added)
    assert verdict.status is Status.UNKNOWN
    assert {"llama_2", "host_terms"} <= set(verdict.licenses)


def test_b021_accepted_by_a_click_or_by_use_and_no_purpose_is_asked(kb: KnowledgeBase) -> None:
    given = "organization clicker\n  accepted llama_2\norganization user\n  monthly_active_users 2023-06 = 1 thousand\n"
    used = with_use(kb, "runs llama_2_70b", by="user", given=given)
    assert used.truth("asked party_to llama_2").status == "true"
    assert with_use(kb, by="clicker", given=given).truth("asked party_to llama_2").status == "true"
    assert with_use(kb, by="user", given=given).truth("asked party_to llama_2").status == "unknown"
    assert with_use(kb, "runs llama_2_70b", by="scraper").truth("asked party_to llama_2").status == "false"
    assert used.query("asked for_purpose Purpose").rows == ()
    assert used.ask("asked").status is Status.PERMITTED


def test_b022_not_always_free_for_commercial_use(kb: KnowledgeBase) -> None:
    lines = ("runs llama_2_70b", "for_purpose commercial")
    assert asked(kb, *lines, "serves llama_2_70b").status is Status.PERMITTED_WITH_DUTIES
    assert asked(kb, *lines, by="giant").status is Status.NOT_GRANTED
    assert asked(kb, *lines, by="telegram").status is Status.UNKNOWN
    assert asked(kb, *lines, "trains mistral_7b").status is Status.FORBIDDEN


def test_b023_the_quote_is_that_of_the_pinned_text_and_1_v_is_1_b_v(kb: KnowledgeBase) -> None:
    text = shipped_text(kb, "llama_2")
    assert find_quote(text, "You will not use the Llama Materials or any output or results").found
    clause = kb.vocabulary.clauses[NO_IMPROVING].clause
    assert clause.locator == "1.b.v"
    for quote in clause.quotes:
        assert find_quote(text, quote.value).found
        assert not find_quote(text, quote.value.replace("results", "answers")).found
    assert locator_of(kb, "llama_2", "1.v") == "1.b.v"


def test_b024_the_figure_is_that_of_june_2023_affiliates_included_and_strictly_more(kb: KnowledgeBase) -> None:
    unsaid = asked(kb, "runs llama_2_70b", by="unsaid", given="organization unsaid\n  not has_express_grant llama_2\n")
    assert unsaid.status is Status.UNKNOWN
    need = Need("monthly_active_users", ("unsaid", Month(2023, 6)), (700_000_000,))
    assert unsaid.needs == (NeedSet((need,)),)

    def by_figures(*figures: str) -> Status:
        lines = "".join(f"  monthly_active_users {figure}\n" for figure in figures)
        given = f"organization org\n  not has_express_grant llama_2\n{lines}"
        return asked(kb, "runs llama_2_70b", by="org", given=given).status

    assert by_figures("2023-06 = 700 million") is Status.PERMITTED
    assert by_figures("2023-06 = 700_000_001") is Status.NOT_GRANTED
    assert by_figures("2023-06 = 1 million", "2023-05 = 2 billion", "2023-07 = 2 billion") is Status.PERMITTED
    sister = (
        "organization org\n  not has_express_grant llama_2\n  monthly_active_users 2023-06 = 1\n"
        "organization sister\n  affiliate_of org\n  monthly_active_users 2023-06 = 701 million\n"
    )
    assert asked(kb, "runs llama_2_70b", by="org", given=sister).status is Status.NOT_GRANTED
    together = sister.replace("= 1\n", "= 350 million\n").replace("701", "351")
    assert by_reading(asked(kb, "runs llama_2_70b", by="org", given=together)) == {
        "summed": Status.NOT_GRANTED,
        "each_alone": Status.PERMITTED,
    }


def test_b025_the_policy_applies_and_its_character_is_an_opinion(kb: KnowledgeBase) -> None:
    arms = with_use(kb, "runs llama_2_70b", "for_purpose weapons")
    assert arms.ask("asked").clauses == ("llama_2_aup.weapons",)
    assert {"llama_2.acceptable_use", "llama_2_aup.weapons"} <= rests_on(arms.why("asked"))
    assert_claim(kb, "policy_pretty_standard", "undecided", "acme_chat_product")
    assert_claim(kb, "policy_ambiguous", "undecided", "acme_chat_product")
