"""What was typed or pasted, cut into entries: one command, question or statement each.

The rule is the one of policy files: an entry starts in column one, and the indented lines under it belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import pairwise

from msgspec import Struct

from licet.grammar.parser import statement_bounds

__all__ = [
    "STATEMENT_WORDS",
    "Entry",
    "as_statement",
    "entries",
    "is_statement",
    "wants_more",
    "without_comments",
]

_BLOCK_WORDS = frozenset({"rule", "license", "clause", "unmodelled", "term", "adopt", "accept", "claim", "test"})
"""The first words of statements that have lines of their own."""

STATEMENT_WORDS = _BLOCK_WORDS | {"kind", "relation", "open", "presumed", "fact"}
"""The first words of statements; the kinds of names are further ones."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COMMENTS = re.compile(r"(\n[ \t]*(#[^\n]*)?)+\Z")
_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*"?)|[ \t]*#[^\n]*')
_NAMED = re.compile(r"[a-z][a-z0-9_]*[ \t]+[a-z][a-z0-9_]*[ \t]*(\"[^\n]*)?(#[^\n]*)?$")


class Entry(Struct, frozen=True):
    """One entry and the number of the line it starts on, from 1."""

    text: str
    line: int


def entries(text: str) -> tuple[Entry, ...]:
    """The entries of a text, comments and blank lines between them left out.

    Indented lines before the first entry are an entry of their own, so that they are not lost without a word.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [start for start, _ in statement_bounds(text)]
    if _content(text[: starts[0] if starts else len(text)]):
        starts.insert(0, 0)
    bounds = [*starts, len(text)]
    cut = (Entry(_COMMENTS.sub("", text[a:b].rstrip()), text.count("\n", 0, a) + 1) for a, b in pairwise(bounds))
    return tuple(e for e in cut if _content(e.text))


def _content(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.split("\n"))


def without_comments(text: str) -> str:
    """The text without its comments; a `#` in a string is none."""
    return _COMMENT.sub(lambda found: found[1] or "", text)


def _first_word(text: str) -> str:
    """The word that an entry starts with, or nothing."""
    found = _WORD.match(text)
    return found[0] if found else ""


def is_statement(text: str, kinds: Container[str]) -> bool:
    """Whether an entry is a statement as policy files have it, and not a question.

    `kinds` are the declared kinds of names: `use my_use "…"` is a statement, `my_use runs llama_2_7b` a question.
    """
    word = _first_word(text)
    if word in STATEMENT_WORDS:
        after = text[len(word) :].lstrip()[:1]
        return after == '"' if word == "test" else after not in ("", "(")
    return word in kinds and _NAMED.match(text.split("\n", 1)[0]) is not None


def as_statement(text: str, kinds: Container[str]) -> str:
    """A statement as it was given, or a bare fact (`acme accepted llama_2`) made one."""
    text = text.strip()
    return text if is_statement(text, kinds) else f"fact {text}"


def wants_more(text: str, kinds: Container[str], incomplete: bool) -> bool:
    """Whether Enter at the end of the text should open a further line.

    Args:
        text: all lines so far.
        kinds: the declared kinds of names.
        incomplete: whether the parser reached the end of the text and needs more of it.

    A statement with lines of its own goes on until a line that is left empty; everything else is ready unless the
    parser says that it cannot be.
    """
    last = text.rsplit("\n", 1)[-1]
    if "\n" in text and not last.strip():
        return False
    cut = entries(text)
    if not cut:
        return False
    entry = cut[-1].text
    if is_statement(entry, kinds) and (_first_word(entry) not in STATEMENT_WORDS - _BLOCK_WORDS):
        return True
    return incomplete
