"""A permission and a prohibition that can meet, and nothing says which comes first."""

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from support.linting import linted
from support.small_world import FORBID, GRANT, world

LICENSE = 'license mine "My terms"\n  licensor acme\n'
PERMIT = 'clause mine.grant at "1"\n  permits Use of Thing to copy\n  when Thing licensed_under mine\n'


def open_between(prohibition: str, more: str = "") -> list[str]:
    return [f.message for f in linted(f"{LICENSE}{PERMIT}{prohibition}{more}", "L203")]


def test_what_ends_in_conflict_is_found_before_anybody_asks() -> None:
    base: KnowledgeBase = world(GRANT + FORBID)
    assert base.ask("u").status.value == "conflict"
    assert [d.code for d in base.lint() if d.code == "L203"] == ["L203"]
    ordered = world(GRANT + FORBID.replace("forbids Use", "forbids Use\n  overrides grant"))
    assert ordered.ask("u").status.value == "forbidden"
    assert [d.code for d in ordered.lint() if d.code == "L203"] == []


def test_the_permission_is_found_with_all_that_is_open_and_the_acts() -> None:
    law = 'clause mine.law at "2"\n  forbids Use\n  when breaks_law(Use)\n'
    size = 'clause mine.size at "3"\n  forbids Use of Thing to copy, share\n  when Thing is large\n'
    (found,) = linted(LICENSE + PERMIT + law + size, "L203")
    assert found.underlined == "mine.grant"
    assert "`law`, `size` forbid" in found.message
    assert found.message.endswith(": copy")
    assert [underlined for underlined, _ in found.labels] == ["mine.law", "mine.size"]


@pytest.mark.parametrize(
    "prohibition",
    [
        "forbids Use to share\n  when breaks_law(Use)",
        "forbids Use\n  overrides grant\n  when breaks_law(Use)",
        "forbids Use\n  withholds grant\n  when breaks_law(Use)",
        "forbids Use of Thing\n  when Thing is large\n  unless Thing licensed_under mine",
    ],
)
def test_other_acts_a_stated_order_and_conditions_that_never_meet_are_no_finding(prohibition: str) -> None:
    assert open_between(f'clause mine.no at "2"\n  {prohibition}\n') == []


def test_conditions_that_rules_keep_apart_never_meet() -> None:
    apart = (
        "relation outside(artifact)\nrule outside(Thing)\n  when Thing derived_from llama\n"
        "  unless Thing licensed_under mine\n"
    )
    assert open_between(f'{apart}clause mine.no at "2"\n  forbids Use of Thing\n  when Thing is outside\n') == []


def test_a_third_clause_that_takes_one_of_them_away_settles_it() -> None:
    no = 'clause mine.no at "2"\n  forbids Use\n  when breaks_law(Use)\n'
    third = 'clause mine.end at "3"\n  withholds grant\n  when breaks_law(Use)\n'
    assert len(open_between(no)) == 1
    assert open_between(no, third) == []


def test_clauses_of_two_licenses_are_not_ordered_among_each_other() -> None:
    other = 'license yours "Y"\n  licensor acme\nclause yours.no at "2"\n  forbids Use\n'
    assert open_between(other) == []
