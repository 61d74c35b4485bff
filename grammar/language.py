"""The language of `policy.lark`, for which Lark builds the LALR(1) parser.

Lark takes several times as long to build its parser as to load one, so what it built is kept beside the grammar, in
`policy.json`, as Lark serializes it. That is plain data which cannot run anything, and belongs to one grammar and one
version of Lark; where either is another, Lark builds the parser from the grammar. Made anew with
`python -m licet.grammar.language`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import PatternStr, TerminalDef
from msgspec import Struct

__all__ = ["PHRASES", "STARTS", "Language", "built", "grammar_text", "kept", "language", "load", "written"]

STARTS = (
    "statement",
    "query",
    "conjunction",
    "pin",
    "reading_choice",
    "reading_left",
    "demand",
    "description",
    "changes",
)
PHRASES = {
    "QUANTIFIER": ("any of", "all of", "none of"),
    "STARTS": ("starts with",),
    "UNDER_READING": ("under",),
}
"""How the words are written that the word after them tells from names."""
_FAULTS = (
    ("BAD_STRING", r'"[^\r\n]*'),
    ("BAD_NUMBER", r"-?[0-9][\w.-]*"),
    ("BAD_WORD", r"\w+"),
    ("BAD_CHARACTER", r"[^ \t]"),
)

_ENDLESS = 4294967295
"""A width without an end, as versions of Python have it that have the smallest number for it."""


class Language(Struct, frozen=True):
    """Lark's parser, and the lexemes of its terminals.

    `pattern` matches one lexeme, blanks before it included, at any place of any text, right or wrong; its group names
    are terminals, and all words are of type NAME. `keywords` maps words to their terminals, `spellings` terminals to
    their only spelling.
    """

    parser: Lark
    pattern: re.Pattern[str]
    keywords: Mapping[str, str]
    spellings: Mapping[str, str]


@cache
def language() -> Language:
    """The language, read into Lark's own trees; loaded once a process."""
    return load()


def load(transformer: object | None = None) -> Language:
    """The language, loaded anew; it never changes.

    Args:
        transformer: what Lark calls with what each rule has read; without it trees are made.
    """
    grammar = grammar_text()
    parser = kept(grammar, transformer) or built(grammar, transformer)
    spellings = {t.name: t.pattern.value for t in parser.terminals if isinstance(t.pattern, PatternStr)}
    keywords = {word: name for name, word in spellings.items() if word.isidentifier()}
    return Language(parser, re.compile(_pattern(parser.terminals)), keywords, spellings)


def _pattern(terminals: Iterable[TerminalDef]) -> str:
    used = [t for t in terminals if not t.name.startswith("__IGNORE")]
    classes = [t for t in used if not isinstance(t.pattern, PatternStr)]
    marks = [t for t in used if isinstance(t.pattern, PatternStr) and not t.pattern.value.isidentifier()]
    classes.sort(key=lambda t: (-t.priority, t.name != "NAME", t.name))
    marks.sort(key=lambda t: (-len(t.pattern.value), t.name))
    groups = [(t.name, t.pattern.to_regexp()) for t in (*classes, *marks)]
    groups = [(name, _possessive(regex) if name in ("STRING", "_NL") else regex) for name, regex in groups]
    return rf"[ \t]*(?:{'|'.join(f'(?P<{name}>{regex})' for name, regex in (*groups, *_FAULTS))})"


def _possessive(regex: str) -> str:
    """The regular expression with no way back into its repeated groups, for which Python needs memory at each round.

    It matches the same where a round can end in one way only. It does not stand so in the grammar, since the form is
    unknown to the check that no two terminals collide.
    """
    return regex.replace(")*", ")*+").replace(")+", ")++")


def grammar_text() -> str:
    """The text of `policy.lark`."""
    return files("licet.grammar").joinpath("policy.lark").read_text("utf-8")


def built(grammar: str, transformer: object | None = None, *, strict: bool = False) -> Lark:
    """A parser that Lark builds from a grammar.

    Args:
        grammar: the text of the grammar.
        transformer: as in `load`.
        strict: whether to refuse also conflicts that Lark would resolve; needs `interegular`.

    Raises:
        lark.exceptions.LarkError: the grammar is not LALR(1), or no grammar.
    """
    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        start=list(STARTS),
        maybe_placeholders=True,
        strict=strict,
        transformer=transformer,
    )


def kept(grammar: str, transformer: object | None = None) -> Lark | None:
    """The parser in `policy.json`, if it is that of the grammar and of this version of Lark."""
    path = files("licet.grammar").joinpath("policy.json")
    if not path.is_file():
        return None
    stored = json.loads(path.read_text("utf-8"), object_hook=_numbered)
    if stored["of"] != _origin(grammar):
        return None
    stored["data"]["options"]["transformer"] = transformer
    return Lark.load(stored)


def _numbered(item: dict[str, Any]) -> dict[Any, Any]:
    """States, rules and terminals under their numbers, which JSON wrote as strings."""
    return {int(key) if key.isdigit() else key: value for key, value in item.items()}


def written(grammar: str) -> str:
    """What `policy.json` holds for a grammar: the parser as Lark serializes it, and what it was built of."""
    data, memo = built(grammar, strict=True).memo_serialize([TerminalDef, Rule])
    for part in memo.values():
        if "_width" in part.get("pattern", ()):
            part["pattern"]["_width"] = [min(width, _ENDLESS) for width in part["pattern"]["_width"]]
    data["parser"]["parser"] = _ordered(data["parser"]["parser"])
    parts = {"of": _origin(grammar), "memo": memo, "data": data}
    return json.dumps(parts, separators=(",", ":"), sort_keys=True) + "\n"


def _origin(grammar: str) -> list[str]:
    """What tells the parser of one grammar and version of Lark from another."""
    return [lark.__version__, sha256(grammar.replace("\r\n", "\n").encode()).hexdigest()]


def _ordered(table: dict[str, Any]) -> dict[str, Any]:
    """A parse table whose numbers, which Lark gives out by chance, follow from the grammar: symbols by the alphabet,
    states as they are met from the start states."""
    symbols = sorted(table["tokens"].values())
    rows = {
        state: {symbols.index(table["tokens"][symbol]): step for symbol, step in row.items()}
        for state, row in table["states"].items()
    }
    order = list(dict.fromkeys(table["start_states"][start] for start in STARTS))
    numbers = {state: number for number, state in enumerate(order)}
    for state in order:
        for _, (reduces, after) in sorted(rows[state].items()):
            if not reduces and after not in numbers:
                numbers[after] = len(order)
                order.append(after)
    return {
        "tokens": dict(enumerate(symbols)),
        "states": {
            numbers[state]: {
                symbol: (reduces, after if reduces else numbers[after])
                for symbol, (reduces, after) in rows[state].items()
            }
            for state in order
        },
        "start_states": {start: numbers[state] for start, state in table["start_states"].items()},
        "end_states": {start: numbers[state] for start, state in table["end_states"].items()},
    }


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name("policy.json").write_text(written(grammar_text()), "utf-8")
