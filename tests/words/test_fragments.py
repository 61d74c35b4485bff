"""Styled lines: cleaning, wrapping, cutting, aligning."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.words.fragments import clean, joined, plain_text, short, sourced, text_of, wrap
from licet.words.tables import align, table_lines
from licet.words.widths import columns

pieces = st.tuples(st.sampled_from(["", "name", "quote"]), st.text(alphabet="ab 漢", max_size=12))


@given(st.text())
def test_cleaning_leaves_one_line_without_controls(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in cleaned)
    assert not set(cleaned) & set("\u202e\u2066\u200f\ufffe\uffff")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("two\nlines\tand  blanks ", "two lines and blanks"),
        ("\x1b[31mred\x07", "�[31mred�"),
        ("\u202eturned", "�turned"),
        ("é 漢字", "é 漢字"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.lists(pieces, max_size=8), st.integers(1, 30))
def test_wrapping_keeps_every_word_and_its_style(line: list[tuple[str, str]], width: int) -> None:
    wrapped = wrap(line, width)
    assert "".join("".join(text_of(part) for part in wrapped).split()) == "".join(text_of(line).split())
    styled = [(s, c) for part in wrapped for s, text in part for c in text if c != " "]
    assert styled == [(s, c) for s, text in line for c in text if c != " "]
    for part in wrapped:
        text = text_of(part)
        assert columns(text) <= width or " " not in text.strip()


def test_wrapped_lines_begin_as_told() -> None:
    assert plain_text(wrap([("", "one two three")], 9, (("", "- "),), (("", "  "),))) == "- one two\n  three\n"


@given(st.text(max_size=60), st.integers(8, 40))
def test_shortened_text_is_short_and_a_beginning(text: str, length: int) -> None:
    cut = short(text, length)
    assert len(cut) <= length
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


def test_joined() -> None:
    parts = [(("name", "a"),), (("name", "b"),), (("name", "c"),)]
    assert text_of(joined(parts, ", ", " and ")) == "a, b and c"
    assert text_of(joined(parts[:1], ", ", " and ")) == "a"


def test_numbers_stand_on_the_right_and_wide_letters_count_twice() -> None:
    heads = [(("", "name"),), (("", "n"),)]
    rows = [[(("name", "漢字漢"),), (("number", "5"),)], [(("name", "b"),), (("number", "1_000"),)]]
    assert plain_text(align(heads, rows)) == "name        n\n漢字漢      5\nb       1_000\n"
    assert table_lines(heads, rows, 13) == align(heads, rows)
    assert plain_text(table_lines(heads, rows, 12)) == "name  漢字漢\nn     5\n\nname  b\nn     1_000\n"


def test_a_source_stands_between_marks_unless_it_has_its_own() -> None:
    assert sourced("a memo") == "“a memo”"
    assert sourced("a memo", plain=True) == '"a memo"'
    assert sourced("a memo", shown="<b>a memo</b>") == "“<b>a memo</b>”"
    for own in ('memo: "yes"', "memo: “yes”"):
        assert sourced(own) == sourced(own, plain=True) == own
