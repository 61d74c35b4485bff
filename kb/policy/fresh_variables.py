"""Variables that lowering makes. Their names cannot be written in a policy, so they are never one that stands there."""

from __future__ import annotations

from licet.logic.ir import Var

__all__ = ["RESULT", "fresh_variable", "is_fresh"]

_MARK = "'"


def fresh_variable(name: str, number: int | None = None) -> Var:
    """A variable of that name that no policy can name."""
    return Var(f"{name}{_MARK}{number or ''}")


def is_fresh(name: str) -> bool:
    """Whether a variable of that name was made by lowering."""
    return _MARK in name


RESULT = fresh_variable("Result")
"""What a rule calculates for its head."""
