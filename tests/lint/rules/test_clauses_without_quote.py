"""A clause that quotes nothing."""

from support.linting import linted

LICENSE = 'license mine "My terms"\n  licensor acme\n'


def test_a_clause_without_a_quote_is_found_by_name() -> None:
    (found,) = linted(f'{LICENSE}clause grant at "1"\n  permits Use to copy\n', "L301")
    assert (found.underlined, found.message) == ("grant", "clause `grant` quotes nothing of `mine`")


def test_a_clause_with_one_is_not() -> None:
    assert linted(f'{LICENSE}clause grant at "1"\n  quote "copy it"\n  permits Use to copy\n', "L301") == []
