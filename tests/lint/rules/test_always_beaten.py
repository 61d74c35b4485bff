"""A clause that never decides anything, since another one always comes before it."""

import pytest

from support.linting import linted

LICENSE = 'license mine "My terms"\n  licensor acme\n'
OURS = "  when Thing licensed_under mine\n"
GRANT = f'clause mine.grant at "1"\n  permits Use of Thing to copy\n{OURS}   and Thing is large\n'


def beaten(second: str, grant: str = GRANT) -> list[str]:
    return [f.message for f in linted(LICENSE + grant + second, "L202")]


@pytest.mark.parametrize(
    "verb", ["withholds grant", "disapplies grant", "forbids Use of Thing to copy\n  overrides grant"]
)
def test_a_clause_is_always_beaten_where_what_beats_it_asks_for_no_more(verb: str) -> None:
    (message,) = beaten(f'clause mine.no at "2"\n  {verb}\n  when Thing licensed_under mine\n')
    assert message.startswith("`no` always")


@pytest.mark.parametrize(
    "second",
    [
        "withholds grant\n  when breaks_law(Use)",
        "withholds grant\n  when Thing licensed_under mine\n   and Thing derived_from llama",
        "withholds grant\n  when Thing licensed_under mine\n  unless Thing is large",
        "withholds grant\n  in force from 2030-01-01\n  when Thing licensed_under mine",
        "forbids Use of Thing to share\n  overrides grant\n  when Thing licensed_under mine",
    ],
)
def test_a_clause_that_sometimes_stands_is_left_alone(second: str) -> None:
    lines = second.split("\n")
    force = [line for line in lines if "in force" in line]
    rest = [line for line in lines if line not in force]
    assert beaten("\n".join(['clause mine.no at "2"', *force, f"  {rest[0]}", *rest[1:], ""])) == []


def test_what_beats_it_may_have_variables_of_its_own() -> None:
    grant = f'clause mine.grant at "1"\n  permits Use of Thing to copy\n{OURS}   and Thing derived_from llama\n'
    second = (
        'clause mine.no at "2"\n  withholds grant\n  when Thing derived_from Any\n   and Thing licensed_under Which\n'
    )
    assert len(beaten(second, grant)) == 1


def test_two_things_that_are_not_named_may_be_two() -> None:
    more = "   and users(acme, _) > 5\n   and users(acme, _) < 3\n"
    grant = f'clause mine.grant at "1"\n  permits Use of Thing to copy\n{OURS}{more}'
    assert len(beaten(f'clause mine.no at "2"\n  withholds grant\n{OURS}   and users(acme, _) > 5\n', grant)) == 1
    assert beaten(f'clause mine.no at "2"\n  withholds grant\n{OURS}   and users(acme, _) > 9\n', grant) == []


def test_what_is_itself_withheld_beats_nothing_always() -> None:
    second = 'clause mine.no at "2"\n  disapplies grant\n  when Thing licensed_under mine\n'
    third = 'clause mine.yes at "3"\n  disapplies no\n  when Thing derived_from llama\n'
    assert len(beaten(second)) == 1
    assert beaten(second + third) == []


def test_a_duty_beside_a_permission_is_not_overridden() -> None:
    grant = GRANT.replace("  when", "  requires notice of Use of Thing as covenant\n  when", 1)
    second = (
        'clause mine.no at "2"\n  forbids Use of Thing to copy\n  overrides grant\n  when Thing licensed_under mine\n'
    )
    assert beaten(second, grant) == []
