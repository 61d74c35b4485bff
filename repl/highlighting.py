"""Colors at the prompt, from the tokens of the language itself."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from licet.grammar.tokens import TokenClass, tokenize
from licet.repl.commands import Command, find_command
from licet.repl.entry import is_statement

__all__ = ["PromptLexer"]

_STYLES = {
    TokenClass.KEYWORD: "class:keyword",
    TokenClass.VARIABLE: "class:variable",
    TokenClass.CONSTANT: "class:name",
    TokenClass.RELATION: "class:relation",
    TokenClass.NUMBER: "class:number",
    TokenClass.DATE: "class:number",
    TokenClass.STRING: "class:string",
    TokenClass.COMMENT: "class:comment",
    TokenClass.ERROR: "class:wrong",
}


class PromptLexer(Lexer):
    """Colors a command's name, and statements and literals by their tokens."""

    def __init__(self, commands: Mapping[str, Command], kinds: Callable[[], Container[str]]) -> None:
        self._commands = commands
        self._kinds = kinds

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """The styled text of each line of a document."""
        lines = _lines(self._fragments(document.text))
        return lambda number: lines[number] if number < len(lines) else []

    def _fragments(self, text: str) -> StyleAndTextTuples:
        fragments: StyleAndTextTuples = []
        rest = text
        found = find_command(text, self._commands)
        if found is not None and not is_statement(text, self._kinds()):
            rest = found[1]
            fragments.append(("class:keyword", text[: len(text) - len(rest)]))
        fragments += [(_STYLES.get(token.kind, ""), token.text) for token in tokenize(rest)]
        return fragments


def _lines(fragments: StyleAndTextTuples) -> list[StyleAndTextTuples]:
    lines: list[StyleAndTextTuples] = [[]]
    for style, text, *_ in fragments:
        first, *further = text.split("\n")
        lines[-1].append((style, first))
        lines += [[(style, part)] for part in further]
    return lines
