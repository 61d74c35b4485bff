"""The smallest pieces the parser reads, and the refusal of one that has the right form and no meaning."""

from __future__ import annotations

from lark import Token

from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import Span

__all__ = ["Lexeme", "Rejected"]


class Lexeme(Token):
    """A word, mark, number, date, string or line end, with its place. `type` is a terminal of the grammar.

    It is a token of Lark's, which Lark's parser takes as it is. Of what tokens have besides, it has the line and the
    column.
    """

    __slots__ = ("file", "start", "text")

    file: str
    start: int
    text: str
    line: int
    column: int

    def __new__(cls, type: str, text: str, file: str, line: int, column: int, start: int) -> Lexeme:
        made = str.__new__(cls, text)
        made.type = type
        made.text = made.value = text
        made.file = file
        made.line = line
        made.column = column
        made.start = start
        return made

    @property
    def span(self) -> Span:
        """Where it stands; a line end has no width."""
        width = 0 if self.type == "_NL" else len(self.text)
        return Span(self.file, self.line, self.column, self.line, self.column + width)


class Rejected(Exception):
    """A statement that the grammar accepts and that still says nothing; `diagnostic` tells why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
