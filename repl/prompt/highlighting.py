"""Colors at the prompt, from the tokens of the language itself."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from licet.repl.session.commands import Command
from licet.repl.session.entry_code import entry_lines

__all__ = ["PromptLexer"]


class PromptLexer(Lexer):
    """Colors a command's name, and statements and literals by their tokens."""

    def __init__(self, commands: Mapping[str, Command], kinds: Callable[[], Container[str]]) -> None:
        self._commands = commands
        self._kinds = kinds

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """The styled text of each line of a document."""
        styled = entry_lines(document.text, self._commands, self._kinds())
        lines: list[StyleAndTextTuples] = [
            [(style and f"class:{style}", text) for style, text in line] for line in styled
        ]
        return lambda number: lines[number] if number < len(lines) else []
