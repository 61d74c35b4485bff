from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.document import Document

from licet.repl.prompt.highlighting import PromptLexer
from licet.repl.screen.code import code_line, code_lines
from licet.repl.screen.show import as_text
from licet.repl.screen.style import THEMES
from licet.repl.screen.terminal import Terminal
from licet.repl.session.command_table import COMMANDS
from licet.repl.session.session import Session
from licet.words.fragments import text_of
from support.sessions import say

KEYWORD, NAME, RELATION, VARIABLE = "keyword", "name", "relation", "variable"
RULE = "  when Use improves otter"


@given(st.text(max_size=60))
def test_the_lines_are_those_of_the_text(text: str) -> None:
    assert [text_of(line) for line in code_lines(text)] == text.split("\n")


def test_every_style_of_code_has_a_look() -> None:
    styles = {style for style, _ in code_line('use mine "M" # x') + code_line("X derived_from otter 3 2023-01-01 !")}
    assert styles - {""} <= THEMES["dark"].keys() & THEMES["light"].keys()


def test_code_looks_the_same_in_every_place(session: Session) -> None:
    """At the prompt, in a clause's source, among the changes, in help and under an error."""
    expected = [(KEYWORD, "when"), (VARIABLE, "Use"), (RELATION, "improves"), (VARIABLE, "Model")]
    [page] = say(session, "show clause no_improving")[1].results
    [line] = [x for x in page.lines(Terminal(width=100)) if "when Use improves" in text_of(x)]
    assert [f for f in line if f[0] in (KEYWORD, VARIABLE, RELATION)] == expected

    typed = "alpaca derived_from otter"
    styled = [(NAME, "alpaca"), (RELATION, "derived_from"), (NAME, "otter")]
    at_prompt = PromptLexer(COMMANDS, lambda: ())
    assert [(s.removeprefix("class:"), t) for s, t, *_ in at_prompt.lex_document(Document(typed))(0) if s] == styled
    [page] = say(session, f"assume {typed}", "changes")[1].results
    [line] = page.lines(Terminal())
    assert [f for f in line if f[0] in (NAME, RELATION)] == styled
    [wrong] = say(session, f"{typed} and otter is smal")[1].results
    [line] = [x for x in wrong.lines(Terminal()) if typed in text_of(x)]
    assert [f for f in line if f[0] in (NAME, RELATION)][:3] == styled


def test_long_lines_of_code_keep_their_margin(session: Session) -> None:
    output = say(session, "show clause no_improving")[1]
    lines = as_text(output, Terminal(width=44)).splitlines()
    at = lines.index('  12 |   quote "You will not use the')
    assert lines[at + 1] == "     |       Materials to improve any other"


def test_errors_fit_the_screen_and_their_carets_stay_under_the_place(session: Session) -> None:
    entry = f"{'otter is small and ' * 6}otter is smal and {'otter is small and ' * 6}otter is small"
    lines = as_text(say(session, entry)[1], Terminal(width=50)).splitlines()
    assert max(map(len, lines)) <= 50
    at = next(i for i, line in enumerate(lines) if "^" in line)
    start = lines[at].index("^")
    assert lines[at - 1][start : start + 5] == "smal "
