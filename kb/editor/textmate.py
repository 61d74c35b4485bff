"""The TextMate grammar, for VS Code, GitHub and whatever else colors code by regular expressions.

The regular expressions of names, numbers and strings are those of `policy.lark`, the scopes those of
`licet.grammar.looks`. What a word is in its place, the parser tells elsewhere; here each statement has the words of its
lines, and literals begin where such a word says so. Written with `python -m licet.editor.textmate`, which needs the
folder `editors/` of the repository.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from licet.grammar.connectives import CONNECTIVES
from licet.grammar.language import language
from licet.grammar.looks import LOOKS
from licet.grammar.tokens import TokenClass

__all__ = ["STATEMENTS", "WORDS", "textmate", "written"]

_CALLED = ("also", "hub", "spdx")
_DAYS = ("per", "from", "until")
_VERDICTS = ("permitted", "with", "duties", "forbidden", "not", "granted", "unknown", "conflict", "contested")

STATEMENTS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "kind": {"": ("is", *_CALLED)},
        "relation": {"": _CALLED},
        "fact": {"": ()},
        "rule": {"": ("sum", "count", "min", "max"), "quote": (), "note": ()},
        "license": {
            "": _CALLED,
            **dict.fromkeys(("licensor", "url", "note", "based_on", *_CALLED), ()),
            "text": ("sha256",),
            **dict.fromkeys(("silence", "conflict"), ("means", *_VERDICTS)),
            "alias": ("for",),
            "unread": ("because",),
            "in": ("force", "from", "until"),
            "with": ("for",),
            "without": ("clause", "relation"),
        },
        "clause": {
            "": ("at",),
            **dict.fromkeys(("quote", "note", "withholds", "disapplies", "overrides", "incorporates"), ()),
            "in": ("force", "from", "until"),
            "permits": ("of", "to"),
            "forbids": ("of", "to"),
            "requires": ("of", "to", "as", "condition", "covenant"),
            "as": ("in", "with", "for"),
        },
        "unmodelled": {"": ("because",)},
        "term": {"": ("at", "of", "also"), "quote": (), "note": (), "reading": (), "held": ("by",)},
        "adopt": {
            "": ("reading", "of"),
            "for": (),
            "by": ("on",),
            "in": ("force", "from", "until"),
            "because": (),
        },
        "claim": {"": (), **dict.fromkeys(("by", "on", "quote", "note", "about", "per"), ())},
        "accept": {"": ("because",)},
        "test": {
            "": (),
            "given": ("reading", "of"),
            "expect": (
                *("operative", *_VERDICTS, "of", "because", "under", "reading", "over", "no", "duty", "claim"),
                *("contradicted", "supported", "undecided"),
            ),
        },
    }
)
"""For each statement, by the first words of its lines, the further words that these have; `""` is its first line."""

_WITH_LITERAL = ("fact", "rule", "term")
"""The statements whose first word a literal follows."""
_WITH_BODY = ("rule", "clause", "term")
_ABSENCE = ("concluded", "dated", "open", "presumed")
_CONDITIONS = ("when", "unless", "and")
_QUANTIFIERS = ("any", "all", "none")
_SCALES = ("thousand", "million", "billion")
_IN_LITERALS = ("not", "at", "unknown", "under", "reading", *CONNECTIVES, *_DAYS)

WORDS: Final = frozenset(
    {*STATEMENTS, *_ABSENCE, *_CONDITIONS, *_QUANTIFIERS, *_SCALES, *_IN_LITERALS}
    | {"is", "starts", "end", "says", "that", "need"}
    | {word for lines in STATEMENTS.values() for first, further in lines.items() for word in (first, *further) if word}
)
"""Every word that is a keyword somewhere."""

_Rule = Mapping[str, Any]
_LINE, _BLANKS = r"^[ \t]+", r"[ \t]+"
_KEYWORD, _RELATION = TokenClass.KEYWORD, TokenClass.RELATION


def textmate() -> Mapping[str, Any]:
    """The grammar as TextMate has it."""
    return {
        "name": "Licet",
        "scopeName": "source.licet",
        "fileTypes": ["licet"],
        "patterns": [_include("comment"), *map(_include, STATEMENTS), _include("entity")],
        "repository": {
            "comment": _match(r"#.*$", TokenClass.COMMENT),
            "inline": {"patterns": _inline()},
            "said": {"patterns": _said()},
            "entity_line": {"patterns": _entity_line()},
            **{word: _statement(word, lines) for word, lines in STATEMENTS.items()},
            "entity": _entity(),
        },
    }


def written() -> str:
    """The grammar as the file has it."""
    return json.dumps(textmate(), indent=2) + "\n"


@cache
def _regexes() -> Mapping[str, str]:
    """The regular expression of each terminal, without groups that could be counted."""
    found = {terminal.name: terminal.pattern.to_regexp() for terminal in language().parser.terminals}
    return {name: re.sub(r"(?<!\\)\((?!\?)", "(?:", regex) for name, regex in found.items()}


def _scope(kind: TokenClass) -> Mapping[str, str]:
    return {"name": f"{LOOKS[kind].scope}.licet"}


def _include(name: str) -> _Rule:
    return {"include": f"#{name}"}


def _match(regex: str, kind: TokenClass) -> _Rule:
    return {"match": regex, **_scope(kind)}


def _parts(regex: str, *kinds: TokenClass | None) -> _Rule:
    """The groups of a regular expression are of these kinds, None for an argument."""
    return {"match": regex, "captures": _groups(*kinds)}


def _groups(*kinds: TokenClass | None) -> Mapping[str, Any]:
    return {str(n): _scope(k) if k else {"patterns": [_include("inline")]} for n, k in enumerate(kinds, 1)}


def _region(begins: str, kinds: Sequence[TokenClass], ends: str, *patterns: _Rule) -> _Rule:
    """From one match to another; the groups of the first are of these kinds."""
    return {"begin": begins, "beginCaptures": _groups(*kinds), "end": ends, "patterns": [*patterns]}


def _words(words: Iterable[str]) -> str:
    return rf"(?:{'|'.join(sorted(set(words)))})(?!\w)"


def _keywords(words: Iterable[str]) -> list[_Rule]:
    listed = tuple(words)
    of = _parts(rf"(of){_BLANKS}({_regexes()['NAME']})", _KEYWORD, TokenClass.CONSTANT)
    return [*([of] if "of" in listed else ()), *([_match(_words(listed), _KEYWORD)] if listed else ())]


def _inline() -> list[_Rule]:
    """What is the same everywhere; a name that nothing else tells is one of a thing."""
    regexes = _regexes()
    first = {"STRING": TokenClass.STRING, "REFERENCE": TokenClass.CONSTANT}
    last = {"QNAME": TokenClass.CONSTANT, "NAME": TokenClass.CONSTANT, "VAR": TokenClass.VARIABLE}
    return [
        _include("comment"),
        *(_match(regexes[name], kind) for name, kind in first.items()),
        *(_match(regexes[name], TokenClass.DATE) for name in ("DATE", "MONTH")),
        _parts(rf"({regexes['NUMBER']})(?:{_BLANKS}({_words(_SCALES)}))?", TokenClass.NUMBER, _KEYWORD),
        _match(rf"{regexes['NAME']}(?=\()", _RELATION),
        *(_match(regexes[name], kind) for name, kind in last.items()),
        _match(regexes["ANYTHING"], TokenClass.VARIABLE),
        _match(r":=|>=|<=|!=|[<>=+*]", TokenClass.OPERATOR),
        _match(r"[(){},;-]", TokenClass.PUNCTUATION),
    ]


def _said() -> list[_Rule]:
    """The words of a literal, after its first argument and its relation."""
    return [
        _parts(rf"(is){_BLANKS}({_regexes()['NAME']})", _KEYWORD, _RELATION),
        _parts(rf"(starts){_BLANKS}(with)(?!\w)", _KEYWORD, _KEYWORD),
        _match(rf"{_regexes()['NAME']}(?=\()", _RELATION),
        *_keywords(_IN_LITERALS),
        _include("inline"),
    ]


def _literal() -> list[_Rule]:
    """A literal, from where it begins: perhaps `not`, and perhaps an argument with its relation."""
    regexes = _regexes()
    arguments = "|".join(
        regexes[name] for name in ("STRING", "REFERENCE", "DATE", "MONTH", "NUMBER", "VAR", "ANYTHING", "NAME")
    )
    other = rf"(?:is|in|at|and)(?!\w)|starts{_BLANKS}with(?!\w)"
    begins = rf"\G[ \t]*(?:(not){_BLANKS})?"
    return [
        _parts(
            rf"{begins}((?!not(?!\w))(?:{arguments})){_BLANKS}((?!{other}){regexes['NAME']})(?!\()",
            _KEYWORD,
            None,
            _RELATION,
        ),
        _include("said"),
    ]


def _conditions() -> list[_Rule]:
    """The lines of a body."""
    quantifier = rf"({_words(_QUANTIFIERS)}){_BLANKS}(of)(?!\w)"
    group = _parts(rf"\G[ \t]*{quantifier}", _KEYWORD, _KEYWORD)
    return [
        _region(rf"{_LINE}({_words(_CONDITIONS)})", [_KEYWORD], "$", group, *_literal()),
        _region(rf"{_LINE}(-)", [TokenClass.PUNCTUATION], "$", group, *_literal()),
        _parts(rf"{_LINE}(end)(?!\w)", _KEYWORD),
    ]


def _statement(word: str, lines: Mapping[str, tuple[str, ...]]) -> _Rule:
    """A statement: its first line, those that begin with words of its own, and where it has them its conditions."""
    begins = {
        "relation": rf"^(?:({_words(_ABSENCE)}){_BLANKS})?(?:({_words(_ABSENCE)}){_BLANKS})?(relation)(?!\w)",
        "test": r'^(test)(?=[ \t]+")',
    }.get(word, rf"^({word})(?!\w)")
    own = [
        _region(rf"{_LINE}({first})(?!\w)", [_KEYWORD], "$", *_keywords(further), _include("inline"))
        for first, further in lines.items()
        if first
    ]
    further = [*(_conditions() if word in _WITH_BODY else ()), *_LINES_OF.get(word, list)()]
    rest = [*_keywords(lines[""]), *(_literal() if word in _WITH_LITERAL else [_include("inline")])]
    return _region(begins, [_KEYWORD] * 3, r"^(?=[^\s#])", *further, *own, *rest)


def _claimed() -> list[_Rule]:
    return [_region(rf"{_LINE}(says)(?!\w)", [_KEYWORD], "$", *_literal())]


def _tested() -> list[_Rule]:
    """The lines of a test that hold literals, and those of what it gives."""
    return [
        _region(rf"{_LINE}(given){_BLANKS}(fact)(?!\w)", [_KEYWORD, _KEYWORD], "$", *_literal()),
        _region(
            rf"{_LINE}(expect){_BLANKS}(?:(unknown|contested){_BLANKS})?(that|need)(?!\w)",
            [_KEYWORD] * 3,
            "$",
            *_literal(),
        ),
        _region(rf"{_LINE}(-)", [TokenClass.PUNCTUATION], "$", _include("entity_line")),
    ]


_LINES_OF: Final = MappingProxyType({"claim": _claimed, "test": _tested})
"""The lines with literals that are no conditions."""


def _entity() -> _Rule:
    """A declared thing: its kind, its name, and its lines."""
    line = _region(rf"{_LINE}(?=[^\s#])", [], "$", _include("entity_line"))
    called = _parts(rf"{_LINE}({_words(_CALLED)})(?=[ \t]+\")", _KEYWORD)
    first = rf"^(?={_regexes()['NAME']})"
    rest = (*_keywords(_CALLED), _include("inline"))
    return _region(rf"{first}({_regexes()['NAME']})", [TokenClass.CONSTANT], r"^(?=[^\s#])", called, line, *rest)


def _entity_line() -> list[_Rule]:
    """A line of a thing: a relation without its first argument, or `is` with several."""
    name, denied = _regexes()["NAME"], rf"\G[ \t]*(?:(not){_BLANKS})?"
    listed = _match(name, _RELATION)
    return [
        _region(
            rf"{denied}(is)(?!\w)",
            [_KEYWORD, _KEYWORD],
            rf"(?={_words(_DAYS)})|$",
            *(_include("comment"), listed, _match(",", TokenClass.PUNCTUATION)),
        ),
        _parts(rf"{denied}({name})", _KEYWORD, _RELATION),
        *_keywords((*CONNECTIVES, *_DAYS)),
        _parts(rf"(=){_BLANKS}(unknown)(?!\w)", TokenClass.OPERATOR, _KEYWORD),
        _include("inline"),
    ]


if __name__ == "__main__":
    path = Path(__file__).parent.parent.parent / "editors" / "vscode" / "syntaxes" / "licet.tmLanguage.json"
    path.write_text(written(), "utf-8")
