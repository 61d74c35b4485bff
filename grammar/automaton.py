"""The LALR(1) automaton of `policy.lark`: Lark reads the grammar and computes the tables, this module asks them.

The tables are driven by `licet.grammar.reading` and not by Lark's own loop. That keeps three things in one place: a
word is a keyword only where the grammar truly accepts it, every value knows its place, and parsing, error messages
and completion all see the same states.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lark import Lark
from lark.lexer import Lexer, PatternStr, TerminalDef

from licet.grammar.build import Builder

__all__ = ["STARTS", "Automaton", "Row", "automaton", "grammar_text"]

STARTS = ("statement", "query", "conjunction")

Reduction = tuple[int, str, Callable[[list[Any]], Any]]
Row = dict[str, "int | Reduction"]

_MADE = ("VAR", "ANYTHING", "DATE", "MONTH", "STRING", "NUMBER")
_FAULTS = (
    ("BAD_STRING", r'"[^\r\n]*'),
    ("BAD_NUMBER", r"-?[0-9][\w.-]*"),
    ("BAD_WORD", r"\w+"),
    ("BAD_CHARACTER", r"[^ \t]"),
)


@dataclass(frozen=True, slots=True)
class Automaton:
    """Parse tables. `rows` say for each state what a terminal leads to (the state after it, or a reduction: how many
    values, of which rule, made into what) and which state follows a rule.

    `pattern` matches one lexeme, blanks before it included, at any place of any text; its group names are terminals.
    `keywords` maps words to their terminals, `spellings` terminals to their only spelling; `makers` turn a lexeme of
    some terminals into a node.
    """

    rows: Mapping[int, Row]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    makers: Mapping[str, Callable[..., Any]]
    pattern: re.Pattern[str]
    keywords: Mapping[str, str]
    spellings: Mapping[str, str]

    def terminal(self, stack: list[int], kind: str, word: str) -> str:
        """What a word is after the states of `stack`: a keyword where one is accepted, else a name."""
        row = self.rows[stack[-1]]
        if kind == "QUANTIFIER":
            return kind if kind in row else "NAME"
        keyword = self.keywords.get(word)
        if keyword in row and ("NAME" not in row or self.accepts(stack, keyword)):
            return keyword
        return "NAME"

    def accepts(self, stack: list[int], terminal: str, end: int = -1) -> bool:
        """Whether the terminal can come next, exactly: the row of a state alone says so too often.

        `end` is the state in which a text may end, for the terminal `$END`."""
        return self._after(stack, terminal, end) is not None

    def shift(self, stack: list[int], terminal: str) -> bool:
        """Take the states of `stack` past the terminal, if it can come next."""
        after = self._after(stack, terminal, -1)
        if after is None:
            return False
        kept, pushed = after
        stack[kept:] = pushed
        return True

    def acceptable(self, stack: list[int], start: str) -> frozenset[str]:
        """Every terminal that can come next, `$END` included."""
        end = self.ends[start]
        return frozenset(t for t in self.rows[stack[-1]] if t.isupper() and self.accepts(stack, t, end))

    def _after(self, stack: list[int], terminal: str, end: int) -> tuple[int, list[int]] | None:
        """How many states of the stack stay and which follow them, once the terminal is read."""
        rows, kept, pushed = self.rows, len(stack), list[int]()
        while True:
            act = rows[pushed[-1] if pushed else stack[kept - 1]].get(terminal)
            if act is None:
                return None
            if isinstance(act, int):
                pushed.append(act)
                return kept, pushed
            size, origin, _ = act
            dropped = min(size, len(pushed))
            del pushed[len(pushed) - dropped :]
            kept -= size - dropped
            goto = cast(int, rows[pushed[-1] if pushed else stack[kept - 1]][origin])
            pushed.append(goto)
            if goto == end:
                return kept, pushed


class _NoLexer(Lexer):
    """Keeps Lark from building lexers that nobody uses."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Any:  # noqa: ARG002
        return iter(())


def grammar_text() -> str:
    """The text of `policy.lark`."""
    return files("licet.grammar").joinpath("policy.lark").read_text("utf-8")


@cache
def automaton() -> Automaton:
    """The automaton, built once a process; it never changes."""
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
