"""Rules of the logic program as requests to the process that runs pyDatalog (`licet.pydatalog.worker`).

Relations get names of our own, since pyDatalog mistakes some for builtins and attributes; values go as texts. In
a body, what binds variables comes first: pyDatalog evaluates from left to right, and answers a negated
literal or raises an error on a comparison whose variables have no value yet. A comparison is a literal of a
relation of its own, so that it can say which types are ordered and what holds of the unknown value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from msgspec import Struct, field

from licet.logic.codes import TYPES, UNKNOWN_CODE, encode
from licet.logic.ir import Argument, Comparison, Const, Item, Literal, Operation, Term, named
from licet.logic.join import looseness
from licet.logic.values import Value

__all__ = ["Request", "Translator", "named_variables"]

Request = list[Any]
"""A request to the process."""

_NOTHING = "k"
"""The one argument of a relation that has none: pyDatalog is not sure of those."""

_TURNED = {">": "<", ">=": "<="}
_LAST = "\U0010ffff"


def named_variables(body: Iterable[Item]) -> tuple[str, ...]:
    """The names of the variables that the positive literals and equalities of a body bind, sorted."""
    items = [i for i in body if isinstance(i, Comparison) or not i.negated]
    return tuple(sorted({name for item in items for name in named(item.arguments)}))


class Translator(Struct):
    """The names that relations and comparisons have been given so far."""

    names: dict[str, str] = field(default_factory=dict)
    comparisons: dict[tuple[str, bool], str] = field(default_factory=dict)
    fresh: Iterator[int] = field(default_factory=lambda: count(1))

    def name(self, relation: str) -> str:
        """The name that pyDatalog knows a relation by."""
        return self.names.setdefault(relation, f"r{len(self.names)}")

    def fact(self, relation: str, cells: Sequence[str], *, stated: bool = True) -> Request:
        """The request to state a fact, or to take it back."""
        return ["fact" if stated else "retract", self.name(relation), list(cells) or [_NOTHING]]

    def question(self, relation: str, pattern: Iterable[Value | None]) -> Request:
        """The request for the rows that match a pattern."""
        cells = [None if value is None else encode(value) for value in pattern]
        return ["ask", self.name(relation), cells or [_NOTHING]]

    def rule(self, relation: str, arguments: Sequence[Argument], parts: Iterable[Item]) -> Iterator[Request]:
        """The requests to conclude `relation(arguments)` from a body in which nothing is calculated."""
        head = self._arguments(arguments) or [_NOTHING]
        body: list[Any] = []
        for item, binds in _ordered(parts, set(named(arguments))):
            if isinstance(item, Literal):
                kind = "negated" if item.negated else "positive"
                body.append([kind, self.name(item.relation), self._arguments(item.arguments) or [_NOTHING]])
            elif binds:
                equated = self._arguments(item.arguments)
                body.append(["=", "", equated])
                body += [] if item.lenient else [["!=", "", [equated[0], UNKNOWN_CODE]]]
            else:
                sides = (item.right, item.left) if item.operator in _TURNED else item.arguments
                operator = _TURNED.get(item.operator, item.operator)
                yield from self._comparison(operator, item.lenient)
                body.append(["positive", self.comparisons[operator, item.lenient], self._arguments(sides)])
        yield ["rule", self.name(relation), head, body] if body else ["fact", self.name(relation), head]

    def _arguments(self, arguments: Iterable[Term]) -> list[Any]:
        found: list[Any] = []
        for argument in arguments:
            assert not isinstance(argument, Operation)
            if isinstance(argument, Const):
                found.append(encode(argument.value))
            else:
                found.append([f"A{next(self.fresh)}" if argument.anonymous else f"V{argument.name}"])
        return found

    def _comparison(self, operator: str, lenient: bool) -> Iterator[Request]:
        """The rules for a comparison of two values, unless they were made before."""
        if (operator, lenient) in self.comparisons:
            return
        name = self.comparisons[operator, lenient] = f"c{len(self.comparisons)}"
        left, right = ["A"], ["B"]
        bodies = [[["=", "", [side, UNKNOWN_CODE]]] for side in (left, right)] if lenient else []
        known = [["!=", "", [side, UNKNOWN_CODE]] for side in (left, right)]
        if operator in ("=", "<="):
            bodies.append([["=", "", [left, right]], *known])
        if operator == "!=":
            bodies.append([["!=", "", [left, right]], *known])
        if operator in ("<", "<="):
            for kind in TYPES:
                low, high = chr(ord(kind) - 1) + _LAST, chr(ord(kind) + 1)
                within = [["<", "", pair] for side in (left, right) for pair in ([low, side], [side, high])]
                bodies.append([*within, ["<", "", [left, right]]])
        for body in bodies:
            yield ["rule", name, [left, right], body]


def _ordered(body: Iterable[Item], asked: set[str]) -> Iterator[tuple[Literal | Comparison, bool]]:
    """The parts of a body from left to right, and whether it is an equality that gives a variable its value.

    Of the positive literals, the one with the most variables that earlier ones or the head have comes next; `asked` are
    those of the head, which a question may bind. What can be tested follows at once, equalities that bind at the end.
    """
    todo = list(body)
    bound: set[str] = set()
    while literals := [i for i in todo if isinstance(i, Literal) and not i.negated]:
        chosen = min(literals, key=lambda i: looseness(i, bound | asked))
        todo.remove(chosen)
        bound |= _names(chosen)
        yield chosen, False
        yield from ((test, False) for test in _taken(todo, bound))
    while todo:
        yield from ((test, False) for test in _taken(todo, bound))
        for item in todo:
            if isinstance(item, Comparison) and _binds(item, bound):
                todo.remove(item)
                bound |= _names(item)
                yield item, True
                break


def _binds(item: Comparison, bound: set[str]) -> bool:
    return item.operator == "=" and item.left != item.right and len(_names(item) - bound) == 1


def _taken(todo: list[Item], bound: set[str]) -> list[Item]:
    """Take the tests out whose variables have values."""
    ready = [i for i in todo if not (isinstance(i, Literal) and not i.negated) and _names(i) <= bound]
    for item in ready:
        todo.remove(item)
    return ready


def _names(item: Item) -> set[str]:
    return set(named(item.arguments))
