"""Rules and facts from one-line texts, for tests that need a particular program."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from licet.logic.ir import Aggregate, Argument, Comparison, Const, Fact, Literal, Program, Rule, Var

__all__ = ["facts", "program", "rules"]

_LITERAL = re.compile(r"(not )?\s*(\w+[?]?)\(([^()]*)\)")
_COMPARISON = re.compile(r"(\S+) (=|!=|<=?|>=?)(\??) (\S+)")
_AGGREGATE = re.compile(r"(sum|count|min|max) of (\w+)")


def rules(text: str) -> tuple[Rule, ...]:
    """One rule a line: `p(X, Y) :- q(X, Z), not r(Z, _), Z < 3, Y =? Z`, `n(X, N) := sum of Z :- q(X, Z)`. Names of
    variables begin with a capital; the `?` after an operator makes it lenient. The ids are `r1`, `r2`, …"""
    found = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), 1):
        head, _, body = (part.strip() for part in line.partition(":-"))
        aggregate = _AGGREGATE.search(head)
        fresh = count(1)
        items = [_item(item.strip(), fresh) for item in re.split(r",(?![^(]*\))", body) if item.strip()]
        conclusion: Any = _item(head.partition(":=")[0].strip(), fresh)
        found.append(
            Rule(f"r{number}", conclusion, tuple(items), aggregate and Aggregate(aggregate[1], Var(aggregate[2])))
        )
    return tuple(found)


def facts(text: str) -> tuple[Fact, ...]:
    """`p(a, 1), q(b)`."""
    literals = [_item(match[0], count(1)) for match in _LITERAL.finditer(text)]
    return tuple(
        Fact(literal.relation, tuple(a.value for a in literal.arguments if isinstance(a, Const)))
        for literal in literals
        if isinstance(literal, Literal)
    )


def program(rule_text: str, fact_text: str = "") -> Program:
    """A program that declares no arities."""
    return Program(rules(rule_text), facts(fact_text))


def _item(text: str, fresh: count[int]) -> Literal | Comparison:
    literal = _LITERAL.fullmatch(text)
    if literal:
        arguments = [_argument(a.strip(), fresh) for a in literal[3].split(",") if a.strip()]
        return Literal(literal[2], tuple(arguments), bool(literal[1]))
    comparison = _COMPARISON.fullmatch(text)
    assert comparison, text
    left, operator, lenient, right = comparison.groups()
    return Comparison(_argument(left, fresh), operator, _argument(right, fresh), bool(lenient))


def _argument(text: str, fresh: count[int]) -> Argument:
    if text == "_":
        return Var(f"_{next(fresh)}")
    if text[0].isupper():
        return Var(text)
    return Const(int(text) if text.lstrip("-").isdigit() else text)
