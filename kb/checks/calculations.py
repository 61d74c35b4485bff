"""Calculations of policies: of numbers, and never of themselves without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.checks.kinds import RuleKinds
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.policy.binding import flatten
from licet.policy.occurrences import literals
from licet.policy.vocabulary import Signature

__all__ = ["check_result", "endless_calculation"]

_UPWARDS = ("<", "<=")
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def check_result(calculation: tree.Operation, signature: Signature | None, kinds: RuleKinds, scope: Scope) -> None:
    """Check a calculation that gives the head of a rule its value, and that the relation takes one (E207, E210)."""
    kinds.calculation(calculation)
    if signature is None:
        return
    if not signature.functional:
        scope.no_value(signature, calculation.span, "leave the `=` and what follows it out")
    elif signature.kinds[-1] not in ("number", "count"):
        scope.findings.error(
            "E207",
            f"what is calculated is a number, and `{signature.name}` takes another value here",
            calculation.span,
            None,
            (Label(signature.span, f"`{signature.name}` is declared here"),),
        )


def endless_calculation(body: tree.Body, result: tree.Operation | None = None) -> tree.Operation | None:
    """The first calculation that could go on for ever if the conclusion of the body were among its premises; None if
    there is none.

    A step by a constant, `N + 1` or `N - 0.5`, that is only taken below or above another constant (`N < 10`) ends: from
    finitely many numbers, finitely many can be reached so. Nothing else is known to.

    Args:
        body: the conditions.
        result: what the conclusion is calculated by.
    """
    tests = [c for c in flatten(body.when) if isinstance(c, tree.Comparison)]
    made = (*_equated(body), *((result,) if result is not None else ()))
    return next((calculation for calculation in made if not _is_bounded(calculation, tests)), None)


def _equated(body: tree.Body) -> Iterator[tree.Operation]:
    """The calculations that equations make values of."""
    for literal, negative in literals(body):
        if isinstance(literal, tree.Comparison) and literal.operator == "=" and not negative:
            yield from (side for side in (literal.left, literal.right) if isinstance(side, tree.Operation))


def _is_bounded(calculation: tree.Operation, tests: Iterable[tree.Comparison]) -> bool:
    match calculation:
        case tree.Operation(left=tree.Variable(name=name), operator="+" | "-" as sign, right=tree.Number(value=step)):
            upwards = (step >= 0) is (sign == "+")
        case tree.Operation(left=tree.Number(value=step), operator="+", right=tree.Variable(name=name)):
            upwards = step >= 0
        case _:
            return False
    return any((operator in _UPWARDS) is upwards for test in tests for operator in _limits(test, name))


def _limits(test: tree.Comparison, name: str) -> Iterator[str]:
    """The orders in which a variable stands to a constant."""
    match test:
        case tree.Comparison(left=tree.Variable(name=left), right=tree.Number()) if left == name:
            operator = test.operator
        case tree.Comparison(left=tree.Number(), right=tree.Variable(name=right)) if right == name:
            operator = _MIRRORED.get(test.operator, test.operator)
        case _:
            return
    if operator in _MIRRORED:
        yield operator
