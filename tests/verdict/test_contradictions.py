"""Statements that contradict each other only by what rules make of them: none gets an answer."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, PolicyError, Status
from licet.grammar.diagnostics import Diagnostic

WORLD = """\
kind use
kind thing
use ann
use bob
thing shop
relation excludes(symbol, symbol)
relation sells(use, thing)
relation gives(use, thing)
relation earns(use)
relation giver(use)
open relation pays_tax(use)
open relation is_rich(use)
fact excludes(earns, giver)
rule X is earns
  when X sells _
rule X is giver
  when X gives _
rule X is giver
  when is_rich(X)
rule X is pays_tax
  when X is earns
"""


def found_in(kb: KnowledgeBase, text: str) -> Diagnostic:
    with pytest.raises(PolicyError) as raised:
        kb.assume(text)
    (found,) = raised.value.diagnostics
    return found


def test_what_follows_from_two_facts_is_in_no_two_relations_that_exclude_each_other() -> None:
    kb = KnowledgeBase.parse(WORLD + "fact ann sells shop\n")
    found = found_in(kb, "fact ann gives shop\n")
    assert found.code == "E327"
    assert found.message == "`earns(ann)` and `giver(ann)` exclude each other, and both follow from what is stated"
    assert {label.text for label in found.labels} < {"this says `earns`", "this says `giver`"}
    kb.assume("fact bob gives shop\n")


def test_what_one_file_makes_of_another_is_found_when_both_are_loaded() -> None:
    with pytest.raises(PolicyError) as raised:
        KnowledgeBase.parse(WORLD + "fact ann sells shop\nfact ann gives shop\n")
    assert [d.code for d in raised.value.diagnostics] == ["E327"]


def test_what_is_denied_does_not_follow() -> None:
    kb = KnowledgeBase.parse(WORLD)
    found = found_in(kb, "use eve\n  sells shop\n  not is pays_tax\n")
    assert (found.code, found.message) == ("E329", "`pays_tax(eve)` is denied, and it follows from what is stated")
    kb.assume("use eve\n  gives shop\n  not is pays_tax\n")


def test_what_may_be_so_contradicts_nothing() -> None:
    kb = KnowledgeBase.parse(WORLD)
    kb.assume("use eve\n  sells shop\n")
    kb.assume("use eve\n  sells shop\n  is_rich = unknown\n")
    assert found_in(kb, "use eve\n  sells shop\n  is_rich\n").code == "E327"


FIGURES = """\
relation at_odds(use, text) "what is stated of it cannot all be so, and why"
open relation took_in_a_month(use) = number
open relation took_in_a_year(use) = number
rule at_odds(Use, "a month has more than its year")
  when took_in_a_month(Use) = Month
   and took_in_a_year(Use) = Year
   and Month > Year
