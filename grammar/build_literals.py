"""Lexemes to arguments, literals and bodies: the part of the builder that statements share."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from licet.grammar import tree
from licet.grammar.connectives import composed
from licet.grammar.lexeme import Lexeme
from licet.grammar.parts import constant, reject
from licet.grammar.source import Span
from licet.grammar.value_lexemes import read_day, read_month, read_number, read_text

__all__ = ["Literals"]

_MOST_OPERATIONS = 50
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _size(operand: tree.Operand) -> int:
    """How many operations a calculation has."""
    return 1 + _size(operand.left) + _size(operand.right) if isinstance(operand, tree.Operation) else 0


class Literals:
    """Methods for tokens and for the rules of arguments, literals and bodies. Stateless. Raises Rejected."""

    # --- Lexemes; others are handed on as they are
    def VAR(self, word: Lexeme) -> tree.Variable:
        return tree.Variable(word.text, word.span)

    def ANYTHING(self, word: Lexeme) -> tree.Anything:
        return tree.Anything(word.span)

    def DATE(self, word: Lexeme) -> tree.Day:
        return read_day(word)

    def MONTH(self, word: Lexeme) -> tree.YearMonth:
        return read_month(word)

    def NUMBER(self, word: Lexeme) -> tree.Number:
        return read_number(word)

    def STRING(self, word: Lexeme) -> tree.Text:
        return read_text(word)

    # --- Arguments
    def constant(self, c: list[Any]) -> tree.Constant:
        return constant(c[0])

    def unknown(self, c: list[Any]) -> tree.Unknown:
        return tree.Unknown(c[0].span)

    def scaled(self, c: list[Any]) -> tree.Number:
        number, scale = c
        return read_number(number, scale)

    def scale(self, c: list[Lexeme]) -> Lexeme:
        return c[0]

    def arguments(self, c: list[Any]) -> tuple[Any, ...]:
        return tuple(c)

    def names(self, c: list[Any]) -> tuple[tree.Constant, ...]:
        return tuple(constant(name) for name in c)

    things = clause_names = names

    def strings(self, c: list[tree.Text]) -> tree.Text:
        if len(c) == 1:
            return c[0]
        return tree.Text(" ".join(text.value for text in c), c[0].span.to(c[-1].span))

    # --- Literals
    def call(self, c: list[Any]) -> tree.Atom:
        name, _, arguments, close = c
        span = name.span
        return tree.Atom(name.text, arguments, None, "call", span, span.to(close.span))

    def valued(self, c: list[Any]) -> tree.Atom:
        call, value = c
        return self._valued(call, value, call.span.to(value.span))

    def turned(self, c: list[Any]) -> tree.Atom | tree.Comparison:
        value, call = c
        span = value.span.to(call.span)
        if value.__class__ is tree.Operation:
            return tree.Comparison(call, "=", value, span)
        return self._valued(call, value, span)

    def _valued(self, call: tree.Atom, value: tree.Argument, span: Span) -> tree.Atom:
        if value.__class__ is tree.Constant and value.name == "unknown":
            raise reject(
                "E114",
                "`unknown` is not a value that can be compared",
                value.span,
                f"`fact {call.relation}(…) = unknown` states that the value is not known; ask for it with a variable",
            )
        return tree.Atom(call.relation, call.arguments, value, "call", call.relation_span, span)

    def infix(self, c: list[Any]) -> tree.Atom:
        left, name, right = c
        return tree.Atom(name.text, (left, right), None, "infix", name.span, left.span.to(right.span))

    def infix_joined(self, c: list[Any]) -> tree.Atom:
        left, name, right, *joined = c
        words, arguments = zip(*joined, strict=True)
        relation = composed(name.text, [word.text for word in words])
        span = left.span.to(arguments[-1].span)
        return tree.Atom(relation, (left, right, *arguments), None, "infix", name.span, span)

    def joined(self, c: list[Any]) -> tuple[Any, ...]:
        return tuple(c)

    joined_argument = several_joined = joined

    def connector(self, c: list[Lexeme]) -> Lexeme:
        return c[0]

    def unary(self, c: list[Any]) -> tree.Atom:
        argument, name = c
        span = name.span
        return tree.Atom(name.text, (argument,), None, "unary", span, argument.span.to(span))

    def dated(self, c: list[Any]) -> tree.Atom:
        atom: tree.Atom = c[0]
        return replace(atom, at=c[1], span=atom.span.to(c[1].span))

    def comparison(self, c: list[Any]) -> tree.Comparison:
        left, operator, right = c
        span = left.span.to(right.span)
        if right.__class__ is tree.Atom:
            return tree.Comparison(right, _TURNED.get(operator.text, operator.text), left, span)
        return tree.Comparison(left, operator.text, right, span)

    def beginning(self, c: list[Any]) -> tree.Comparison:
        left, _, _, right = c
        return tree.Comparison(left, "starts with", right, left.span.to(right.span))

    def operation(self, c: list[Any]) -> tree.Operation:
        left, operator, right = c
        if _size(left) + _size(right) >= _MOST_OPERATIONS:
            raise reject(
                "E111",
                f"a calculation with more than {_MOST_OPERATIONS} operations",
                operator.span,
                "give a part of it a name: `and Part = A + B`",
            )
        return tree.Operation(left, operator.text, right, left.span.to(right.span))

    def membership(self, c: list[Any]) -> tree.Membership:
        argument, _, _, choices, close = c
        return tree.Membership(argument, choices, argument.span.to(close.span))

    def negation(self, c: list[Any]) -> tree.Negation:
        word, literal = c
        return tree.Negation(literal, word.span.to(literal.span))

    def conjunction(self, c: list[Any]) -> tuple[tree.Condition, ...]:
        return tuple(c)

    conditions = conjunction

    def group(self, c: list[Any]) -> tree.Group:
        quantifier, _, _, *items, end, _ = c
        return tree.Group(quantifier.text, tuple(items), quantifier.span.to(end.span))

    def body(self, c: list[Any]) -> tree.Body:
        when, *unless = c
        return tree.Body(when or (), tuple(unless))
