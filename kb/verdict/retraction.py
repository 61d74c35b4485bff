"""Checking facts that are to be withdrawn: each must be stated."""

from __future__ import annotations

from licet.checks.examine import examine
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.policy.lowering import lower_facts
from licet.verdict.base import Base

__all__ = ["check_retraction"]


def check_retraction(module: tree.Module, base: Base) -> tuple[Diagnostic, ...]:
    """What is wrong with withdrawing the facts of a module: E321 no fact, E322 a fact that nothing states; and what
    checking the facts themselves finds."""
    found = [
        _error("E321", "only facts can be withdrawn", statement, "write `fact r(a, b)`")
        for statement in module.statements
        if not isinstance(statement, tree.Fact)
    ]
    found += examine([tree.Module(module.name, module.statements)], base.vocabulary)[0]
    if not any(d.is_error for d in found):
        for statement in module.statements:
            for fact in lower_facts([statement], base.vocabulary):
                if base.solver.fact(fact.relation, fact.row) is None:
                    help = "a conclusion cannot be withdrawn, only the facts it rests on"
                    found.append(_error("E322", "nothing states this fact", statement, help))
    return tuple(found)


def _error(code: str, message: str, statement: tree.Statement, help: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, statement.span, help)