"""


def test_figures_that_cannot_both_be_so_are_told_with_the_reason_and_both_places() -> None:
    kb = KnowledgeBase.parse(WORLD + FIGURES)
    found = found_in(kb, "use eve\n  took_in_a_month = 12\n  took_in_a_year = 2\n")
    assert (found.code, found.message) == (
        "E331",
        "what is stated of `eve` cannot all be so: a month has more than its year",
    )
    assert found.span is not None
    assert [found.span.line, *(label.span.line for label in found.labels)] == [3, 2]
    kb.assume("use eve\n  took_in_a_month = 1\n  took_in_a_year = 2\n")
    kb.assume("use eve\n  took_in_a_month = 12\n")
    kb.assume("use eve\n  took_in_a_month = 12\n  took_in_a_year = unknown\n")


def test_a_test_whose_suppositions_contradict_each_other_fails() -> None:
    given = 'test "Both"\n  given fact ann sells shop\n  given fact ann gives shop\n  expect that earns(ann)\n'
    (result,) = KnowledgeBase.parse(WORLD + given).test()
    assert [d.code for d in result.failures] == ["E327"]


FREE = "by acme; on 2025-08-01; runs flux_1_dev; for_purpose noncommercial"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{FREE}; earns_money", "E327"),
        (f"{FREE}; for_purpose commercial", "E327"),
        (f"{FREE}; sells flux_1_dev", "E327"),
        (f"{FREE}; does sell flux_1_dev", "E327"),
        (f"{FREE}; product_revenue 30", "E327"),
        (f"{FREE}; product_recurring_revenue 30", "E327"),
        ("by acme; on 2026-10-01; runs qwen_3_8_flash_next; for_purpose production, experiment", "E327"),
        ("by acme; on 2026-10-01; serves qwen_3_8_flash_next; kept_inside", "E327"),
        ("by acme; on 2026-10-01; publishes qwen_3_8_flash_next; kept_inside", "E327"),
        ("by acme; on 2025-08-01; runs flux_1_dev; for_purpose commercial; not earns_money", "E329"),
        ("by acme; on 2025-08-01; sells flux_1_dev; not earns_money", "E329"),
        ("by acme; on 2025-08-01; runs llama_2_7b; for_purpose warfare; not for_purpose military", "E329"),
    ],
)
def test_no_use_is_for_nothing_and_for_money_or_kept_and_handed_on(kb: KnowledgeBase, line: str, code: str) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.ask(line)
    assert [d.code for d in raised.value.diagnostics] == [code]


@pytest.mark.parametrize(
    "line",
    [
        FREE,
        f"{FREE}; not earns_money; product_revenue 0",
        f"{FREE}; for_purpose production",
        "by acme; on 2026-10-01; runs qwen_3_8_flash_next; kept_inside; for_purpose commercial, production",
        "by acme; on 2026-10-01; sells qwen_3_8_flash_next; earns_money; for_purpose commercial",
    ],
)
def test_a_use_that_says_the_same_in_two_ways_is_answered(kb: KnowledgeBase, line: str) -> None:
    kb.ask(line)


def test_a_purpose_of_ones_own_that_is_a_kind_of_commercial_is_not_for_nothing(kb: KnowledgeBase) -> None:
    mine = kb.assume('purpose adverts "Adverts"\nfact adverts kind_of commercial\n')
    with pytest.raises(PolicyError) as raised:
        mine.ask(f"{FREE}; for_purpose adverts")
    assert [d.code for d in raised.value.diagnostics] == ["E327"]
    mine.ask("by acme; on 2025-08-01; runs flux_1_dev; for_purpose adverts")


def test_who_has_agreed_in_some_way_has_not_never_agreed(kb: KnowledgeBase) -> None:
    text = 'organization mine "Mine"\n  contracted llama_2\n  never_accepted llama_2\n'
    assert found_in(kb, text).code == "E327"


GROUP = """\
organization parent "Parent"
  is model_as_a_service
  most_revenue_in_twelve_months = 25 million

organization arm "Arm"
  is model_as_a_service
  most_revenue_in_twelve_months = 10 million
  annual_revenue 2026-08 = 10 million
  affiliate_of parent from 2020-01-01
"""


@pytest.mark.parametrize(
    "described",
    [
        "by arm; on 2026-10-01; for_purpose commercial; serves kimi_k3_model; product_revenue 1; users_of_product 1",
        "by parent; on 2026-10-01; for_purpose commercial; serves kimi_k3_model; product_revenue 26 million",
        "by parent; on 2026-10-01; not earns_money; serves k_exaone_model; product_recurring_revenue 5",
        "by acme; on 2026-10-01; serves stable_diffusion_3_5_large; highest_group_revenue 9; product_revenue 10",
        "by acme; on 2026-10-01; serves krea_2_raw; trailing_group_revenue 9; product_revenue 10",
        "by acme; on 2026-10-01; serves ltx_2_5; group_annual_revenue 9; product_revenue 10",
        "by arm; on 2026-10-01; serves ltx_2_5; group_annual_revenue 9",
        "by arm; on 2026-10-01; serves krea_2_raw; trailing_group_revenue 9",
        "by arm; on 2026-10-01; runs lfm_2_1_2b; revenue_of_entity 9 million",
        "by acme; on 2026-10-01; serves krea_2_raw; trailing_group_revenue 9; revenue_of_preceding_month 10",
        "by arm; on 2026-10-01; runs stable_diffusion_3_5_large; product_recurring_revenue 9; highest_group_revenue 1",
    ],
)
def test_the_lower_of_two_figures_of_a_group_decides_nothing(described: str, kb: KnowledgeBase) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.assume(GROUP).ask(described)
    assert {d.code for d in raised.value.diagnostics} == {"E331"}


def test_figures_of_two_makers_who_are_no_group_are_not_at_odds(kb: KnowledgeBase) -> None:
    text = GROUP.replace("  affiliate_of parent from 2020-01-01\n", "")
    kb.assume(text).ask("by parent, arm; on 2026-10-01; runs kimi_k3_model; for_purpose research; not earns_money")


SEATED = """\
organization somebody "Somebody"
  not is commercial_entity
  seated_in cuba
