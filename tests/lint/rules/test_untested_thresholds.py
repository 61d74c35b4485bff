"""A threshold and the numbers that tests give: on both sides, one, or none."""

import pytest

from support.linting import linted

RULE = "relation big(organization)\nrule Org is big\n  when {} {} 700 million\n"


def untested(numbers: list[str], operator: str = ">", compared: str = "users(Org, _)") -> list[str]:
    given = "".join(f"  given fact users(acme, 2026-0{i}) = {n}\n" for i, n in enumerate(numbers, 1))
    test = f'test "big"\n{given}  expect that acme is big\n' if numbers else ""
    return [f.message for f in linted(RULE.format(compared, operator) + test, "L303")]


@pytest.mark.parametrize(
    ("numbers", "where"),
    [([], "on either side of"), (["800 million"], "at or below"), (["700 million"], "above"), (["3"], "above")],
)
def test_the_side_that_is_missing_is_said(numbers: list[str], where: str) -> None:
    assert untested(numbers) == [f"no test has a value of `users` {where} 700 million"]


def test_numbers_next_to_the_limit_are_on_both_sides() -> None:
    assert untested(["700 million", "700_000_001"]) == []
    assert untested(["700 million", "699_999_999"], ">=") == []
    assert untested(["700 million", "700_000_001"], ">=") == ["no test has a value of `users` below 700 million"]


def test_a_sum_is_met_by_its_parts_and_by_their_total() -> None:
    assert untested(["400 million", "301 million"], compared="group_users(Org, _)") == []


def test_what_is_stated_of_an_organization_that_a_test_names_counts() -> None:
    facts = 'fact users(meta, 2026-01) = 900 million   per "r"\nfact users(acme, 2026-01) = 9   per "r"\n'
    test = 'test "big"\n  expect that meta is big\n  expect that not acme is big\n'
    rule = RULE.format("users(Org, _)", ">")
    assert linted(rule + facts + test, "L303") == []
    assert len(linted(rule + facts, "L303")) == 1


def test_tests_of_another_license_do_not_count() -> None:
    text = (
        'license mine "M"\n  licensor acme\nlicense yours "Y"\n  licensor acme\n'
        'clause mine.many at "2"\n  forbids Use\n  when Use by Org\n'
        "   and users(Org, _) > 700 million\n"
        'test "of another"\n  given fact users(acme, 2026-01) = 900 million\n  given fact users(meta, 2026-01) = 1\n'
        "  expect that {}\n"
    )
    assert len(linted(text.format("mistral derived_from llama"), "L303")) == 1
    assert linted(text.format("not licensed_under(mistral, mine)"), "L303") == []
