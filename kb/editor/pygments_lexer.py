"""Policy files in color wherever Pygments colors code: `pygmentize -l licet`, Sphinx, MkDocs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pygments.lexer import Lexer
from pygments.token import string_to_tokentype

from licet.grammar.looks import LOOKS
from licet.grammar.tokens import tokenize

__all__ = ["LicetLexer"]


class LicetLexer(Lexer):  # type: ignore[misc]
    """Colors by the tokens of the language itself, so that a word is a keyword only where the grammar has it as one."""

    name = "Licet"
    aliases = ("licet",)
    filenames = ("*.licet",)
    mimetypes = ("text/x-licet",)

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"stripnl": False, **options})

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, Any, str]]:
        """Each token's offset, type and text; joined, the texts are the text."""
        for token in tokenize(text):
            yield token.start, string_to_tokentype(LOOKS[token.kind].pygments), token.text