"""
STUDY = "by somebody; on 2026-11-01; for_purpose research; not earns_money; runs "


@pytest.mark.parametrize(
    "model", ["flux_1_dev", "flux_2_dev", "sam_3", "seamless_expressive", "chameleon_7b", "ltx_2_5"]
)
def test_a_seat_under_an_embargo_waits_for_what_comes_of_it(kb: KnowledgeBase, model: str) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.assume(SEATED).ask(STUDY + model)
    assert [d.code for d in raised.value.diagnostics] == ["E331"]
    listed = kb.assume(f"{SEATED}  is target_of_sanctions\n").ask(STUDY + model)
    assert listed.status in (Status.FORBIDDEN, Status.NOT_GRANTED)
    kb.assume(f"{SEATED}  is spared_by_sanctions\n").ask(STUDY + model)


def test_a_seat_elsewhere_or_under_a_license_that_heeds_no_sanctions_waits_for_nothing(kb: KnowledgeBase) -> None:
    kb.assume(SEATED).ask(f"{STUDY}mistral_7b")
    kb.assume(SEATED.replace("cuba", "spain")).ask(f"{STUDY}flux_1_dev")


@pytest.mark.parametrize("model", ["flux_1_dev", "flux_2_dev", "ltx_2_5"])
def test_a_private_person_declared_as_an_organization_is_told_so(kb: KnowledgeBase, model: str) -> None:
    described = f"by me; on 2026-11-01; for_purpose personal_use; runs {model}"
    with pytest.raises(PolicyError) as raised:
        kb.assume('organization me "Me"\n  not is commercial_entity\n').ask(described)
    assert [d.code for d in raised.value.diagnostics] == ["E331"]
    kb.assume('person me "Me"\n').ask(described)


@pytest.mark.parametrize(
    ("model", "figure"),
    [
        ("playground_v2_1024px_aesthetic", "highest_image_users 5 million"),
        ("index_tts_2", "group_users_last_month 300 million"),
        ("index_tts_2", "group_revenue_last_year_in_rmb 2_000 million"),
    ],
)
def test_a_person_at_home_with_the_figures_of_a_company_is_asked_about_them(
    kb: KnowledgeBase, model: str, figure: str
) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.assume('person me "Me"\n').ask(f"by me; on 2026-11-01; fine_tunes {model}; {figure}")
    assert [d.code for d in raised.value.diagnostics] == ["E331"]
    kb.assume('person me "Me"\n').ask(f"by me; on 2026-11-01; fine_tunes {model}")


@pytest.mark.parametrize(
    ("described", "code"),
    [
        ("by acme; on 2026-03-01; runs llama_2_7b; trains_unnamed_model", "E331"),
        (
            "by acme; on 2026-03-01; for_purpose model_training; trains_unnamed_model; "
            "generates_data_for llama_2_7b with llama_2_70b_chat",
            "E331",
        ),
        ("by trader; on 2026-03-01; distributes mistral_large_2407; for_purpose research", "E327"),
    ],
)
def test_what_would_be_passed_over_without_a_word_is_an_error(kb: KnowledgeBase, described: str, code: str) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.assume('person trader "In business"\n  commercial_entity\n' if "trader" in described else "").ask(described)
    assert [d.code for d in raised.value.diagnostics] == [code]
