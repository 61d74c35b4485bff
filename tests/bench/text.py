"""Reading policies: parse and check, in lines a second, beside bare Lark with the same grammar."""

from __future__ import annotations

from lark import Lark
from lark.exceptions import UnexpectedInput

from bench.timing import Row, median_of
from licet.checks.examine import check
from licet.checks.files import load_modules, shipped_policies
from licet.grammar.language import STARTS, grammar_text
from licet.grammar.parser import parse_module, statement_bounds
from licet.policy.vocabulary import collect

_ALONE = "Lark alone, its own lexer, into its trees"


def _is_read(alone: Lark, statement: str) -> bool:
    """Whether Lark reads a statement by itself: in a name, its lexer takes a keyword for one."""
    try:
        alone.parse(statement, start="statement")
    except UnexpectedInput:
        return False
    return True


def rows() -> list[Row]:
    """The measurements of this file."""
    modules, sources, _ = load_modules([shipped_policies()])
    lines = sum(source.text.count("\n") for source in sources.values())
    vocabulary, _ = collect(modules)

    def parse() -> None:
        for source in sources.values():
            parse_module(source)

    def both() -> None:
        parse()
        check(modules, vocabulary)

    alone = Lark(grammar_text(), parser="lalr", lexer="contextual", start=list(STARTS))
    texts = [f"{source.text}\n" for source in sources.values()]
    whole = [text[start:end] for text in texts for start, end in statement_bounds(text)]
    statements = [statement for statement in whole if _is_read(alone, statement)]
    read = sum(statement.count("\n") for statement in statements)

    def lark() -> None:
        for statement in statements:
            alone.parse(statement, start="statement")

    what = f"the shipped policies, {lines:,} lines"
    parsed, checked, by_lark = median_of(parse, 5), median_of(both, 5), median_of(lark, 5)
    return [
        Row(what, "parse", parsed, f"{lines / parsed:,.0f} lines a second"),
        Row(f"{read:,} of these lines", _ALONE, by_lark, f"{read / by_lark:,.0f} lines a second"),
        Row(what, "parse and check", checked, f"{lines / checked:,.0f} lines a second"),
    ]
