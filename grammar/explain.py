"""From the place where reading got stuck to an error in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import takewhile

from licet.grammar.connectives import CONNECTIVES
from licet.grammar.diagnostics import Diagnostic, Fix, Severity
from licet.grammar.hints import Edit, Problem, hint
from licet.grammar.language import language
from licet.grammar.lexeme import Lexeme
from licet.grammar.reading import trace
from licet.grammar.source import Span

__all__ = ["describe", "explain"]

_CLASSES = {
    "NAME": "a name",
    "QNAME": "a clause's full name",
    "REFERENCE": "a reference",
    "VAR": "a variable",
    "NUMBER": "a number",
    "DATE": "a date",
    "MONTH": "a month",
    "STRING": "a string",
    "ANYTHING": "`_`",
    "CMP": "a comparison",
    "QUANTIFIER": "`any of`, `all of` or `none of`",
    "STARTS": "`starts with`",
    "UNDER_READING": "`under reading`",
    "_NL": "the end of the line",
    "$END": "the end of the statement",
}
_ARGUMENTS = frozenset({"NUMBER", "DATE", "MONTH", "STRING"})
_OPERATORS = frozenset({"PLUS", "MINUS", "STAR"})
"""What can follow any side of a comparison, and is not worth mentioning each time."""
_CONNECTIVES = frozenset(word.upper() for word in CONNECTIVES)
"""What can follow the last argument of any relation; neither is this."""

_NAMED = (
    (frozenset({"CLAUSE", "RULE", "KIND"}), frozenset({"NAME"}), "a statement"),
    (_ARGUMENTS | {"VAR", "NOT", "QUANTIFIER"}, frozenset({"NAME", "REFERENCE", "ANYTHING", "LPAR"}), "a condition"),
    (_ARGUMENTS | {"VAR", "NOT"}, frozenset({"NAME", "REFERENCE", "ANYTHING", "LPAR"}), "a literal"),
    (_ARGUMENTS | {"VAR"}, frozenset({"NAME", "REFERENCE", "ANYTHING", "LPAR"}), "an argument"),
    (_ARGUMENTS, frozenset({"NAME", "REFERENCE"}), "a value"),
    (frozenset({"IS", "IN", "CMP"}), frozenset({"NAME", "EQUAL", "STARTS"}), "a relation, a comparison"),
    (frozenset({"IS", "IN", "NAME"}), frozenset({"STARTS"}), "a relation"),
    (frozenset({"NAME", "QNAME"}), frozenset[str](), "the name of a clause"),
    (frozenset({"NAME", "REFERENCE"}), frozenset[str](), "a name"),
)


def explain(lexeme: Lexeme, start: str, text: str, position: int, end: int) -> Diagnostic:
    """The error for `lexeme`, at which reading `text[position:end]` from the rule `start` got stuck."""
    before = trace(start, text, position, end if lexeme.type == "$END" else lexeme.start)
    words = text[position:end].split(maxsplit=1)
    problem = Problem(
        lexeme,
        before.expected,
        before.last,
        words[0] if words and start == "statement" else "",
        _line_word(before.accepted),
        start != "description" and text.find("\n", position, lexeme.start) < 0,
        start,
        text[before.last.start if before.last else position : end].split("\n", 1)[0],
    )
    code, message = _message(problem)
    suggestion = hint(problem)
    if suggestion is None:
        return Diagnostic(Severity.ERROR, code, message, lexeme.span)
    fix = None if suggestion.edit is None else _fix(suggestion.edit, lexeme)
    return Diagnostic(Severity.ERROR, suggestion.code or code, message, lexeme.span, suggestion.help, fix=fix)


def _fix(edit: Edit, lexeme: Lexeme) -> Fix:
    """The edit with its place, which is on the line of the lexeme."""
    first, end = (lexeme.column + offset - lexeme.start for offset in (edit.start, edit.end))
    return Fix(Span(lexeme.file, lexeme.line, first, lexeme.line, end), edit.text, edit.safe)


def _line_word(lexemes: Sequence[Lexeme]) -> str:
    """The first word of the line that the lexemes end in."""
    line = list(takewhile(lambda lexeme: lexeme.type not in ("_NL", "SEMICOLON"), reversed(lexemes)))
    return line[-1].text if line else ""


def describe(terminals: frozenset[str]) -> list[str]:
    """What the terminals are, in words, the general before the particular: `a name`, `` `when` ``."""
    left = set(terminals)
    for passed_over in (_OPERATORS, _CONNECTIVES):
        if terminals > passed_over:
            left -= passed_over
    words = []
    if {"CLAUSE", "RULE", "KIND"} <= left:
        return ["a statement"]
    for needed, more, name in _NAMED:
        if needed <= left:
            left -= needed | more
            words += name.split(", ")
    words += [name for terminal, name in _CLASSES.items() if terminal in left]
    spellings = language().spellings
    return words + sorted(f"`{spellings[t]}`" for t in left if t not in _CLASSES)


def _message(problem: Problem) -> tuple[str, str]:
    lexeme = problem.found
    kind, text = lexeme.type, lexeme.text
    if kind == "BAD_STRING":
        if _closed(text):
            return "E105", "this string has an escape that does not exist"
        return "E104", "this string is not closed on its line"
    if kind == "BAD_NUMBER" and not problem.wants_text:
        return "E106", f"`{_shown(text)}` is no number, date or month"
    if kind == "BAD_WORD":
        return "E103", f"`{_shown(text)}` is neither a name nor a variable"
    if kind == "BAD_CHARACTER":
        return "E103", f"{_character(text)} means nothing here"
    whole = {"statement": "statement", "description": "use"}.get(problem.start, "query")
    apart = {"_NL"} if problem.start == "description" else set()
    wanted = [word.replace("statement", whole) for word in describe(problem.expected - apart)]
    if kind == "$END":
        what = f"the `{problem.first}` statement" if problem.first else f"the {whole}"
        return "E102", f"{what} is not finished: expected {_join(wanted)}"
    if problem.opens_line and problem.found.type != "_NL" and len(wanted) > 4:
        return "E101", f"a line of `{problem.first}` cannot start with {_found(lexeme)} here"
    return "E101", f"expected {_join(wanted)}, found {_found(lexeme)}"


def _found(lexeme: Lexeme) -> str:
    words = {
        "VAR": f"the variable `{lexeme.text}`",
        "NUMBER": f"the number `{lexeme.text}`",
        "DATE": f"the date `{lexeme.text}`",
        "MONTH": f"the month `{lexeme.text}`",
        "STRING": "a string",
        "_NL": "the end of the line",
        "QUANTIFIER": f"`{lexeme.text} of`",
        "STARTS": "`starts with`",
    }
    return words.get(lexeme.type, f"`{_shown(lexeme.text)}`")


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def _character(text: str) -> str:
    if text.isprintable() and not text.isspace() and text != "`":
        return f"`{text}`"
    name = unicodedata.name(text, "").lower()
    return f"the character U+{ord(text):04X}" + (f" ({name})" if name else "")


def _closed(text: str) -> bool:
    escaped = False
    for character in text[1:]:
        if character == '"' and not escaped:
            return True
        escaped = character == "\\" and not escaped
    return False


def _join(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
