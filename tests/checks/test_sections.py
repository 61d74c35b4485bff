"""Section numbers in license texts, and locators."""

import pytest

from licet.checks.sections import locator_parts, section_at, sections, uncovered

NESTED = """\
Preamble: 1. is not a section.
1. Grant.
      a. Rights.
            i. One.
            ii. Two.
      b. Duties.
            i. Three.
2. Threshold.
3. Warranty.
      a. None.
      c. Odd.
"""
NAMED = "Section 1: Definitions\n1.1 Terms\n1.2 More\n(a) x\n(b) y\nSection 2: Use\n1. not a section\n2. neither\n"
REPEATED = "1. One\n2. Two\n1. One again\n2. Two again\n"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (NESTED, "1 1.a 1.b 2 3"),
        (NAMED, "1 1.1 1.2 2"),
        (REPEATED, ""),
        ("1. Only one\n", ""),
        ("2. Two\n3. Three\n", ""),
        ("   1. Indented\n   2. As well\n", "1 2"),
        ("1) One\n2) Two\n3) Three\n", "1 2 3"),
        ("", ""),
    ],
)
def test_sections_are_those_numbered_without_a_gap(text: str, numbers: str) -> None:
    assert " ".join(map(str, sections(text))) == numbers


def test_a_line_is_in_the_top_section_that_holds_it() -> None:
    found = sections(NESTED)
    assert [str(section_at(found, line)) for line in (1, 2, 7, 8, 11)] == ["None", "1", "1", "2", "3"]


@pytest.mark.parametrize("locator", ["1.b.v", "1.b.v.", "1(b)(v)", "Section 1(b)(v)", "§ 1.b.v", "$1.b.V", "1 b v"])
def test_locators_are_read_in_the_ways_people_write_them(locator: str) -> None:
    assert locator_parts(locator) == ("1", "b", "v")


@pytest.mark.parametrize(
    ("locators", "missing"),
    [
        ([], "1 2 3"),
        (["1.a", "2"], "1.b 3"),
        (["1.b.i", "1.a", "3.c", "2"], ""),
        (["1", "3"], "2"),
        (["preamble"], "1 2 3"),
        (["10.a"], "1 2 3"),
    ],
)
def test_what_no_locator_names_is_uncovered(locators: list[str], missing: str) -> None:
    assert " ".join(map(str, uncovered(sections(NESTED), map(locator_parts, locators)))) == missing
