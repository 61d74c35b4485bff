"""Programs in the notation of textbooks, for tests: `p(X) :- q(X, Y), not r(Y), Y > 3.` and `p(X, sum N) :- …`.

Lower-case words are names, digits whole numbers, capitals variables, `_` anonymous. `?` is UNKNOWN, and
`?>` compares leniently. A rule's id is its text.
"""

from __future__ import annotations

import re
from itertools import count

from licet.grammar.source import Span
from licet.logic.ir import Aggregate, Argument, Comparison, Const, Fact, Literal, Program, Rule, Var
from licet.logic.values import UNKNOWN, Value

__all__ = ["facts", "program", "rules"]

_ATOM = re.compile(r"(not )?([a-z]\w*)(?:\((.*)\))?$")
_COMPARISON = re.compile(r"(\S+) (\??)(=|!=|<=?|>=?) (\S+)$")


def rules(text: str) -> tuple[Rule, ...]:
    """The rules among the statements."""
    return program(text).rules


def facts(text: str) -> tuple[Fact, ...]:
    """The facts among the statements."""
    return program(text).facts


def program(text: str) -> Program:
    """The program that the statements make up, with a full stop between them. It declares the arities that it shows."""
    rules: list[Rule] = []
    facts: list[Fact] = []
    arities: dict[str, int] = {}
    statements = [s.strip() for s in re.split(r"\.(?=[\sa-z]|$)", text) if s.strip()]
    for line, statement in enumerate(statements, 1):
        head, _, body = statement.partition(" :- ")
        if body:
            rules.append(_rule(statement, head, body))
            literals = [rules[-1].head, *(i for i in rules[-1].body if isinstance(i, Literal))]
        else:
            literal = _literal(head, count(1))
            row = tuple(a.value for a in literal.arguments if isinstance(a, Const))
            facts.append(Fact(literal.relation, row, Span("facts", line, 1, line, 2)))
            literals = [literal]
        arities.update({item.relation: len(item.arguments) for item in literals})
    return Program(tuple(rules), tuple(facts), arities)


def _rule(text: str, head: str, body: str) -> Rule:
    fresh = count(1)
    items = tuple(_item(part, fresh) for part in re.split(r", (?![^(]*\))", body))
    found = re.search(r"(sum|count|min|max) (\w+)\)$", head)
    if found is None:
        return Rule(text, _literal(head, fresh), items)
    plain = _literal(head.replace(found[0], "Result)"), fresh)
    return Rule(text, plain, items, Aggregate(found[1], Var(found[2])))


def _item(text: str, fresh: count[int]) -> Literal | Comparison:
    found = _COMPARISON.match(text)
    if found is None:
        return _literal(text, fresh)
    left, right = _argument(found[1], fresh), _argument(found[4], fresh)
    return Comparison(left, found[3], right, lenient=bool(found[2]))


def _literal(text: str, fresh: count[int]) -> Literal:
    found = _ATOM.match(text)
    assert found, text
    parts = [part.strip() for part in found[3].split(",")] if found[3] else []
    return Literal(found[2], tuple(_argument(part, fresh) for part in parts), bool(found[1]))


def _argument(text: str, fresh: count[int]) -> Argument:
    if text == "_":
        return Var(f"_{next(fresh)}")
    return Var(text) if text[0].isupper() else Const(_value(text))


def _value(text: str) -> Value:
    if text == "?":
        return UNKNOWN
    return int(text) if re.fullmatch(r"-?\d+", text) else text
