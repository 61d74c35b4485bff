"""The grammar itself: LALR(1), strict, and kept as Lark serializes it."""

import json
from pathlib import Path

import lark
import pytest
from hypothesis import given, settings
from lark import Lark
from lark.exceptions import LarkError

from licet.checks.files import shipped_policies
from licet.grammar import SourceFile, build, format_module, parse_module, reading, tree
from licet.grammar import language as language_module
from licet.grammar.language import STARTS, built, grammar_text, kept, language, load, written
from licet.grammar.parser import statement_bounds
from support.samples import samples
from support.trees import MODULES

KEPT = Path(language_module.__file__).with_name("policy.json")


@pytest.fixture(scope="module")
def contextual() -> Lark:
    pytest.importorskip("interegular", reason="Lark needs it to compare terminals")
    return Lark(grammar_text(), parser="lalr", lexer="contextual", strict=True, start=list(STARTS))


@pytest.mark.slow
def test_strict_refuses_a_conflict() -> None:
    pytest.importorskip("interegular")
    ambiguous = grammar_text().replace('?item: "-" condition', '?item: "-" condition | "-" condition item')
    assert ambiguous != grammar_text()
    built(ambiguous)
    with pytest.raises(LarkError, match="Shift/Reduce"):
        built(ambiguous, strict=True)


@pytest.mark.slow
def test_the_grammar_is_strict_clean(contextual: Lark) -> None:
    assert contextual.parse("kind model\n", start="statement").data == "kind"


@pytest.mark.slow
@settings(max_examples=samples(100))
@given(module=MODULES)
def test_lark_alone_reads_what_uses_no_keyword_as_a_name(contextual: Lark, module: tree.Module) -> None:
    text = format_module(module)
    for start, end in statement_bounds(text):
        words = set(text[start:end].replace("(", " ").replace(",", " ").split())
        if not words & {"of", "per", "and", "at", "under", "in", "million", "not", "is", "unknown", "fact", "reading"}:
            contextual.parse(text[start:end], start="statement")


def test_the_language_is_loaded_once() -> None:
    assert language() is language()


def test_the_kept_parser_is_that_of_the_grammar() -> None:
    """When this fails: python -m licet.grammar.language."""
    pytest.importorskip("interegular")
    assert KEPT.read_text("utf-8") == written(grammar_text())


def test_the_parser_of_another_grammar_is_not_used() -> None:
    assert kept(grammar_text()) is not None
    assert kept(grammar_text() + "\n// another\n") is None


@pytest.mark.slow
def test_without_a_parser_for_this_lark_one_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    path = shipped_policies() / "vocabulary.licet"
    source = SourceFile("f", path.read_text("utf-8"))
    module = parse_module(source)
    monkeypatch.setattr(lark, "__version__", "0.0")
    assert kept(grammar_text()) is None
    fresh = load(build.Builder())
    monkeypatch.setattr(reading, "_builder", lambda: fresh)
    assert len(module[0].statements) > 100
    assert parse_module(source) == module


def test_every_rule_has_its_method() -> None:
    rules = language().parser.rules
    names = {str(r.alias or r.origin.name) for r in rules if r.alias or not r.options.expand1}
    names = {name for name in names if name[0] != "_"}
    assert len(names) > 60
    assert {name for name in names if not hasattr(build.Builder, name)} == set()


@pytest.mark.slow
def test_a_word_tried_as_a_keyword_can_still_be_a_name() -> None:
    """Where both are possible, the parser takes the keyword, or does the same for both until it can tell."""
    table = json.loads(KEPT.read_text("utf-8"))["data"]["parser"]["parser"]
    names = table["tokens"]
    rows = [{names[symbol]: step for symbol, step in row.items()} for row in table["states"].values()]
    keywords = {"QUANTIFIER", *language().keywords.values()}
    both = [(row, word) for row in rows if "NAME" in row for word in keywords & row.keys()]
    assert len(both) > 100
    for row, word in both:
        shifts = row[word][0] == 0
        assert shifts or row[word] == row["NAME"]
