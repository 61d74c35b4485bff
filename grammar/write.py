"""Arguments, literals and strings as a policy file writes them; every view prints them this way."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from licet.grammar import tree
from licet.grammar.connectives import parted
from licet.grammar.values import is_set_apart, quoted, written

__all__ = [
    "alternating",
    "bare",
    "format_argument",
    "format_literal",
    "format_operand",
    "string_lines",
    "with_days",
    "with_per",
]

_SCALES = ("thousand", "million", "billion")
_LEAST = 40


def format_argument(argument: tree.Argument | tree.Unknown) -> str:
    """An argument, or the `unknown` that stands in the place of a value. A number is written as the file has it."""
    match argument:
        case tree.Variable() | tree.Constant():
            return argument.name
        case tree.Number():
            return argument.written or written(argument.value)
        case tree.Text():
            return quoted(argument.value)
        case tree.Day():
            return argument.value.isoformat()
        case tree.YearMonth():
            return f"{argument.year:04d}-{argument.month:02d}"
        case tree.Anything():
            return "_"
        case tree.Unknown():
            return "unknown"


def format_operand(operand: tree.Operand) -> str:
    """A side of a comparison, or a calculation, with the parentheses that it needs."""
    if not isinstance(operand, tree.Operation):
        return format_argument(operand)
    left, right = (_within(operand, part) for part in (operand.left, operand.right))
    return f"{left} {operand.operator} {right}"


def _within(whole: tree.Operation, part: tree.Operand) -> str:
    text = format_operand(part)
    apart = isinstance(part, tree.Operation) and is_set_apart(part.operator, whole.operator, part is whole.right)
    return f"({text})" if apart else text


def format_literal(literal: tree.Literal) -> str:
    """A literal on one line, in the form it was written in."""
    match literal:
        case tree.Atom():
            return _atom(literal) if literal.at is None else f"{_atom(literal)} at {format_argument(literal.at)}"
        case tree.Negation():
            return f"not {format_literal(literal.literal)}"
        case tree.Comparison():
            left = literal.left
            shown = _call(left) if isinstance(left, tree.Atom) else format_operand(left)
            return f"{shown} {literal.operator} {format_operand(literal.right)}"
        case tree.Membership():
            return f"{format_argument(literal.argument)} in {{ {_listed(literal.choices)} }}"


def bare(atom: tree.Atom) -> tree.Atom:
    """The atom as it is written where no word can join a further argument to it."""
    return atom if len(atom.arguments) <= 2 else replace(atom, form="call")


def string_lines(text: str, width: int) -> list[str]:
    """A string as one or more quoted strings of at most `width` columns where its spaces allow."""
    width = max(width, _LEAST)
    lines: list[str] = []
    current: str | None = None
    for word in text.split(" "):
        longer = word if current is None else f"{current} {word}"
        if current is not None and len(quoted(longer)) > width:
            lines.append(quoted(current))
            current = word
        else:
            current = longer
    return [*lines, quoted(current or "")]


def with_days(text: str, days: tree.Days | None) -> str:
    """A fact with the days on which it holds."""
    if days is not None:
        for word, day in (("from", days.start), ("until", days.end)):
            if day is not None:
                text = f"{text} {word} {format_argument(day)}"
    return text


def with_per(text: str, per: str | None) -> str:
    """A fact with its source."""
    return text if per is None else f"{text}   per {quoted(per)}"


def _atom(atom: tree.Atom) -> str:
    if atom.value is not None:
        return f"{_call(atom)} = {format_argument(atom.value)}"
    if atom.form == "unary" and len(atom.arguments) == 1:
        return f"{format_argument(atom.arguments[0])} is {atom.relation}"
    if atom.form == "infix" and len(atom.arguments) > 1:
        words = infix_words(atom)
        if words is not None and not _misread(atom, words):
            return f"{format_argument(atom.arguments[0])} {alternating(words, atom.arguments[1:])}"
    return _call(atom)


def infix_words(atom: tree.Atom) -> tuple[str, ...] | None:
    """The words between the arguments, if the relation's name is made of as many."""
    further = len(atom.arguments) - 2
    return parted(atom.relation, further) if further else (atom.relation,)


def alternating(words: Iterable[str], arguments: Iterable[tree.Argument | tree.Unknown]) -> str:
    """Each word and the argument that follows it."""
    return " ".join(f"{word} {format_argument(a)}" for word, a in zip(words, arguments, strict=True))


def _misread(atom: tree.Atom, words: tuple[str, ...]) -> bool:
    """Whether the infix form would be read as something else."""
    left = atom.arguments[0]
    pairs = [(w, a.name) for w, a in zip(words, atom.arguments[1:], strict=True) if isinstance(a, tree.Constant)]
    return (
        words[0] == "is"
        or (words[0] in _SCALES and isinstance(left, tree.Number))
        or (words[0] == "of" and isinstance(left, tree.Constant) and left.name in ("any", "all", "none"))
        or pairs[:1] == [("starts", "with")]
        or ("under", "reading") in pairs
    )


def _call(atom: tree.Atom) -> str:
    return f"{atom.relation}({_listed(atom.arguments)})"


def _listed(arguments: Iterable[tree.Argument]) -> str:
    return ", ".join(map(format_argument, arguments))
