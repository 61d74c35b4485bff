"""The LALR(1) automaton of `policy.lark`: Lark reads the grammar and computes the tables, this module drives them.

Driving them here and not in Lark keeps three things in one place: words are keywords only where the grammar truly
accepts them, every value knows its place, and the same loop serves parsing, error messages and completion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lark import Lark
from lark.lexer import Lexer, PatternStr, TerminalDef

from licet.grammar.build import Builder
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.lexeme import Lexeme, Rejected
from licet.grammar.source import Span

__all__ = ["MAX_DEPTH", "STARTS", "Automaton", "Reading", "Stuck", "automaton", "grammar_text"]

STARTS = ("statement", "query", "conjunction")
MAX_DEPTH = 100

Reduction = tuple[int, str, Callable[[list[Any]], Any]]
Row = dict[str, "int | Reduction"]


class Stuck(Exception):
    """The text stops making sense at `lexeme`; a missing rest is a lexeme of type `$END`."""

    def __init__(self, lexeme: Lexeme) -> None:
        super().__init__(lexeme.type)
        self.lexeme = lexeme


class _NoLexer(Lexer):
    """Keeps Lark from building lexers that nobody uses."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Any:  # noqa: ARG002
        return iter(())


@dataclass(frozen=True, slots=True)
class Automaton:
    """Parse tables: for each state, what each terminal (shift or reduce) and each rule (goto) leads to.

    `silent` are the same tables without building anything. `pattern` matches one lexeme, blanks before it included,
    at any place of any text; `keywords` maps words to their terminals.
    """

    rows: Mapping[int, Row]
    silent: Mapping[int, Row]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    makers: Mapping[str, Callable[[Lexeme], Any]]
    pattern: re.Pattern[str]
    keywords: Mapping[str, str]
    spellings: Mapping[str, str]

    def accepts(self, stack: list[int], terminal: str, end: int = -1) -> bool:
        """Whether the terminal can come next, exactly (the tables alone say so too often)."""
        rows = self.silent
        base, pushed = len(stack), list[int]()
        while True:
            act = rows[pushed[-1] if pushed else stack[base - 1]].get(terminal)
            if act is None:
                return False
            if act.__class__ is int:
                return True
            size, origin, _ = act  # type: ignore[misc]
            dropped = min(size, len(pushed))
            if dropped:
                del pushed[-dropped:]
            base -= size - dropped
            goto = rows[pushed[-1] if pushed else stack[base - 1]][origin]
            if goto == end:
                return True
            pushed.append(goto)  # type: ignore[arg-type]

    def acceptable(self, stack: list[int], start: str) -> frozenset[str]:
        """Every terminal that can come next, `$END` included."""
        end = self.ends[start]
        return frozenset(t for t in self.silent[stack[-1]] if t.isupper() and self.accepts(stack, t, end))


