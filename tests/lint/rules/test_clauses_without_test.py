"""What counts as a test of a clause: it is named, or what it does is."""

import pytest

from support.linting import linted

LICENSE = 'license mine "My terms"\n  licensor acme\nmodel otter "Otter"\n  licensed_under mine\n'
GRANT = 'clause grant at "1"\n  permits Use of Thing to copy\n  when Thing licensed_under mine\n'
USE = "  given use u\n    - by acme\n    - on 2026-01-01\n    - does copy otter\n"


def untested(clauses: str, expect: str, given: str = "") -> list[str]:
    text = f'{LICENSE}{clauses}test "it"\n{USE}{given}  expect {expect}\n'
    return [f.underlined for f in linted(text, "L302")]


def test_a_clause_is_tested_where_a_test_gives_it_as_the_reason() -> None:
    assert untested(GRANT, "permitted") == ["grant"]
    assert untested(GRANT, "permitted because grant") == []


def test_a_duty_that_a_test_of_the_license_expects_names_its_clause() -> None:
    clauses = 'clause keep at "2"\n  requires notice of Use of Thing to copy\n  when Thing licensed_under mine\n'
    assert untested(clauses, "permitted") == ["keep"]
    assert untested(clauses, "duty notice") == []
    assert untested(clauses, "no duty notice") == []


def test_the_test_has_to_be_about_the_license() -> None:
    clauses = 'clause keep at "2"\n  requires notice of Use of Thing to copy\n  when Thing licensed_under mine\n'
    other = 'license yours "Y"\n  licensor acme\n'
    use = "  given use u\n    - by acme\n    - does copy llama\n"
    text = f'{LICENSE}{other}{clauses.replace("keep", "mine.keep")}test "of another"\n{use}  expect duty notice\n'
    assert [f.underlined for f in linted(text, "L302")] == ["mine.keep"]


@pytest.mark.parametrize(("given", "found"), [("", ["end"]), ("    - breaks_law\n", [])])
def test_a_clause_that_only_defeats_is_shown_by_what_it_defeats_where_its_conditions_are_given(
    given: str, found: list[str]
) -> None:
    clauses = f'{GRANT}clause end at "2"\n  withholds grant\n  when breaks_law(Use)\n'
    assert untested(clauses, "permitted because grant", given) == found


def test_a_clause_is_named_by_the_contested_term_that_it_asks_for() -> None:
    clauses = 'clause no at "2"\n  forbids Use\n  when Use improves Model\n   and Model is large\n'
    assert untested(clauses, "contested") == ["no"]
    assert untested(clauses, "contested over improves") == []


def test_a_clause_that_brings_in_a_license_is_named_by_a_clause_of_that() -> None:
    clauses = (
        'license policy "Policy"\n  licensor acme\nclause mine.grant at "1"\n  permits Use to copy\n'
        'clause mine.policy at "2"\n  incorporates policy\n  when Thing licensed_under mine\n'
        'clause policy.law at "1"\n  forbids Use\n  when breaks_law(Use)\n'
    )
    assert untested(clauses, "forbidden because mine.grant") == ["mine.policy", "policy.law"]
    assert untested(clauses, "forbidden because policy.law") == ["mine.grant"]
