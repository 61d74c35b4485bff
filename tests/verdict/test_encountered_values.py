"""The values at which an unknown fact matters are those that the question can come to, and all of those."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from licet import KnowledgeBase, Need, Verdict
from licet.policy.thresholds import Column
from licet.verdict.encountered_values import encountered
from licet.verdict.unknown_facts import needs_of
from support.small_world import GRANT, world

OTHER = """
license two "Two"
  in force from 2010-01-01
clause two.grant at "1"
  permits Use
artifact other
  licensed_under two
  not undisclosed_lineage
"""
IN_FORCE = ("in force from 2020-01-01 until 2030-01-01",)


def days(verdict: Verdict) -> tuple[object, ...]:
    """The days at which the day of the use matters."""
    (need,) = {n for s in verdict.needs for n in s.needs if n.relation == "on"}
    return need.thresholds


def test_a_license_of_another_thing_leaves_the_day_alone() -> None:
    kb = world(GRANT + OTHER, on=None, license=IN_FORCE)
    assert days(kb.ask("u")) == (date(2020, 1, 1), date(2030, 1, 1))
    assert kb.needs("u").facts == (Need("on", ("u",), (date(2020, 1, 1), date(2030, 1, 1))),)


def test_a_license_that_may_govern_counts() -> None:
    maybe = "open relation made_of(artifact, artifact)\nrule Whole comes_from Part\n  when Whole made_of Part\n"
    kb = world(GRANT + OTHER + maybe, on=None, license=IN_FORCE)
    assert days(kb.ask("u")) == (date(2010, 1, 1), date(2020, 1, 1), date(2030, 1, 1))
    assert days(kb.assume("fact not made_of(thing, other)\n").ask("u")) == (date(2020, 1, 1), date(2030, 1, 1))


def test_a_license_that_an_undated_exemption_may_take_away_counts() -> None:
    exempting = "rule exempt(Use, thing, one)\n  when on(Use) = Day\n   and Day < 2022-05-05\n   and Use is marked\n"
    assert days(world(GRANT + exempting, "is marked", on=None, license=IN_FORCE).ask("u")) == (
        date(2020, 1, 1),
        date(2022, 5, 5),
        date(2030, 1, 1),
    )
    assert date(2022, 5, 5) not in days(world(GRANT + exempting, on=None, license=IN_FORCE).ask("u"))


def test_a_day_that_is_passed_on_and_denied_counts() -> None:
    passed = (
        "relation day(use) = date\nrelation deadline(organization) = date\nrelation late(use)\n"
        "fact deadline(org) = 2025-05-05\norganization rival\nfact deadline(rival) = 2015-05-05\n"
        "rule day(Use) = Day\n  when on(Use) = Day\n"
        "rule Use is late\n  when Use by Org\n   and day(Use) = Day\n   and deadline(Org) = Last\n   and Day > Last\n"
        'clause one.early at "2"\n  withholds grant\n  when Use by _\n   and not Use is late\n'
    )
    assert days(world(GRANT + passed, on=None).ask("u")) == (date(2025, 5, 5),)


def test_where_two_unknown_days_meet_every_day_counts() -> None:
    meeting = (
        "open relation started(organization) = date\n"
        "rule Use is flagged\n  when on(Use) = Day\n   and Use by Org\n   and started(Org) = Start\n"
        "   and Day < Start\n"
    )
    base = world(GRANT + OTHER + meeting, on=None, license=IN_FORCE).base
    assert Column("on", 1, 2) in encountered(base.solver, base.doubt, [("flagged?", ("u",))], base.plans).clashes
    (need,) = needs_of(base, base.solver, [("flagged", ("u",))], [("on", ("u",))])
    assert need.thresholds == base.thresholds_of("on") != ()


def test_unknown_numbers_that_meet_leave_the_days_alone() -> None:
    meeting = (
        "rule Use is flagged\n  when Use by Org\n   and size(Org) = N\n   and size(rival) = M\n   and N < M\n"
        'organization rival\nclause one.small at "2"\n  withholds grant\n  when Use is flagged\n'
    )
    verdict = world(GRANT + OTHER + meeting, on=None, license=IN_FORCE).ask("u")
    assert days(verdict) == (date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture(scope="module")
def shipped(kb: KnowledgeBase) -> KnowledgeBase:
    things = ("llama_2_13b", "gemma_7b", "code_llama_7b", "mistral_7b")
    uses = (f"use undated_{t}\n  by acme\n  does use {t}\n  not breaks_law\n" for t in things)
    return kb.assume("".join(uses))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("thing", "month", "bound"),
    [
        ("llama_2_70b", "2023-06", 700_000_000),
        ("hunyuan_large_model", "2024-10", 100_000_000),
        ("hunyuan_3d_2_1_model", "2025-05", 1_000_000),
    ],
)
def test_users_that_are_part_of_a_sum_matter_at_the_bound_of_the_license_at_hand(
    shipped: KnowledgeBase, thing: str, month: str, bound: int
) -> None:
    firm = 'organization firm "Firm"\n'
    verdict = shipped.assume(firm).ask(f"by firm; on 2026-03-01; takes_place_in us; runs {thing}")
    needs = {n for s in verdict.needs for n in s.needs if n.relation == "monthly_active_users"}
    assert {(str(n.row[-1]), n.thresholds) for n in needs} == {(month, (bound,))}


@pytest.mark.slow
def test_an_unknown_number_beside_it_leaves_the_day_its_own_dates(shipped: KnowledgeBase) -> None:
    use = "use two_unknowns\n  by snap\n  does use code_llama_34b\n  not breaks_law\n"
    assert days(shipped.assume(use).ask("two_unknowns")) == (date(2023, 7, 18), date(2023, 8, 24))


@pytest.mark.slow
@pytest.mark.parametrize("thing", ["llama_2_13b", "mistral_7b", pytest.param("gemma_7b", marks=pytest.mark.deep)])
def test_the_verdict_changes_only_at_the_days_that_are_told(shipped: KnowledgeBase, thing: str) -> None:
    use = f"undated_{thing}"
    told = set(days(shipped.ask(use)))
    everywhere = shipped.base.thresholds_of("on")
    assert told < set(everywhere)
    before = None
    for threshold in everywhere:
        for day in (threshold - timedelta(1), threshold, threshold + timedelta(1)):  # type: ignore[operator]
            status = shipped.ask(use, on=day).status
            if before is not None and status is not before[1]:
                assert told & {before[0], day}, f"{before} to {day} {status}"
            before = (day, status)


def test_a_number_that_is_part_of_a_sum_matters_at_the_bounds_of_its_own_license(shipped: KnowledgeBase) -> None:
    seed = "model seed\n  licensed_under hyperclova_x_seed\n  not undisclosed_lineage\n"
    lab = "organization lab\n  not rivals_products_of naver\n  not has_express_grant hyperclova_x_seed\n"
    kb = shipped.assume(seed + lab)
    assert users(kb.ask("by lab; on 2023-10-15; runs llama_2_70b")) == {700_000_000}
    assert users(kb.ask("by lab; on 2025-10-15; runs seed")) == {10_000_000}


def users(verdict: Verdict) -> set[object]:
    """The figures at which monthly active users matter."""
    needs = {need for found in verdict.needs for need in found.needs if need.relation == "monthly_active_users"}
    return {threshold for need in needs for threshold in need.thresholds}
