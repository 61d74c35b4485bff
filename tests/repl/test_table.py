from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.repl.screen.columns import cut, pad
from licet.repl.screen.table import Table, render_table
from licet.repl.screen.terminal import Terminal
from licet.words.fragments import columns, text_of


def shown(table: Table, width: int = 80, height: int | None = None, plain: bool = False) -> list[str]:
    return [text_of(line) for line in render_table(table, Terminal(width=width, plain=plain), height)]


def test_columns_are_aligned_and_numbers_stand_on_the_right() -> None:
    table = Table(("name", "users"), (("acme", "5"), ("the_ranch", "700")), frozenset({1}))
    assert shown(table) == [
        "name       users",
        "acme           5",
        "the_ranch    700",
    ]


def test_a_plain_table_draws_nothing() -> None:
    table = Table(("name", "title"), (("acme", "A title that is longer than the screen"),))
    assert shown(table, width=24, plain=True) == ["name  title", "acme  A title that is..."]


def test_the_widest_column_gives_way_first() -> None:
    table = Table(("a", "b"), (("short", "long " * 30),))
    lines = shown(table, width=40)
    assert lines[1].startswith("short  long long")
    assert all(columns(line) <= 40 for line in lines)


def test_names_are_cut_last() -> None:
    rows = (("gemma_prohibited_use_2024_02_21", "Gemma Prohibited Use Policy, 21 February 2024", "2024-02-21"),)
    table = Table(("license", "title", "from"), rows, styles=("name", "", ""))
    assert shown(table, width=60)[1] == "gemma_prohibited_use_2024_02_21  Gemma Prohibit…  2024-02-21"
    assert shown(table, width=40)[1] == "gemma_prohibited_use_20…  Gemma…  2024-…"


def test_rows_past_the_height_are_counted() -> None:
    table = Table(("n",), tuple((str(i),) for i in range(1_500)))
    lines = shown(table, height=3)
    assert lines[1:] == ["0", "1", "2", "… 1_497 more"]


@given(
    st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40), st.text(max_size=5)), max_size=6),
    st.integers(20, 120),
)
def test_no_line_is_wider_than_the_screen(rows: list[tuple[str, str, str]], width: int) -> None:
    for line in shown(Table(("one", "two", "three"), tuple(rows)), width):
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


def test_text_is_filled_up_by_columns() -> None:
    assert pad("日本", 6) == "日本  "
    assert pad("7", 3, right=True) == "  7"
