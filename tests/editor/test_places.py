from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.editor.places import Place, Range, Units, offset_at, range_of, range_of_span
from licet.grammar.source import SourceFile, Span

UNITS: tuple[Units, ...] = ("utf-8", "utf-16", "utf-32")


@pytest.mark.parametrize(("units", "character"), [("utf-8", 8), ("utf-16", 6), ("utf-32", 5)])
def test_characters_count_in_the_units_of_the_editor(units: Units, character: int) -> None:
    source = SourceFile("f", '\n"😀" abc')
    found = range_of(source, 5, 8, units)
    assert (found.start.line, found.start.character) == (1, character - 1)
    assert source.text[offset_at(source, Place(1, character), units)] == "b"


@given(st.text(alphabet="aé😀\n\r\U00010348", max_size=30), st.integers(0, 30), st.sampled_from(UNITS))
def test_an_offset_and_its_place_are_the_same(text: str, offset: int, units: Units) -> None:
    source = SourceFile("f", text)
    offset = min(offset, len(text))
    while offset and text[offset - 1] == "\r":
        offset -= 1
    assert offset_at(source, range_of(source, offset, offset, units).start, units) == offset


@given(st.text(alphabet="a😀\n", max_size=9), st.integers(0, 9), st.integers(0, 9), st.sampled_from(UNITS))
def test_every_place_is_some_offset_of_the_text(text: str, line: int, character: int, units: Units) -> None:
    assert 0 <= offset_at(SourceFile("f", text), Place(line, character), units) <= len(text)


def test_a_place_inside_an_emoji_is_its_start() -> None:
    assert offset_at(SourceFile("f", "😀x"), Place(0, 1)) == 0


def test_a_span_past_the_end_ends_with_the_text() -> None:
    found = range_of_span(SourceFile("f", "ab\ncd"), Span("f", 2, 1, 3, 1))
    assert found == Range(Place(1, 0), Place(1, 2))
