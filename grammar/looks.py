"""How code looks: the one table of what a token is called by each of those who color it.

The session has styles of its own, Pygments token types, TextMate grammars scopes, and the language server protocol
token types. A new sort of token gets a row here, and all of them know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from licet.grammar.tokens import TokenClass

__all__ = ["LOOKS", "Look"]


class Look(Struct, frozen=True):
    """What a sort of token is called.

    Attributes:
        style: by the themes of the session; empty for plain text.
        pygments: by Pygments, below `Token`.
        scope: by TextMate grammars, without the language at its end; empty for white space.
        semantic: by the language server protocol; None where editors are to leave the color as it is.
    """

    style: str
    pygments: str
    scope: str
    semantic: str | None


LOOKS: Mapping[TokenClass, Look] = MappingProxyType(
    {
        TokenClass.KEYWORD: Look("keyword", "Keyword", "keyword.other", "keyword"),
        TokenClass.VARIABLE: Look("variable", "Name.Variable", "variable.parameter", "parameter"),
        TokenClass.CONSTANT: Look("name", "Name.Constant", "constant.other", "enumMember"),
        TokenClass.RELATION: Look("relation", "Name.Function", "entity.name.function", "function"),
        TokenClass.NUMBER: Look("number", "Literal.Number", "constant.numeric", "number"),
        TokenClass.DATE: Look("number", "Literal.Date", "constant.numeric.date", "number"),
        TokenClass.STRING: Look("string", "Literal.String", "string.quoted.double", "string"),
        TokenClass.COMMENT: Look("comment", "Comment.Single", "comment.line.number-sign", "comment"),
        TokenClass.OPERATOR: Look("", "Operator", "keyword.operator", "operator"),
        TokenClass.PUNCTUATION: Look("", "Punctuation", "punctuation", None),
        TokenClass.WHITESPACE: Look("", "Text.Whitespace", "", None),
        TokenClass.ERROR: Look("wrong", "Error", "invalid.illegal", None),
    }
)
