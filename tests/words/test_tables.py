"""Tables that are cut to the screen, and how wide text is on it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

from licet.words.fragments import Line, clean, text_of
from licet.words.tables import fitted
from licet.words.widths import columns, cut


def shown(heads: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str], width: int = 80) -> list[str]:
    def cells(texts: Sequence[str]) -> list[Line]:
        return [((style, text),) for style, text in zip(styles, texts, strict=True)]

    return [text_of(line) for line in fitted(cells(heads), [cells(row) for row in rows], width)]


def test_columns_are_aligned_and_numbers_stand_on_the_right() -> None:
    assert shown(("name", "users"), (("acme", "5"), ("the_ranch", "700")), ("name", "number")) == [
        "name       users",
        "acme           5",
        "the_ranch    700",
    ]


def test_the_mark_of_what_is_cut_can_be_another() -> None:
    heads: list[Line] = [(("", "name"),), (("", "title"),)]
    row: list[Line] = [(("", "acme"),), (("", "A title that is longer than the screen"),)]
    assert [text_of(line) for line in fitted(heads, [row], 24, "...")] == ["name  title", "acme  A title that is..."]


def test_the_widest_column_gives_way_first() -> None:
    lines = shown(("a", "b"), (("short", "long " * 30),), ("", ""), width=40)
    assert lines[1].startswith("short  long long")
    assert all(columns(line) <= 40 for line in lines)


def test_names_are_cut_last() -> None:
    row = ("gemma_prohibited_use_2024_02_21", "Gemma Prohibited Use Policy, 21 February 2024", "2024-02-21")
    heads, styles = ("license", "title", "from"), ("name", "", "")
    assert shown(heads, [row], styles, width=60)[1] == "gemma_prohibited_use_2024_02_21  Gemma Prohibit…  2024-02-21"
    assert shown(heads, [row], styles, width=40)[1] == "gemma_prohibited_use_20…  Gemma…  2024-…"


@given(
    st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40), st.text(max_size=5)), max_size=6),
    st.integers(20, 120),
)
def test_no_line_is_wider_than_the_screen(rows: list[tuple[str, str, str]], width: int) -> None:
    cleaned = [tuple(map(clean, row)) for row in rows]
    for line in shown(("one", "two", "three"), cleaned, ("", "", ""), width):
        assert columns(line) <= max(width, 3 * 6 + 4)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("日本語", 4, "日…"),
        ("日本語", 6, "日本語"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_text_is_cut_by_columns(text: str, width: int, expected: str) -> None:
    assert cut(text, width) == expected


@given(st.text().map(clean), st.integers(1, 30))
def test_what_is_cut_fits(text: str, width: int) -> None:
    assert columns(cut(text, width)) <= width


@pytest.mark.parametrize(
    ("text", "width"),
    [("e\u0301", 1), ("日本", 4), ("👩\u200d👩\u200d👧", 2), ("❤\ufe0f", 2), ("“…”", 3), ("soft\u00adly", 7)],
)
def test_widths_are_those_of_terminals(text: str, width: int) -> None:
    assert columns(text) == width


def test_what_is_measured_without_tables_takes_one_column_each() -> None:
    for character in filter(str.isprintable, map(chr, range(0x3000))):
        assert columns(character) == wcwidth(character), hex(ord(character))
