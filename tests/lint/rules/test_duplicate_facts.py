"""A fact that stands twice, in blocks and statements alike, and when the second one can be taken out."""

import pytest

from licet.grammar.diagnostics import Fix
from licet.grammar.fixing import with_fixes
from licet.grammar.source import SourceFile
from support.linting import NAME, findings, linted


def fix_of(text: str) -> Fix | None:
    (found,) = [d for d in findings(text) if d.code == "L103"]
    return found.fix


def test_a_line_and_a_statement_that_say_the_same_are_found_at_the_second() -> None:
    (found,) = linted('model otter "Otter"\n  is large\n\nfact otter is large\n', "L103")
    assert found.underlined == "fact otter is large"
    assert found.labels == (("is large", "stated here, too"),)


@pytest.mark.parametrize("second", ['fact label(otter, "b")', "fact mistral is large", "fact otter developed_by acme"])
def test_what_differs_in_anything_is_another_fact(second: str) -> None:
    assert linted(f'model otter "O"\n  is large\n  label "a"\n{second}\n', "L103") == []


def test_the_second_line_is_taken_out_where_it_says_nothing_more() -> None:
    text = 'model otter "Otter"\n\nfact otter is large   per "card"\nfact otter is large\n'
    fix = fix_of(text)
    assert fix is not None
    assert fix.safe
    assert with_fixes(SourceFile(NAME, text), [fix]).text == 'model otter "Otter"\n\nfact otter is large   per "card"\n'


def test_a_source_of_its_own_and_a_line_with_something_else_stay() -> None:
    assert fix_of('model otter "O"\nfact otter is large\nfact otter is large   per "card"\n') is None
    assert fix_of('model otter "O"\n  is large\nfact otter is large   # why\n') is None
