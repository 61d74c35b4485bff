from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.repl.session.entry import entries, is_statement, wants_more, without_comments

KINDS = {"use", "model", "organization"}


def cut(text: str) -> list[str]:
    return [e.text for e in entries(text)]


def test_an_entry_is_a_line_in_column_one_with_the_lines_indented_under_it() -> None:
    text = "ask a\nuse b\n  by acme\n\n  does use otter\nX r Y\n"
    assert cut(text) == ["ask a", "use b\n  by acme\n\n  does use otter", "X r Y"]


def test_comments_and_blank_lines_between_entries_are_no_entries() -> None:
    assert cut("# a comment\n\nask a\n# another\n\nask b  # and a third\n") == ["ask a", "ask b  # and a third"]


def test_indented_lines_before_the_first_entry_are_not_lost() -> None:
    assert cut("  by acme\nask a") == ["  by acme", "ask a"]


def test_lines_are_counted() -> None:
    assert [(e.text, e.line) for e in entries("\nask a\n\n# x\nask b")] == [("ask a", 2), ("ask b", 5)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_sort_of_line_end_separates(end: str) -> None:
    assert cut(f"ask a{end}ask b{end}") == ["ask a", "ask b"]


@given(st.text(alphabet='ab #"\n\t', max_size=60))
def test_no_line_with_content_is_lost(text: str) -> None:
    kept = "\n".join(cut(text))
    for line in text.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            assert line.strip() in kept


@pytest.mark.parametrize(
    "text",
    [
        "fact acme accepted llama_2",
        "rule X r Y",
        "open relation r(a)",
        'test "a title"',
        "use my_use",
        'use my_use "My use"',
        'use my_use "My use"\n  by acme',
        "model m  # a comment",
    ],
)
def test_statements_are_told_apart_from_questions(text: str) -> None:
    assert is_statement(text, KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "Model descends_from llama_2",
        "my_use judges llama_2",
        "fact",
        "test",
        "use judges llama_2",
        "why a",
        "claim(a, b)",
    ],
)
def test_questions_are_no_statements(text: str) -> None:
    assert not is_statement(text, KINDS)


@pytest.mark.parametrize(
    ("text", "incomplete", "more"),
    [
        ("", False, False),
        ("ask a", False, False),
        ("X r Y and", True, True),
        ("X r Y", False, False),
        ("use my_use", False, True),
        ("use my_use\n  by acme", False, True),
        ("use my_use\n  by acme\n  ", False, False),
        ("use my_use\n  by acme\n", False, False),
        ("fact acme accepted l", False, False),
        ("kind a", False, False),
        ("rule X r Y", True, True),
        ("rule X r Y\n  when X s Y", False, True),
        ("rule X r Y\n  when X s Y\n", False, False),
        ("ask a\nuse my_use", False, True),
    ],
)
def test_enter_opens_a_line_where_more_can_come(text: str, incomplete: bool, more: bool) -> None:
    assert wants_more(text, KINDS, incomplete) is more


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ask a  # why not", "ask a"),
        ('fact r("# no comment")  # one', 'fact r("# no comment")'),
        ('per "a \\" b # c" # d', 'per "a \\" b # c"'),
        ("a\n# b\nc", "a\n\nc"),
    ],
)
def test_comments_are_left_out_and_strings_kept(text: str, expected: str) -> None:
    assert without_comments(text) == expected
