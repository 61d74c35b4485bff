"""Safety: every variable is bound by a positive literal or an equality before anything is asked of it.

`licet.policy.binding` says what a conjunction binds. A variable that only one scope inside `unless`, `none of` or a
branch mentions belongs to that scope alone and must be bound there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.checks.findings import Findings
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.policy.binding import bound_by, flatten
from licet.policy.occurrences import operands, variables

__all__ = ["check_conjunction", "check_safety"]

_SINGLE = (tree.Atom, tree.Negation, tree.Comparison, tree.Membership)


def check_safety(body: tree.Body, given: Iterable[str], findings: Findings) -> tuple[set[str], set[str]]:
    """Report the variables of a body that nothing binds (E302, E303, E315).

    Args:
        body: the conditions.
        given: variables that are bound already.
        findings: where to report.

    Returns:
        The variables that the body binds, those given included, and the names reported.
    """
    reported: set[str] = set()
    known = check_conjunction((*body.when, *body.unless), given, findings, reported)
    return known, reported


def check_conjunction(
    conditions: Sequence[tree.Condition | tuple[tree.Condition, ...]],
    given: Iterable[str],
    findings: Findings,
    reported: set[str],
) -> set[str]:
    """Check a conjunction, in which a tuple stands for an `unless`; return the variables bound in it."""
    flat: list[tree.Condition | tuple[tree.Condition, ...]] = []
    for condition in conditions:
        flat.extend((condition,) if isinstance(condition, tuple) else flatten((condition,)))
    known = bound_by((c for c in flat if not isinstance(c, tuple)), given)
    _check_scopes(flat, known, findings, reported)
    for condition in flat:
        match condition:
            case tuple():
                check_conjunction(condition, known, findings, reported)
            case tree.Group():
                for item in condition.items:
                    check_conjunction((item,), known, findings, reported)
            case tree.Negation():
                _check_literal(condition.literal, True, known, findings, reported)
            case tree.Comparison() | tree.Membership():
                _check_literal(condition, False, known, findings, reported)
            case tree.Atom(at=tree.Variable(name=name) as day) if name not in known and name not in reported:
                reported.add(name)
                findings.error(
                    "E303",
                    f"`{name}` is a day that something is asked at, and nothing binds it",
                    day.span,
                    f"add a condition that mentions `{name}`, such as `on(Use) = {name}`",
                )
    return known


def _check_literal(
    literal: tree.Literal, negated: bool, known: set[str], findings: Findings, reported: set[str]
) -> None:
    for variable in variables(literal):
        if variable.name in known or variable.name in reported:
            continue
        reported.add(variable.name)
        if negated:
            findings.error(
                "E302",
                f"`{variable.name}` is under `not` and nothing else binds it",
                variable.span,
                f"write `_` if any will do, or add a condition that mentions `{variable.name}`",
            )
        else:
            findings.error(
                "E303",
                f"`{variable.name}` is compared and nothing binds it",
                variable.span,
                f"add a condition that mentions `{variable.name}`",
            )
    if isinstance(literal, tree.Atom):
        return
    sides: tuple[object, ...]
    if isinstance(literal, tree.Membership):
        sides = (literal.argument, *literal.choices)
    elif isinstance(literal, tree.Comparison):
        sides = (*operands(literal.left), *operands(literal.right))
    else:
        return
    for side in sides:
        if isinstance(side, tree.Anything):
            findings.error("E303", "`_` stands for anything, so it cannot be compared", side.span, "give it a name")


def _check_scopes(
    flat: Sequence[tree.Condition | tuple[tree.Condition, ...]],
    known: set[str],
    findings: Findings,
    reported: set[str],
) -> None:
    """Report a variable that two scopes of a conjunction mention and the conjunction does not bind (E315):
    it looks like one variable and would be two."""
    first: dict[str, tuple[int, tree.Variable]] = {}
    for number, condition in enumerate(flat):
        if isinstance(condition, _SINGLE):
            continue
        for variable in variables(condition):
            name = variable.name
            if name in known or name in reported:
                continue
            before = first.setdefault(name, (number, variable))
            if before[0] != number:
                reported.add(name)
                findings.error(
                    "E315",
                    f"`{name}` is in two groups of conditions and bound outside neither: it would be two variables",
                    variable.span,
                    f"bind `{name}` outside the groups, or use two names",
                    (Label(before[1].span, "the other one"),),
                )
