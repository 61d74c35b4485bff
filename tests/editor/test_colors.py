"""One table of tokens: the session, Pygments and the TextMate grammar color the same."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import string_to_tokentype

from licet.editor.pygments_lexer import LicetLexer
from licet.editor.scopes import expected_scopes
from licet.editor.textmate import WORDS, written
from licet.grammar.language import PHRASES, language
from licet.grammar.looks import LOOKS
from licet.grammar.source import SourceFile
from licet.grammar.tokens import TokenClass, tokenize
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.screen.code import code_lines

GRAMMAR = Path(__file__).parents[2] / "editors" / "vscode" / "syntaxes" / "licet.tmLanguage.json"


def test_every_sort_of_token_has_a_look() -> None:
    assert LOOKS.keys() == set(TokenClass)
    assert len({look.scope for look in LOOKS.values()}) == len(LOOKS)


def test_pygments_finds_the_lexer_by_name_and_by_file() -> None:
    assert isinstance(get_lexer_by_name("licet"), LicetLexer)
    assert isinstance(get_lexer_for_filename("mine.licet"), LicetLexer)


@given(st.text(max_size=80))
def test_pygments_loses_no_text(text: str) -> None:
    assert "".join(part for _, _, part in LicetLexer().get_tokens_unprocessed(text)) == text


def test_session_pygments_and_textmate_say_the_same_of_shipped_tokens(kb: KnowledgeBase) -> None:
    """`.ci/run editors` holds TextMate's own tokenizer to all of them; here it is every fortieth file."""
    kinds = {string_to_tokentype(look.pygments): look for look in LOOKS.values()}
    for name in sorted(kb.base.sources)[::40]:
        source = kb.base.sources[name]
        pygments = [(kinds[kind], text) for _, kind, text in LicetLexer().get_tokens_unprocessed(source.text)]
        session = [fragment for line in code_lines(source.text) for fragment in line]
        assert [f for look, t in pygments for p in t.split("\n") if p for f in [(look.style, p)]] == session
        scopes = [f"{look.scope}.licet" for look, _ in pygments if look.scope]
        assert [scope for *_, scope in expected_scopes(source)] == scopes


def test_the_textmate_grammar_is_what_the_table_gives() -> None:
    """`python -m licet.editor.textmate` writes it; `.ci/run editors` holds it to every shipped token."""
    assert GRAMMAR.read_text("utf-8") == written()


def test_the_textmate_grammar_knows_every_keyword() -> None:
    phrases = {word for phrase in PHRASES.values() for words in phrase for word in words.split()}
    assert set(language().keywords) | phrases == WORDS


def test_places_of_scopes_count_as_editors_do() -> None:
    text = 'model m "😀" # 😀\n  is q'
    assert list(expected_scopes(SourceFile("f", text)))[2:] == [
        (0, 8, 12, "string.quoted.double.licet"),
        (0, 13, 17, "comment.line.number-sign.licet"),
        (1, 2, 4, "keyword.other.licet"),
        (1, 5, 6, "entity.name.function.licet"),
    ]
    assert "".join(t.text for t in tokenize(text)) == text


def test_the_extension_colors_semantic_tokens_by_the_same_scopes() -> None:
    extension = json.loads((GRAMMAR.parents[1] / "package.json").read_text("utf-8"))
    [scopes] = extension["contributes"]["semanticTokenScopes"]
    firsts = {look.semantic: [f"{look.scope}.licet"] for look in reversed(LOOKS.values()) if look.semantic}
    assert scopes["scopes"] == firsts
    assert extension["version"] == version("licet")
