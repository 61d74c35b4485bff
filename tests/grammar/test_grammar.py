"""The grammar itself: LALR(1), strict, and the same language to Lark's own lexer."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from lark import Lark
from lark.exceptions import LarkError

from licet.grammar import build, format_module, tables, tree
from licet.grammar.automaton import automaton
from licet.grammar.parser import statement_bounds
from licet.grammar.tables import STARTS, grammar_text
from support.samples import samples
from support.trees import MODULES


@pytest.fixture(scope="module")
def lark() -> Lark:
    pytest.importorskip("interegular", reason="Lark needs it to compare terminals")
    return Lark(grammar_text(), parser="lalr", strict=True, start=list(STARTS))


def test_strict_refuses_a_conflict() -> None:
    pytest.importorskip("interegular")
    ambiguous = grammar_text().replace('?item: "-" condition', '?item: "-" condition | "-" condition item')
    assert ambiguous != grammar_text()
    Lark(ambiguous, parser="lalr", start=list(STARTS))
    with pytest.raises(LarkError, match="Shift/Reduce"):
        Lark(ambiguous, parser="lalr", strict=True, start=list(STARTS))


def test_the_grammar_is_strict_clean(lark: Lark) -> None:
    assert lark.parse("kind model\n", start="statement").data == "kind"


@pytest.mark.slow
@settings(max_examples=samples(100))
@given(module=MODULES)
def test_lark_alone_reads_what_uses_no_keyword_as_a_name(lark: Lark, module: tree.Module) -> None:
    text = format_module(module)
    for start, end in statement_bounds(text):
        words = set(text[start:end].replace("(", " ").replace(",", " ").split())
        if not words & {"of", "per", "and", "at", "under", "in", "million", "not", "is", "unknown", "fact", "reading"}:
            lark.parse(text[start:end], start="statement")


def test_the_automaton_is_built_once() -> None:
    assert automaton() is automaton()


def test_the_kept_tables_are_those_of_the_grammar() -> None:
    """When this fails: python -m licet.grammar.tables."""
    path = Path(tables.__file__).with_name("tables.json")
    assert tables.written(tables.compute(grammar_text())) == path.read_text("utf-8")


def test_tables_of_another_grammar_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    other = grammar_text() + "\n// another\n"
    assert tables.kept(grammar_text()) is not None
    assert tables.kept(other) is None
    monkeypatch.setattr(tables, "grammar_text", lambda: other)
    fresh = tables.stored()
    assert fresh["digest"] != json.loads(Path(tables.__file__).with_name("tables.json").read_text("utf-8"))["digest"]
    assert len(fresh["rows"]) == len(automaton().rows)


def test_every_rule_has_its_method() -> None:
    names = {rule["name"] for rule in tables.stored()["rules"] if not rule["single"] and rule["name"][0] != "_"}
    assert len(names) > 60
    assert {name for name in names if not hasattr(build.Builder, name)} == set()
