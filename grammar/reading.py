"""Reading a stretch of text from a start rule: into a tree, or only as far as it makes sense.

Lark's interactive parser reads; it is fed lexemes one by one. A word is a keyword where the parser has a use for one,
and a name everywhere else. Feeding the parser, instead of leaving it to a lexer of Lark's, is faster, and lets lexemes
know their places in the file; the measures have the figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache
from typing import Any, cast

from lark.exceptions import UnexpectedToken
from msgspec import Struct

from licet.grammar.build import Builder
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.language import PHRASES, Language, language, load
from licet.grammar.lexeme import Lexeme, Rejected

__all__ = ["Stuck", "Trace", "read", "trace"]

_MAX_DEPTH = 100
_OF_LINES = ("statement", "description")
"""The start rules in which the end of a line says something."""


class Stuck(Exception):
    """The text stops making sense at `lexeme`; a missing rest is a lexeme of type `$END`."""

    def __init__(self, lexeme: Lexeme) -> None:
        super().__init__(lexeme.type)
        self.lexeme = lexeme


class Trace(Struct, frozen=True):
    """How far a text makes sense: the lexemes accepted, those left (their words not told apart), the terminals that
    can come after the accepted ones, and those that Lark's table has before each of them (some of which cannot)."""

    accepted: tuple[Lexeme, ...]
    rest: tuple[Lexeme, ...]
    expected: frozenset[str]
    rows: tuple[Set[str], ...]

    @property
    def last(self) -> Lexeme | None:
        """The lexeme accepted last, if there is one."""
        return self.accepted[-1] if self.accepted else None


def read(start: str, file: str, text: str, position: int, end: int, line: int) -> Any:
    """Read `text[position:end]`, which starts on the line of that number, from the rule `start`.

    Returns:
        The node that it says.

    Raises:
        Stuck: the text is not what the grammar expects.
        Rejected: the grammar is content, but what it says means nothing (no such day, a line given twice).
    """
    known = _builder()
    # Lark leaves the methods of its interactive parser untyped.
    parser: Any = known.parser.parse_interactive(start=start)
    lines = start in _OF_LINES
    lexeme = Lexeme("_NL", "", file, line, 1, position)
    depth = 0
    for lexeme in _lexemes(known, file, text, position, end, line):
        if lexeme.type == "_NL" and not lines:
            continue
        _feed(parser, known, lexeme)
        if lexeme.type == "QUANTIFIER":
            depth += 1
            if depth > _MAX_DEPTH:
                raise Rejected(_too_deep(lexeme))
        elif lexeme.type == "END":
            depth -= 1
    try:
        return parser.feed_eof()
    except UnexpectedToken:
        raise Stuck(Lexeme("$END", "", file, lexeme.line, lexeme.column, lexeme.start)) from None


@cache
def _builder() -> Language:
    """The language, read into our own trees."""
    return load(Builder())


def trace(start: str, text: str, position: int, end: int) -> Trace:
    """Read as far as `text[position:end]` makes sense from the rule `start`, without building anything."""
    known = language()
    parser: Any = known.parser.parse_interactive(start=start)
    lines = start in _OF_LINES
    accepted: list[Lexeme] = []
    rows: list[Set[str]] = []
    lexemes = (x for x in _lexemes(known, "", text, position, end, 1) if lines or x.type != "_NL")
    for lexeme in lexemes:
        row = parser.choices().keys()
        try:
            _feed(parser, known, lexeme)
        except Stuck:
            before = trace(start, text, position, lexeme.start)
            return Trace(before.accepted, (lexeme, *lexemes), before.expected, before.rows)
        accepted.append(lexeme)
        rows.append(row)
    return Trace(tuple(accepted), (), frozenset(parser.accepts()), tuple(rows))


def _lexemes(known: Language, file: str, text: str, position: int, end: int, line: int) -> Iterator[Lexeme]:
    """The lexemes of `text[position:end]`, which starts on the line of that number; words are all of type NAME."""
    match = known.pattern.match
    line_start = text.rfind("\n", 0, position) + 1
    while (found := match(text, position, end)) is not None:
        kind = cast(str, found.lastgroup)
        word = found[kind]
        start = found.end() - len(word)
        if kind == "_NL":
            # A line ends after its last lexeme, not after the blanks behind that.
            yield Lexeme(kind, word, file, line, position - line_start + 1, start)
            line += word.count("\n")
            line_start = start + word.rfind("\n") + 1
        else:
            yield Lexeme(kind, word, file, line, start - line_start + 1, start)
        position = found.end()


def _feed(parser: Any, known: Language, lexeme: Lexeme) -> None:
    """Feed the parser with a lexeme, and give a word its type.

    A keyword that the table has here may still be none, since states of LALR(1) stand for several contexts. The parser
    has then done nothing that it would not have done for a name.

    Raises:
        Stuck: the parser does not expect the lexeme.
    """
    if lexeme.type in PHRASES and lexeme.type not in parser.choices():
        lexeme.type = "NAME"
    keyword = known.keywords.get(lexeme.text) if lexeme.type == "NAME" else None
    if keyword is not None and keyword in parser.choices():
        lexeme.type = keyword
    try:
        parser.feed_token(lexeme)
    except UnexpectedToken:
        if lexeme.type != keyword:
            raise Stuck(lexeme) from None
        lexeme.type = "NAME"
        try:
            parser.feed_token(lexeme)
        except UnexpectedToken:
            raise Stuck(lexeme) from None


def _too_deep(lexeme: Lexeme) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "E111",
        f"groups are nested more than {_MAX_DEPTH} deep",
        lexeme.span,
        "give the inner groups a name: state them as a `rule` and use its relation here",
    )
