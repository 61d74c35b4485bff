"""The smallest pieces the parser reads, and the refusal of one that has the right form and no meaning."""

from __future__ import annotations

from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import Span

__all__ = ["Lexeme", "Rejected"]


class Lexeme:
    """A word, mark, number, date, string or line end, with its place. `type` is a terminal of the grammar."""

    __slots__ = ("column", "file", "line", "start", "text", "type")

    def __init__(self, type: str, text: str, file: str, line: int, column: int, start: int) -> None:
        self.type = type
        self.text = text
        self.file = file
        self.line = line
        self.column = column
        self.start = start

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
