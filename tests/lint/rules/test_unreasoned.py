"""Reasons that are none."""

import pytest

from licet.lint.rules.unreasoned import is_no_reason
from support.linting import linted

LICENSE = 'license mine "M"\n  licensor acme\n'


@pytest.mark.parametrize("text", ["", "  ", "TODO", "to do.", "n/a", "…", "tbd", "?"])
def test_a_stand_in_is_no_reason(text: str) -> None:
    assert is_no_reason(text)


@pytest.mark.parametrize("text", ["warranty disclaimer", "todo lists are not part of it", "memo"])
def test_words_are_one(text: str) -> None:
    assert not is_no_reason(text)


def test_each_statement_that_stands_for_a_judgement_needs_one() -> None:
    adopt = 'adopt reading narrow of improves\n  for acme\n  by "GC" on 2026-01-01\n'
    accept = 'accept "b096c8036421" because "tbd"\n'
    text = f'{LICENSE}  unread because "TODO"\nunmodelled mine "3" because ""\n{accept}{adopt}'
    assert [f.message for f in linted(text, "L304")] == [
        "no reason is given that no clause of `mine` is encoded",
        "no reason is given that 3 is not modelled",
        "no reason is given that a change is accepted",
        "no reason is given that a reading of `improves` is adopted",
    ]


def test_with_one_nothing_is_found() -> None:
    assert linted(f'{LICENSE}unmodelled mine "3" because "warranty disclaimer"\n', "L304") == []
