"""Text to colored tokens, and what could come next: for highlighting, completion and prompts of several lines.

All of it works on any text, however broken, and on queries (`X r Y and not Z is q`) as well as on statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from enum import Enum
from functools import lru_cache

from msgspec import Struct

from licet.grammar.forms import LINE_WORDS, STATEMENT_FORMS
from licet.grammar.language import PHRASES, language
from licet.grammar.lexeme import Lexeme, Rejected
from licet.grammar.parser import statement_bounds
from licet.grammar.reading import Stuck, Trace, read, trace

__all__ = ["Token", "TokenClass", "classified", "expected", "is_incomplete", "tokenize", "traced"]


class TokenClass(Enum):
    """What a token is, for its color."""

    KEYWORD = "keyword"
    VARIABLE = "variable"
    CONSTANT = "constant"
    RELATION = "relation"
    NUMBER = "number"
    DATE = "date"
    STRING = "string"
    COMMENT = "comment"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    WHITESPACE = "whitespace"
    ERROR = "error"


class Token(Struct, frozen=True):
    """A piece of text and what it is; `start` is its offset."""

    kind: TokenClass
    text: str
    start: int


_BETWEEN = re.compile(r"(?P<COMMENT>#[^\n]*)|(?P<WHITESPACE>\s+)|(?P<ERROR>[^\s#]+)")
_OPEN = frozenset({"NAME", "QNAME", "VAR", "NUMBER", "DATE", "MONTH", "STRING", "ANYTHING", "CMP", "_NL", "$END"})
_CONNECTIVES = frozenset({"and", "at", "in", "is", "not", "of", "per", "under"})
_CLASSES = {
    "VAR": TokenClass.VARIABLE,
    "ANYTHING": TokenClass.VARIABLE,
    "QNAME": TokenClass.CONSTANT,
    "REFERENCE": TokenClass.CONSTANT,
    "NUMBER": TokenClass.NUMBER,
    "DATE": TokenClass.DATE,
    "MONTH": TokenClass.DATE,
    "STRING": TokenClass.STRING,
    **dict.fromkeys(PHRASES, TokenClass.KEYWORD),
    "CMP": TokenClass.OPERATOR,
    "EQUAL": TokenClass.OPERATOR,
    "DEFINE": TokenClass.OPERATOR,
    "PLUS": TokenClass.OPERATOR,
    "STAR": TokenClass.OPERATOR,
}


def tokenize(text: str) -> list[Token]:
    """Cut any text into tokens; joined, their texts are the text.

    Where it parses, a word is a keyword, relation or constant by its place, otherwise by its spelling."""
    tokens: list[Token] = []
    position = 0
    for kind, lexeme in classified(text):
        end = lexeme.start + len(lexeme.text)
        tokens += _between(text, position, lexeme.start)
        tokens.append(Token(kind, lexeme.text, lexeme.start))
        position = end
    return [*tokens, *_between(text, position, len(text))]


def expected(text: str, queries: bool = True) -> frozenset[str]:
    """What can come next after the text before a cursor (without the word that is being typed).

    Args:
        text: that text.
        queries: whether it can be a query; files have none.

    Returns:
        Keywords and marks as they are written, and the classes `NAME`, `QNAME` (a name in two parts), `VAR`, `NUMBER`,
        `DATE`, `MONTH`, `STRING`, `ANYTHING` (`_`), `CMP` (`<`, `>=`, …), `_NL` (the line can end here) and `$END` (the
        statement or query can). Empty where the text is already wrong.
    """
    spellings = language().spellings
    terminals = frozenset[str]().union(*(t.expected for t in _unfinished(text, queries) if not t.rest))
    words = {spellings[t] for t in terminals - _OPEN if t in spellings}
    words |= {word for terminal in terminals & PHRASES.keys() for word in PHRASES[terminal]}
    return frozenset(words | (terminals & _OPEN))


@lru_cache(maxsize=4)
def traced(start: str, text: str) -> Trace:
    """How far a text makes sense from the rule `start`; kept for a moment, since one key press asks more than once."""
    return trace(start, text, 0, len(text))


def is_incomplete(text: str) -> bool:
    """Whether the text, as typed so far, only lacks further lines: it is not empty, not wrong yet and not finished.

    A rule of one line counts as not finished until a line end follows it. A statement's line cannot go on in the next,
    so one that breaks off is wrong; a query can.
    """
    if not text.strip():
        return False
    whole = text if text.endswith("\n") else text + "\n"
    bounds = statement_bounds(whole)
    if not bounds or whole[: bounds[0][0]].strip():
        return _lacks("conjunction", whole, 0, len(whole)) == "lines"
    states = [_lacks("statement", whole, start, end) for start, end in bounds]
    last = text[bounds[-1][0] :]
    first = last.split(maxsplit=1)[0]
    if first == "rule" and states[-1] == "" and "\n" not in last:
        states[-1] = "lines"
    if "sense" not in states:
        return states[-1] == "lines"
    return first not in STATEMENT_FORMS and _lacks("conjunction", whole, 0, len(whole)) == "lines"


def _lacks(start: str, text: str, position: int, end: int) -> str:
    try:
        read(start, "", text, position, end, 1)
    except Stuck as stuck:
        return "lines" if stuck.lexeme.type == "$END" else "sense"
    except Rejected as rejected:
        return "lines" if rejected.diagnostic.code == "E113" else "sense"
    return ""


def _unfinished(text: str, queries: bool) -> Iterator[Trace]:
    """Readings of what stands before the cursor: as the last statement, and as a query if it can be one."""
    bounds = statement_bounds(text)
    last = traced("statement", text[slice(*bounds[-1])]) if bounds else None
    if not text or text.endswith("\n"):
        yield traced("statement", "")
        if last and not last.rest and "$END" in last.expected:
            return
    elif last:
        yield last
        if not last.rest and _only_statement(last):
            return
    if queries:
        yield traced("conjunction", text)


def _only_statement(read_as: Trace) -> bool:
    """Whether a text that can be read as a statement is none of those that may be queries, too."""
    words = read_as.accepted
    return bool(words) and (words[0].text in STATEMENT_FORMS or any(word.type == "_NL" for word in words))


def classified(text: str) -> Iterator[tuple[TokenClass, Lexeme]]:
    """Every lexeme of a text but line ends, with its class."""
    whole = text if text.endswith("\n") else text + "\n"
    bounds = statement_bounds(whole)
    yield from _by_place(trace("conjunction", whole, 0, bounds[0][0] if bounds else len(whole)))
    for start, end in bounds:
        read_as = trace("statement", whole, start, end)
        if read_as.rest and "\n" not in whole[start:end].rstrip():
            query = trace("conjunction", whole, start, end)
            if not query.rest or query.rest[0].start > read_as.rest[0].start:
                read_as = query
        yield from _by_place(read_as)


def _by_place(read_as: Trace) -> Iterator[tuple[TokenClass, Lexeme]]:
    following = [*read_as.accepted[1:], *read_as.rest, Lexeme("_NL", "", "", 0, 0, 0)]
    before, lists_relations = "_NL", False
    for lexeme, row, after in zip(read_as.accepted, read_as.rows, following, strict=False):
        if lexeme.type == "IS":
            lists_relations = "KIND" not in (word.type for word in read_as.accepted[:1])
        elif lexeme.type not in ("NAME", "COMMA"):
            lists_relations = False
        if lexeme.type == "NAME":
            relation = lists_relations or after.type == "LPAR" or _relation_follows(row, before)
            yield (TokenClass.RELATION if relation else TokenClass.CONSTANT), lexeme
        elif lexeme.type != "_NL":
            yield _class(lexeme.type), lexeme
        before = lexeme.type
    for lexeme, after in zip(read_as.rest, following[len(read_as.accepted) :], strict=False):
        if lexeme.type == "NAME" or lexeme.type in PHRASES:
            yield _by_spelling(lexeme.text, before == "_NL", after.type == "LPAR"), lexeme
        elif lexeme.type != "_NL":
            yield _class(lexeme.type), lexeme
        before = lexeme.type


def _relation_follows(row: Set[str], before: str) -> bool:
    """Whether a name in this state is a relation: after a subject, or at the start of an entity's line."""
    return {"IS", "CMP"} <= row or ("VAR" not in row and ({"IS", "NOT"} <= row or before == "NOT"))


def _by_spelling(word: str, opens_line: bool, calls: bool) -> TokenClass:
    if word in _CONNECTIVES or (opens_line and (word in LINE_WORDS or word in STATEMENT_FORMS)):
        return TokenClass.KEYWORD
    return TokenClass.RELATION if calls else TokenClass.CONSTANT


def _class(terminal: str) -> TokenClass:
    if terminal.startswith("BAD_"):
        return TokenClass.ERROR
    known = _CLASSES.get(terminal)
    if known is not None:
        return known
    return TokenClass.KEYWORD if language().spellings[terminal].isidentifier() else TokenClass.PUNCTUATION


def _between(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _BETWEEN.finditer(text, start, end):
        yield Token(TokenClass[str(found.lastgroup)], found[0], found.start())
