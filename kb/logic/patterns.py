"""Rows with gaps: what a literal asks for under a substitution."""

from __future__ import annotations

from collections.abc import Mapping

from licet.logic.arithmetic import calculate
from licet.logic.ir import Const, Literal, Operation, Term, Var
from licet.logic.values import Value

__all__ = ["Pattern", "Side", "Substitution", "ground", "partly_ground", "pattern_under", "side_value", "value_under"]

Pattern = tuple[Value | None, ...]
"""A row in which None stands for any value."""

Side = Value | Operation
"""A side of a comparison: a value, or how one is calculated from values."""

Substitution = tuple[tuple[str, Value], ...]
"""Values of named variables, sorted by name."""


def value_under(term: Term, substitution: dict[str, Value]) -> Value | None:
    """The value of a term, None where it has a variable that is anonymous or not bound."""
    if isinstance(term, Var):
        return None if term.anonymous else substitution.get(term.name)
    if isinstance(term, Operation):
        left, right = value_under(term.left, substitution), value_under(term.right, substitution)
        return None if left is None or right is None else calculate(term.operator, left, right)
    return term.value


def partly_ground(term: Term, substitution: Mapping[str, Value]) -> Term:
    """A term with values in the place of those of its variables that have one."""
    if isinstance(term, Operation):
        left, right = partly_ground(term.left, substitution), partly_ground(term.right, substitution)
        return Operation(left, term.operator, right)
    return Const(substitution[term.name]) if isinstance(term, Var) and term.name in substitution else term


def ground(term: Term, substitution: Mapping[str, Value]) -> Side:
    """A side of a comparison all of whose variables have values."""
    found = partly_ground(term, substitution)
    assert not isinstance(found, Var)
    return found.value if isinstance(found, Const) else found


def side_value(side: Side) -> Value:
    """The value of a side of a comparison."""
    if not isinstance(side, Operation):
        return side
    value = value_under(side, {})
    assert value is not None
    return value


def pattern_under(literal: Literal, substitution: dict[str, Value]) -> Pattern:
    """The rows a literal asks for: None where an argument is anonymous or not bound."""
    return tuple([value_under(argument, substitution) for argument in literal.arguments])
