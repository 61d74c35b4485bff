from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from licet.editor.edits import actions, fix_all, formatted
from licet.grammar.fixing import with_fixes
from licet.grammar.formatter import format_source
from licet.grammar.source import SourceFile
from support.editing import moment_of, project, source_of
from support.session_policies import WORLD

FILE = "policies/world.licet"


def test_formatting_changes_only_the_lines_that_are_not_in_the_one_style() -> None:
    source = SourceFile("f", 'model a "A"\n     derived_from b\n\nmodel b  "B"\n  is small\n')
    fixes = formatted(source)
    assert with_fixes(source, fixes).text == format_source(source)[0]
    assert [fix.span.line for fix in fixes] == [2, 4]
    assert formatted(with_fixes(source, fixes)) == ()


def test_text_that_does_not_parse_is_not_formatted() -> None:
    assert formatted(SourceFile("f", "model (\n")) == ()


def test_what_can_only_have_been_meant_in_one_way_is_written_so_at_once() -> None:
    source = SourceFile("f", WORLD.replace("on 2023-09-01", "on 2023/09/01"))
    assert with_fixes(source, fix_all(source)).text == WORLD


def test_a_finding_offers_what_puts_it_right(tmp_path: Path) -> None:
    text = WORLD.replace("derived_from alpaca ", "derived_from alpacca ").replace("on 2023-09-01", "on 2023/09/01", 1)
    moment = moment_of(project(tmp_path), {"world.licet": text})
    source = source_of(moment, FILE)
    found = actions(moment, source, 0, len(text))
    assert [(a.title, a.safe) for a in found] == [
        ("Write `2023-09-01` for `2023/09/01`", True),
        ("Write `alpaca` for `alpacca`", False),
    ]
    assert with_fixes(source, [a.fix for a in found]).text == WORLD
    start = text.index("alpacca")
    assert [a.title for a in actions(moment, source, start, start)] == ["Write `alpaca` for `alpacca`"]
    assert actions(moment, source, 0, 3) == []


def test_a_text_that_was_not_checked_is_offered_nothing(tmp_path: Path) -> None:
    moment = moment_of(project(tmp_path), {"world.licet": WORLD.replace("on 2023-09-01", "on 2023/09/01")})
    newer = SourceFile(FILE, "\n" + source_of(moment, FILE).text)
    assert actions(moment, newer, 0, len(newer.text)) == []


@given(st.text(alphabet='use alpc\n "#=()/20,:-', max_size=40))
def test_any_text_can_be_put_right_or_left(text: str) -> None:
    source = SourceFile("f", text)
    for fixes in (formatted(source), fix_all(source)):
        with_fixes(source, fixes)
