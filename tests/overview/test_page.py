"""The page of licenses and everyday questions is what the policies say, and finds what they measure by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from licet import KnowledgeBase, Status
from licet.overview.asked import DAY, Asked, ask_all, readable, unread
from licet.overview.page import document, rows_of

PAGE = Path(__file__).parents[2] / "docs" / "licenses.md"
PART = ("apache_2_0", "llama_3_1", "qwen_2024")
"""Licenses that are looked at every time; all of them take a minute."""


@pytest.mark.slow
def test_the_page_has_the_rows_that_the_policies_give(kb: KnowledgeBase) -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    expected = rows_of(kb, PART)
    assert len(expected) == 3 * len(PART) + 2
    assert [line for line in lines if any(f"`{name}`" in line.split(" | ")[0] for name in PART)] == list(expected)


def test_the_page_names_each_license_that_is_encoded_and_each_that_is_not(kb: KnowledgeBase) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in (*readable(kb), *unread(kb)) if f"`{name}`" not in text] == []


@pytest.mark.deep
def test_the_whole_page_is_what_the_policies_say(kb: KnowledgeBase) -> None:
    assert PAGE.read_text(encoding="utf-8") == document(kb)


@pytest.fixture(scope="module")
def asked(kb: KnowledgeBase) -> dict[str, Asked]:
    """Some licenses, asked at once."""
    names = ["llama_3_1", "kimi_k2", "apache_2_0", "gemma_terms_2025_03_24"]
    return dict(zip(names, ask_all(kb, names), strict=True))


@pytest.mark.slow
def test_figures_are_found_and_asked_on_both_sides(asked: dict[str, Asked]) -> None:
    llama = asked["llama_3_1"]
    assert [(f.relation, f.arguments, f.bound) for f in llama.figures] == [
        ("monthly_active_users", ("2024-06",), 700_000_000)
    ]
    found = {use: verdict.status for use, verdict in llama.verdicts.items()}
    assert found["below"] is found["at"] is Status.PERMITTED_WITH_DUTIES
    assert found["above"] is found["affiliated"] is Status.NOT_GRANTED
    assert found["publish_named"] is Status.PERMITTED_WITH_DUTIES
    assert found["publish_renamed"] is Status.FORBIDDEN


@pytest.mark.slow
def test_a_duty_beyond_a_figure_counts_as_a_figure_and_what_measures_nothing_has_none(asked: dict[str, Asked]) -> None:
    kimi, apache = asked["kimi_k2"], asked["apache_2_0"]
    assert [figure.relation for figure in kimi.figures] == ["product_revenue", "users_of_product"]
    assert kimi.verdicts["at"].status is Status.PERMITTED
    assert {duty.name for duty in kimi.verdicts["above"].duties if not duty.fulfilled} == {"name_displayed"}
    assert apache.figures == ()
    assert not {"below", "at", "above", "affiliated", "publish_named"} & set(apache.verdicts)


def test_a_license_whose_place_another_took_is_asked_on_its_last_day(asked: dict[str, Asked]) -> None:
    earlier, now = asked["gemma_terms_2025_03_24"], asked["apache_2_0"]
    assert (earlier.day, now.day) == (date(2026, 3, 31), DAY)
    assert earlier.verdicts["run"].status is Status.PERMITTED


def test_what_only_points_to_a_license_or_reserves_all_rights_is_not_asked_of(kb: KnowledgeBase) -> None:
    assert not {"own_work", "code_llama", "llama_2_aup"} & set(readable(kb))
    assert {"apache_2_0", "llama_2", "mistral_mnpl_0_1"} <= set(readable(kb))
