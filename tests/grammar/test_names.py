"""Every word may be a name wherever it is no keyword; what stays reserved is a short list."""

import pytest

from licet.grammar import SourceFile, parse_literal, parse_module
from licet.grammar.language import language
from licet.grammar.tree import Atom, Clause, Constant, Entity, Fact, Relation, Rule, Variable

WORDS = sorted(language().keywords)
COMMON = [
    "by", "on", "use", "does", "license", "unknown", "reading", "model", "permitted", "copy", "modify", "derive",
    "text", "url", "note", "count", "open", "kind", "of", "in", "for", "at", "end", "when", "test", "fact", "any",
]  # fmt: skip


def parses(text: str) -> object:
    module, diagnostics = parse_module(SourceFile("f", text))
    assert diagnostics == (), diagnostics[0].message
    (statement,) = module.statements
    return statement


def test_there_are_keywords_to_try() -> None:
    assert len(WORDS) > 80


@pytest.mark.parametrize("word", sorted({*WORDS, *COMMON}))
def test_names_everywhere(word: str) -> None:
    assert parses(f"relation {word}({word}, {word}) = {word}\n") == Relation(word, (word, word), word, "closed", None)
    assert parses(f"kind {word} is {word}\n")
    assert parses(f'clause {word}.{word} at "1"\n  permits Use to {word}, {word}\n  overrides {word}\n')
    assert parses(f'license {word} "L"\n  licensor {word}\n')
    assert parses(f'adopt reading {word} of {word}\n  for {word}\n  by "P" on 2023-07-18\n')
    entity = parses(f"model {word}\n  is {word}, {word}\n  not is {word}, {word}\n")
    assert isinstance(entity, Entity)
    assert [line.relation for line in entity.lines] == [word] * 4


@pytest.mark.parametrize("word", [word for word in sorted({*WORDS, *COMMON}) if word != "is"])
def test_relations_between_variables(word: str) -> None:
    assert parse_literal(f"X {word} Y") == (Atom(word, (Variable("X"), Variable("Y"))), ())
    rule = parses(f'rule X {word} Y at "1"\n  when X {word} Y\n   and X {word} {word}\n   and X is {word}\n')
    assert isinstance(rule, Rule)
    assert {condition.relation for condition in rule.body.when if isinstance(condition, Atom)} == {word}


@pytest.mark.parametrize("word", [word for word in sorted({*WORDS, *COMMON}) if word != "not"])
def test_calls_and_constants(word: str) -> None:
    literal, diagnostics = parse_literal(f"{word}({word}, {word})")
    assert diagnostics == ()
    assert literal == Atom(word, (Constant(word), Constant(word)))
    assert parse_literal(f"{word} r {word}") == (Atom("r", (Constant(word), Constant(word))), ())
    fact = parses(f'fact {word} r {word} per "s"\n')
    assert isinstance(fact, Fact)
    assert fact.atom.arguments == (Constant(word), Constant(word))


@pytest.mark.parametrize(
    "word", [word for word in sorted({*WORDS, *COMMON}) if word not in ("not", "is", "also", "hub", "spdx")]
)
def test_lines_of_entities(word: str) -> None:
    entity = parses(f"model m\n  {word} acme\n  {word} = 2023-09-01\n  {word} 2023-09-01\n  {word}\n")
    assert isinstance(entity, Entity)
    assert [line.relation for line in entity.lines] == [word] * 4


STATEMENT_WORDS = {
    "accept",
    "adopt",
    "claim",
    "clause",
    "fact",
    "kind",
    "license",
    "relation",
    "rule",
    "term",
    "unmodelled",
}


@pytest.mark.parametrize("word", sorted({*WORDS, *COMMON} - STATEMENT_WORDS))
def test_kinds_of_entities(word: str) -> None:
    entity = parses(f"{word} x\n  r a\n")
    assert isinstance(entity, Entity)
    assert entity.kind == word


@pytest.mark.parametrize("word", sorted({*WORDS, *COMMON} - {"fact"}))
def test_kinds_of_given_entities(word: str) -> None:
    test = parses(
        f'test "t"\n  given {word} x\n    - {word if word not in ("is", "not") else "r"} a\n  expect permitted\n'
    )
    assert test


def test_the_uses_of_the_specification() -> None:
    assert parses("relation by(use, organization)\n") == Relation("by", ("use", "organization"), None, "closed", None)
    assert parses('action use "Use"\n')
    clause = parses(
        'clause c at "1"\n  permits Use to use, copy, modify, derive\n  when Use by Org\n   and Use does use\n'
    )
    assert isinstance(clause, Clause)
    assert clause.body.when[0] == Atom("by", (Variable("Use"), Variable("Org")))
    assert clause.body.when[1] == Atom("does", (Variable("Use"), Constant("use")))


@pytest.mark.parametrize(
    "text",
    [
        "X is Y",
        "not r X",
        "not(X)",
    ],
)
def test_reserved_in_literals(text: str) -> None:
    assert parse_literal(text)[0] is None


@pytest.mark.parametrize("line", ["r per", "r 5 million per", "not", "is", "r = unknown 5"])
def test_reserved_in_lines(line: str) -> None:
    assert parse_module(SourceFile("f", f"model m\n  {line}\n"))[1]


def test_any_of_starts_a_group() -> None:
    assert parse_module(SourceFile("f", "rule a r X\n  when any of r\n"))[1]
    assert parse_literal("any of r") == (Atom("of", (Constant("any"), Constant("r"))), ())


@pytest.mark.parametrize(
    "text",
    [
        'test "t"\n  expect permittedof u\n',
        'test "t"\n  expect permitted ofu\n',
        "rule a r X\n  when any of\n  -5 < X\n  end\n",
        "kind a.b\n",
        "fact r(5million)\n",
        "rule a r X\n  when X is q\n  andX is q\n",
    ],
)
def test_a_word_ends_where_it_ends(text: str) -> None:
    assert parse_module(SourceFile("f", text))[1]


def test_infix_names_that_follow_a_literal() -> None:
    test = parses('test "t"\n  expect need X of of of u\n  expect that X under under under reading a of b\n')
    assert test
