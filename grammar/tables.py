"""From `policy.lark` to parse tables: Lark reads the grammar, checks that it is LALR(1), and computes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from typing import Any, cast

from lark import Lark
from lark.lexer import Lexer, PatternStr, TerminalDef

from licet.grammar.automaton import STARTS, Automaton, Row
from licet.grammar.build import Builder

__all__ = ["compute", "grammar_text"]

_MADE = ("VAR", "ANYTHING", "DATE", "MONTH", "STRING", "NUMBER")
_FAULTS = (
    ("BAD_STRING", r'"[^\r\n]*'),
    ("BAD_NUMBER", r"-?[0-9][\w.-]*"),
    ("BAD_WORD", r"\w+"),
    ("BAD_CHARACTER", r"[^ \t]"),
)


class _NoLexer(Lexer):
    """Keeps Lark from building lexers that nobody uses."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Any:  # noqa: ARG002
        return iter(())


def grammar_text() -> str:
    """The text of `policy.lark`."""
    return files("licet.grammar").joinpath("policy.lark").read_text("utf-8")


def compute() -> Automaton:
    """The automaton of the grammar, whose reductions build the tree."""
    builder = Builder()
    lark = Lark(
        grammar_text(),
        parser="lalr",
        lexer=_NoLexer,
        strict=True,
        start=list(STARTS),
        maybe_placeholders=True,
        transformer=cast(Any, builder),
    )
    confs = {start: lark.parse_interactive(start=start).parser_state.parse_conf for start in STARTS}
    conf = confs[STARTS[0]]
    spellings = {t.name: t.pattern.value for t in lark.terminals if isinstance(t.pattern, PatternStr)}
    return Automaton(
        {state: _row(row, conf.callbacks) for state, row in conf.states.items()},
        {start: conf.start_state for start, conf in confs.items()},
        {start: conf.end_state for start, conf in confs.items()},
        {name: getattr(builder, name) for name in _MADE},
        _pattern(lark.terminals),
        {word: name for name, word in spellings.items() if word.isalnum()},
        spellings,
    )


def _row(row: Mapping[str, tuple[Any, Any]], callbacks: Mapping[Any, Callable[[list[Any]], Any]]) -> Row:
    return {
        symbol: argument
        if action.name == "Shift"
        else (len(argument.expansion), str(argument.origin.name), callbacks[argument])
        for symbol, (action, argument) in row.items()
    }


def _pattern(terminals: Iterable[TerminalDef]) -> re.Pattern[str]:
    used = [t for t in terminals if not t.name.startswith("__IGNORE")]
    classes = [t for t in used if not isinstance(t.pattern, PatternStr)]
    marks = [t for t in used if isinstance(t.pattern, PatternStr) and not t.pattern.value.isalnum()]
    classes.sort(key=lambda t: (-t.priority, t.name != "NAME", t.name))
    marks.sort(key=lambda t: (-len(t.pattern.value), t.name))
    groups = [(t.name, t.pattern.to_regexp()) for t in classes]
    groups += [(t.name, re.escape(t.pattern.value)) for t in marks]
    groups += _FAULTS
    return re.compile(rf"[ \t]*(?:{'|'.join(f'(?P<{name}>{regex})' for name, regex in groups)})")
