"""What is typed beside statements and queries: readings, verdicts asked for, changes supposed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.grammar import format_literal, tree
from licet.grammar.parser import (
    parse_changes,
    parse_demand,
    parse_reading,
    parse_reading_choice,
    parse_reading_left,
)
from support.trees import LITERALS


@pytest.mark.parametrize("text", ["reading a of b", "  reading  a\n of b ", "reading reading of of"])
def test_a_reading(text: str) -> None:
    words = text.split()
    pin, found = parse_reading(text)
    assert pin is not None
    assert (pin.reading, pin.term, found) == (words[1], words[3], ())


@pytest.mark.parametrize("text", ["", "a of b", "reading of b", "reading a", "reading a of b, c", "reading A of b"])
def test_what_is_no_reading(text: str) -> None:
    pin, (diagnostic,) = parse_reading(text)
    assert pin is None
    assert diagnostic.is_error


@pytest.mark.parametrize("text", ["a of b", "b=a", "b = a", "reading a of b"])
def test_a_reading_where_nothing_else_can_stand(text: str) -> None:
    pin, _ = parse_reading_choice(text)
    assert pin is not None
    assert (pin.reading, pin.term) == ("a", "b")


@pytest.mark.parametrize("text", ["", "a", "a of", "of b", "b=", "a = b = c", 'a = "b"'])
def test_what_is_no_reading_there(text: str) -> None:
    assert parse_reading_choice(text)[0] is None


def test_a_reading_is_left_by_its_term() -> None:
    assert parse_reading_left("reading of b") == parse_reading_left("reading a of b") == ("b", ())
    assert [parse_reading_left(text)[0] for text in ("", "reading", "a of b", "reading a b")] == [None] * 4


VERDICTS = ("permitted", "permitted with duties", "not granted", "forbidden", "conflict", "unknown", "contested")


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("use", [None, "my_use", "permitted", "unknown"])
def test_a_verdict_that_is_asked_for(use: str | None, verdict: str) -> None:
    assert parse_demand(f"{use or ''} is {verdict}") == ((use, verdict), ())


def test_a_use_or_its_verdict_can_be_left_out() -> None:
    assert parse_demand("my_use") == (("my_use", None), ())
    assert parse_demand(" ") == ((None, None), ())


@pytest.mark.parametrize("text", ["a is", "a is perhaps", "a is not", "a is not permitted", "a r b", "A is permitted"])
def test_what_asks_for_no_verdict(text: str) -> None:
    assert parse_demand(text)[0] is None


@given(st.lists(LITERALS.filter(lambda x: not format_literal(x).startswith("reading")), min_size=1, max_size=4))
def test_changes_stand_between_commas(literals: list[tree.Literal]) -> None:
    texts = [format_literal(literal) for literal in literals]
    found, _ = parse_changes(f"{', '.join(texts)}, reading r of t")
    assert found is not None
    assert found == (*literals, tree.Pin("r", "t", found[-1].span))


def test_a_comma_in_brackets_or_a_string_parts_nothing() -> None:
    found, _ = parse_changes('r(a, "b, c") = 3, not s(c, d), x in { a, b }')
    assert found is not None
    assert len(found) == 3


@pytest.mark.parametrize("text", ["", ",", "a r b,", "a r b c r d", "reading a r b", "kind model"])
def test_what_supposes_nothing(text: str) -> None:
    found, (diagnostic,) = parse_changes(text)
    assert found is None
    assert diagnostic.span is not None
    assert diagnostic.span.file == "query"
