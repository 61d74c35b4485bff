"""Two licenses with the same words, and one word of difference in what is made of them."""

from support.linting import linted

LICENSES = 'license mine "Mine"\n  licensor acme\nlicense yours "Yours"\n  licensor meta\n'
WORDS = "You must keep the notice in every copy that you share."


def clause(
    license: str, effect: str = "requires notice of Use of Thing to share as covenant", words: str = WORDS
) -> str:
    return f'clause {license}.keep at "1"\n  quote "{words}"\n  {effect}\n  when Thing licensed_under {license}\n'


def test_one_word_of_difference_under_the_same_words_is_found() -> None:
    text = LICENSES + clause("mine") + clause("yours", "requires notice of Use of Thing to copy as covenant")
    (found,) = linted(text, "L204")
    assert found.message == "`yours.keep` quotes the same words as `mine.keep`, and makes `copy` of them, not `share`"


def test_names_of_the_licenses_are_no_difference() -> None:
    assert linted(LICENSES + clause("mine") + clause("yours"), "L204") == []


def test_other_words_or_more_than_one_word_of_difference_are_none() -> None:
    other = "requires notice of Use of Thing to copy as covenant"
    assert linted(LICENSES + clause("mine") + clause("yours", other, f"{WORDS} Always."), "L204") == []
    assert linted(LICENSES + clause("mine") + clause("yours", "forbids Use of Thing to copy"), "L204") == []


def test_a_license_that_makes_both_of_the_words_has_not_slipped() -> None:
    copying = "requires notice of Use of Thing to copy as covenant"
    both = clause("yours") + clause("yours", copying).replace("keep", "keep_too")
    assert linted(LICENSES + clause("mine") + both, "L204") == []


def test_clauses_of_one_license_may_differ_in_a_word() -> None:
    other = clause("mine", "requires notice of Use of Thing to copy as covenant").replace("keep", "keep_too")
    assert linted(LICENSES + clause("mine") + other, "L204") == []
