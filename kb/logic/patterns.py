"""Rows with gaps: what a literal asks for under a substitution."""

from __future__ import annotations

from licet.logic.ir import Argument, Literal, Var
from licet.logic.values import Value

__all__ = ["Pattern", "Substitution", "pattern_under", "value_under"]

Pattern = tuple[Value | None, ...]
"""A row in which None stands for any value."""

Substitution = tuple[tuple[str, Value], ...]
"""Values of named variables, sorted by name."""


def value_under(argument: Argument, substitution: dict[str, Value]) -> Value | None:
    """The value of an argument, None for a variable that is anonymous or not bound."""
    if isinstance(argument, Var):
        return None if argument.anonymous else substitution.get(argument.name)
    return argument.value


def pattern_under(literal: Literal, substitution: dict[str, Value]) -> Pattern:
    """The rows a literal asks for: None where an argument is anonymous or not bound."""
    return tuple([value_under(argument, substitution) for argument in literal.arguments])
