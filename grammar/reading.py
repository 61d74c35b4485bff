"""Reading a stretch of text from a start rule: into a tree, or only as far as it makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from msgspec import Struct

from licet.grammar.automaton import Row, automaton
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.lexeme import Lexeme, Rejected

__all__ = ["Stuck", "Trace", "lexemes", "read", "trace"]

_MAX_DEPTH = 100


class Stuck(Exception):
    """The text stops making sense at `lexeme`; a missing rest is a lexeme of type `$END`."""

    def __init__(self, lexeme: Lexeme) -> None:
        super().__init__(lexeme.type)
        self.lexeme = lexeme


class Trace(Struct, frozen=True):
    """How far a text makes sense: the lexemes accepted, those left (their words not told apart), the terminals that
    can come after the accepted ones, and the rows of the states before each of them."""

    accepted: tuple[Lexeme, ...]
    rest: tuple[Lexeme, ...]
    expected: frozenset[str]
    rows: tuple[Row, ...]

    @property
    def last(self) -> Lexeme | None:
        """The lexeme accepted last, if there is one."""
        return self.accepted[-1] if self.accepted else None


def lexemes(text: str, position: int, end: int) -> Iterator[Lexeme]:
    """The lexemes of `text[position:end]`, as of a text by itself; words are all of type NAME."""
    match = automaton().pattern.match
    line, line_start = 1, text.rfind("\n", 0, position) + 1
    while (found := match(text, position, end)) is not None:
        kind = cast(str, found.lastgroup)
        position = found.end()
        word = found[kind]
        start = position - len(word)
        yield Lexeme(kind, word, "", line, start - line_start + 1, start)
        if kind == "_NL":
            line += word.count("\n")
            line_start = start + word.rfind("\n") + 1


def trace(start: str, text: str, position: int, end: int) -> Trace:
    """Read as far as `text[position:end]` makes sense from the rule `start`, without building anything."""
    tables = automaton()
    stack = [tables.starts[start]]
    accepted: list[Lexeme] = []
    rows: list[Row] = []
    rest: list[Lexeme] = []
    for lexeme in lexemes(text, position, end):
        if lexeme.type == "_NL" and start != "statement":
            continue
        if rest:
            rest.append(lexeme)
            continue
        row = tables.rows[stack[-1]]
        if lexeme.type in ("NAME", "QUANTIFIER"):
            lexeme.type = tables.terminal(stack, lexeme.type, lexeme.text)
        if tables.shift(stack, lexeme.type):
            accepted.append(lexeme)
            rows.append(row)
        else:
            rest.append(lexeme)
    return Trace(tuple(accepted), tuple(rest), tables.acceptable(stack, start), tuple(rows))


def read(start: str, file: str, text: str, position: int, end: int, line: int) -> Any:
    """Read `text[position:end]`, which starts on the line of that number, from the rule `start`.

    Returns:
        The node that it says.

    Raises:
        Stuck: the text is not what the grammar expects.
        Rejected: the grammar is content, but what it says means nothing (no such day, a line given twice).
    """
    tables = automaton()
    rows, makers, keywords, match = tables.rows, tables.makers, tables.keywords, tables.pattern.match
    stack: list[int] = [tables.starts[start]]
    values: list[Any] = []
    line_start = text.rfind("\n", 0, position) + 1
    depth = 0
    lexeme = Lexeme("_NL", "", file, line, 1, position)
    while (found := match(text, position, end)) is not None:
        kind: str = found.lastgroup  # type: ignore[assignment]
        position = found.end()
        word = found[kind]
        begin = position - len(word)
        lexeme = Lexeme(kind, word, file, line, begin - line_start + 1, begin)
        if kind == "_NL":
            lexeme.column = found.start() - line_start + 1
            line += word.count("\n")
            line_start = begin + word.rfind("\n") + 1
            if start != "statement":
                continue
        elif (kind == "NAME" and word in keywords) or kind == "QUANTIFIER":
            lexeme.type = kind = tables.terminal(stack, kind, word)
            if kind == "QUANTIFIER":
                depth += 1
                if depth > _MAX_DEPTH:
                    raise Rejected(_too_deep(lexeme))
            elif kind == "END":
                depth -= 1
        while True:
            act = rows[stack[-1]].get(kind)
            if act.__class__ is int:
                break
            if act is None:
                raise Stuck(lexeme)
            size, origin, build = act  # type: ignore[misc]
            children = values[-size:] if size else []
            if size:
                del values[-size:], stack[-size:]
            values.append(build(children))
            stack.append(rows[stack[-1]][origin])  # type: ignore[arg-type]
        stack.append(act)
        maker = makers.get(kind)
        values.append(lexeme if maker is None else maker(lexeme))
    last = tables.ends[start]
    while stack[-1] != last:
        act = rows[stack[-1]].get("$END")
        if not isinstance(act, tuple):
            raise Stuck(Lexeme("$END", "", file, lexeme.line, lexeme.column, lexeme.start))
        size, origin, build = act
        children = values[len(values) - size :]
        del values[len(values) - size :], stack[len(stack) - size :]
        values.append(build(children))
        stack.append(rows[stack[-1]][origin])  # type: ignore[arg-type]
    return values[-1]


def _too_deep(lexeme: Lexeme) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "E111",
        f"groups are nested more than {_MAX_DEPTH} deep",
        lexeme.span,
        "give the inner groups a name: state them as a `rule` and use its relation here",
    )
