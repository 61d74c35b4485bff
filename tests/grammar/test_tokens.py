"""Tokens for highlighting, what can come next, and whether a text is finished."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.grammar import TokenClass, expected, is_incomplete, parse_module, tokenize
from licet.grammar.connectives import CONNECTIVES
from licet.grammar.source import SourceFile
from support.samples import samples


def shown(text: str) -> str:
    """The tokens that are not white space, each after the first letters of its class."""
    return " ".join(f"{t.kind.value[:3]}:{t.text}" for t in tokenize(text) if t.kind is not TokenClass.WHITESPACE)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Model descends_from llama_2 # why", "var:Model rel:descends_from con:llama_2 com:# why"),
        ("not r(X, _)", "key:not rel:r pun:( var:X pun:, var:_ pun:)"),
        ("X is q and X >= 5 million", "var:X key:is rel:q key:and var:X ope:>= num:5 key:million"),
        ("X is q", "var:X key:is rel:q"),
        ("X in { a, 2023-06 }", "var:X key:in pun:{ con:a pun:, dat:2023-06 pun:}"),
        ("relation by(use, organization)", "key:relation rel:by pun:( con:use pun:, con:organization pun:)"),
        ('kind use is text "U"', 'key:kind con:use key:is con:text str:"U"'),
        (
            'use r5 "R"\n  by acme\n  on = 2023-09-01\n  not when b\n  is of, a per "s"',
            'con:use con:r5 str:"R" rel:by con:acme rel:on ope:= dat:2023-09-01 key:not rel:when con:b '
            'key:is rel:of pun:, rel:a key:per str:"s"',
        ),
        ("rule when(X) := sum of N", "key:rule rel:when pun:( var:X pun:) ope::= key:sum key:of var:N"),
        ("clause l.c", "key:clause con:l.c"),
        ('clasue x at "1\n  quote @ é', 'con:clasue con:x key:at err:"1 key:quote err:@ err:é'),
        ("", ""),
    ],
)  # fmt: skip
def test_classes(text: str, tokens: str) -> None:
    assert shown(text) == tokens


@given(st.text() | st.text(alphabet='aX("\\ \n\r\t#:=-5.é\ufeff') | st.text(alphabet="ruleX .when\n ", max_size=60))
def test_tokens_lose_nothing(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(token.text for token in tokens) == text
    position = 0
    for token in tokens:
        assert token.text
        assert token.start == position
        position += len(token.text)
    expected(text)
    is_incomplete(text)


STATEMENTS = {
    "accept", "adopt", "claim", "clause", "concluded", "dated", "fact", "kind", "license", "open", "presumed",
    "relation", "rule", "term", "test", "unmodelled",
}  # fmt: skip
ARGUMENTS = {"ANYTHING", "DATE", "MONTH", "NAME", "NUMBER", "STRING", "VAR"}


@pytest.mark.parametrize(
    ("text", "next"),
    [
        ("", STATEMENTS | ARGUMENTS | {"not", "("}),
        ("kind a\n", STATEMENTS | {"NAME"}),
        ("clause ", {"NAME", "QNAME"}),
        ('clause x at "1" ', {"_NL"}),
        (
            'clause x at "1"\n  ',
            {
                "$END", "as", "disapplies", "forbids", "in", "incorporates", "note", "overrides", "permits", "quote",
                "requires", "unless", "when", "withholds",
            },
        ),
        ('clause x at "1"\n  requires d of Use as ', {"condition", "covenant"}),
        ("rule X r Y\n  when ", ARGUMENTS | {"not", "any of", "all of", "none of", "("}),
        ("Model ", {"NAME", "CMP", "=", "in", "is", "starts with", "+", "-", "*"}),
        ("X r Y ", {"$END", "and", "at", *CONNECTIVES}),
        ("X r Y of ", ARGUMENTS),
        ("rule a r X ", {":=", "at", "_NL", *CONNECTIVES}),
        ("term X r Y ", {"also", "at", "of", "_NL"}),
        ("model m\n  not ", {"NAME", "is"}),
        (
            "model m\n  not r a ",
            {",", "DATE", "MONTH", "NAME", "NUMBER", "STRING", "from", "until", "per", "_NL", *CONNECTIVES},
        ),
        ("model m\n  r = ", {"DATE", "MONTH", "NAME", "NUMBER", "STRING", "unknown"}),
        ("kind A ", set()),
        ("  # comment", set()),
    ],
)  # fmt: skip
def test_expected(text: str, next: set[str]) -> None:
    assert expected(text) == next


@pytest.mark.parametrize(
    "text",
    [
        'clause x at "1"',
        'clause x at "1"\n  quote "a"',
        "Model descends_from",
        "X r Y and",
        "r(X,",
        "rule X r Y",
        "rule X r Y\n  when any of",
        "rule X r Y\n  when any of\n    - X is q",
        'test "t"',
        "adopt reading a of b\n  for acme",
        'kind a\nclause x at "1"',
    ],
)
def test_more_is_wanted(text: str) -> None:
    assert is_incomplete(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "kind a",
        "kind",
        "model m",
        "X r Y",
        "X r )",
        "rule X r Y\n",
        "rule X r Y\n  when X is q",
        "rule X r Y\n  when X is",
        'clause x at "1',
        'clause x at "1"\n  forbids Use',
        'kind A\nclause x at "1"',
        "model m\n  on 2023-13-01",
    ],
)
def test_no_more_is_wanted(text: str) -> None:
    assert not is_incomplete(text)


@settings(max_examples=samples(50))
@given(st.integers(0, 400))
def test_a_text_cut_anywhere_can_go_on(cut: int) -> None:
    """What comes next in a good text is always among what is expected there."""
    tokens = [t for t in tokenize(TEXT) if t.kind not in (TokenClass.WHITESPACE, TokenClass.COMMENT)]
    token = tokens[cut % len(tokens)]
    if TEXT[: token.start].endswith(("any ", "all ", "none ")):
        return
    words = expected(TEXT[: token.start])
    classes = {
        TokenClass.VARIABLE: {"VAR"},
        TokenClass.CONSTANT: {"NAME", "QNAME"},
        TokenClass.RELATION: {"NAME"},
        TokenClass.NUMBER: {"NUMBER"},
        TokenClass.DATE: {"DATE", "MONTH"},
        TokenClass.STRING: {"STRING"},
        TokenClass.OPERATOR: {"CMP", "=", ":="},
    }
    accepted = classes.get(token.kind, {token.text, f"{token.text} of"})
    assert accepted & words, (token, words)


TEXT = """\
kind model is artifact "M"
relation f(organization) = count
rule f(Org) := sum of N  at "1"
  when users(Org, 2023-06) = N
   and any of
     - Org is large
     - N > 5 million
   end
  unless Org in { meta, snap }
clause l.c at "1"
  quote "a"
  permits Use to use, copy
  requires notice of Use as condition
  when Use by Org
model m "M"
  by acme
  on 2023-09-01
  is large, small per "s"
test "t"
  given model n
    - not large
  expect not granted of u because c under reading a of b
"""


def test_the_text_is_good() -> None:
    assert parse_module(SourceFile("t", TEXT))[1] == ()
