"""How the rules that give licenses their meaning are written: their variables, and literals over them."""

from __future__ import annotations

from licet.logic.ir import Argument, Comparison, Const, Literal, Origin, Rule, Var
from licet.logic.values import Value
from licet.policy.fresh_variables import fresh_variable

__all__ = ["ACT", "ACTION", "CORE", "DAY", "DOES", "THING", "USE", "absent", "literal", "negated", "rule"]

USE, ACTION, THING = Var("Use"), Var("Action"), Var("Thing")
ACT = (USE, ACTION, THING)
DOES = Literal("does", ACT)
CORE = Origin("core")
DAY = fresh_variable("Day")


def literal(relation: str, *arguments: Argument | Value) -> Literal:
    """That a row of these arguments, variables or values, is in a relation."""
    return Literal(relation, tuple(a if isinstance(a, (Var, Const)) else Const(a) for a in arguments))


def absent(relation: str, *arguments: Argument | Value) -> Literal:
    """That no such row is."""
    return negated(literal(relation, *arguments))


def rule(id: str, head: Literal, *body: Literal | Comparison, origin: Origin = CORE) -> Rule:
    """The rule of that id; the core says it unless `origin` says otherwise."""
    return Rule(id, head, body, origin=origin)


def negated(found: Literal) -> Literal:
    """The literal under `not`."""
    return Literal(found.relation, found.arguments, negated=True)