class Reading:
    """One reading of a stretch of text from a start rule. With `build` it makes the tree, without only states.

    Raises (from its methods): Stuck, where the text is not what the grammar expects; Rejected, where the grammar
    is content but the meaning of a lexeme or line is not (no such day, a line given twice).
    """

    def __init__(self, start: str, file: str, build: bool = True) -> None:
        self.automaton = automaton()
        self.start = start
        self.file = file
        self.stack: list[int] = [self.automaton.starts[start]]
        self.values: list[Any] = []
        self.rows = self.automaton.rows if build else self.automaton.silent
        self.makers = self.automaton.makers if build else {}
        self.lines = start == "statement"
        self.last = Lexeme("$END", "", file, 1, 1, 0)

    def feed(self, text: str, position: int, end: int, line: int) -> None:
        """Read `text[position:end]`; `line` is the number of the line it starts on, in column one."""
        automaton, rows, stack, values, makers = self.automaton, self.rows, self.stack, self.values, self.makers
        match, keywords, file = automaton.pattern.match, automaton.keywords, self.file
        line_start = text.rfind("\n", 0, position) + 1
        depth = 0
        lexeme = self.last
        while (found := match(text, position, end)) is not None:
            kind: str = found.lastgroup  # type: ignore[assignment]
            position = found.end()
            word = found[kind]
            start = position - len(word)
            lexeme = Lexeme(kind, word, file, line, start - line_start + 1, start)
            if kind == "NAME":
                keyword = keywords.get(word)
                if keyword is not None:
                    row = rows[stack[-1]]
                    if keyword in row and ("NAME" not in row or automaton.accepts(stack, keyword)):
                        lexeme.type = kind = keyword
                        depth -= kind == "END"
            elif kind == "_NL":
                line += word.count("\n")
                line_start = start + word.rfind("\n") + 1
                if not self.lines:
                    continue
            elif kind == "QUANTIFIER":
                if kind not in rows[stack[-1]]:
                    lexeme.type = kind = "NAME"
                else:
                    depth += 1
                    if depth > MAX_DEPTH:
                        raise Rejected(_too_deep(lexeme.span))
            while True:
                act = rows[stack[-1]].get(kind)
                if act.__class__ is int:
                    break
                if act is None:
                    self.last = lexeme
                    raise Stuck(lexeme)
                size, origin, build = act  # type: ignore[misc]
                if size:
                    children = values[-size:]
                    del values[-size:], stack[-size:]
                else:
                    children = []
                values.append(build(children))
                stack.append(rows[stack[-1]][origin])  # type: ignore[arg-type]
            stack.append(act)  # type: ignore[arg-type]
            maker = makers.get(kind)
            values.append(lexeme if maker is None else maker(lexeme))
        self.last = lexeme

    def finish(self) -> Any:
        """What was read, once the text has ended."""
        rows, stack, values = self.rows, self.stack, self.values
        end = self.automaton.ends[self.start]
        while stack[-1] != end:
            act = rows[stack[-1]].get("$END")
            if act is None or act.__class__ is int:
                last = self.last
                raise Stuck(Lexeme("$END", "", last.file, last.line, last.column, last.start))
            size, origin, build = act  # type: ignore[misc]
            children = values[len(values) - size :]
            del values[len(values) - size :], stack[len(stack) - size :]
            values.append(build(children))
            stack.append(rows[stack[-1]][origin])  # type: ignore[arg-type]
        return values[-1]

    def acceptable(self) -> frozenset[str]:
        """Every terminal that can come next."""
        return self.automaton.acceptable(self.stack, self.start)


def _too_deep(span: Span) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "E111",
        f"groups are nested more than {MAX_DEPTH} deep",
        span,
        "give the inner groups a name: state them as a `rule` and use its relation here",
    )


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
    rows = {state: _row(row, conf.callbacks) for state, row in conf.states.items()}
    silent = {state: _row(row, None) for state, row in conf.states.items()}
    words = {
        t.pattern.value: t.name
        for t in lark.terminals
        if isinstance(t.pattern, PatternStr) and t.pattern.value.isalnum()
    }
    spellings = {t.name: t.pattern.value for t in lark.terminals if isinstance(t.pattern, PatternStr)}
    return Automaton(
        rows,
        silent,
        {start: conf.start_state for start, conf in confs.items()},
        {start: conf.end_state for start, conf in confs.items()},
        {name: getattr(builder, name) for name in ("VAR", "ANYTHING", "DATE", "MONTH", "STRING", "NUMBER")},
        _pattern(list(lark.terminals)),
        words,
        spellings,
    )


def _row(row: Mapping[str, tuple[Any, Any]], callbacks: Mapping[Any, Callable[[list[Any]], Any]] | None) -> Row:
    out: Row = {}
    for symbol, (action, argument) in row.items():
        if action.name == "Shift":
            out[symbol] = argument
        else:
            build = callbacks[argument] if callbacks is not None else _nothing
            out[symbol] = (len(argument.expansion), str(argument.origin.name), build)
    return out


def _nothing(children: list[Any]) -> None:  # noqa: ARG001
    return None


def _pattern(terminals: list[TerminalDef]) -> re.Pattern[str]:
    ignored = {t.name for t in terminals if t.name.startswith("__IGNORE")}
    patterns = [t for t in terminals if not isinstance(t.pattern, PatternStr) and t.name not in ignored]
    marks = [t for t in terminals if isinstance(t.pattern, PatternStr) and not t.pattern.value.isalnum()]
    patterns.sort(key=lambda t: (-t.priority, t.name != "NAME", t.name))
    marks.sort(key=lambda t: (-len(t.pattern.value), t.name))
    groups = [f"(?P<{t.name}>{t.pattern.to_regexp()})" for t in patterns]
    groups += [f"(?P<{t.name}>{re.escape(t.pattern.value)})" for t in marks]
    groups += [f"(?P<{name}>{regex})" for name, regex in _FAULTS]
    return re.compile(rf"[ \t]*(?:{'|'.join(groups)})", re.DOTALL)


_FAULTS = (
    ("BAD_STRING", r'"[^\r\n]*'),
    ("BAD_NUMBER", r"-?\d[\w.-]*"),
    ("BAD_WORD", r"\w+"),
    ("BAD_CHARACTER", r"[^ \t]"),
)
