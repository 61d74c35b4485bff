"""Safety: every variable is bound by a positive literal or an equality before anything is asked of it.

A conjunction binds the variables of its atoms, of the calls it compares, of `X = value` and `X in { … }`; an `any of`
binds what each of its branches binds; `not`, `none of` and `unless` bind nothing. A variable that only one scope inside
`unless`, `none of` or a branch mentions belongs to that scope alone and must be bound there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.checks.findings import Findings
from licet.checks.occurrences import variables
from licet.grammar import tree
from licet.grammar.diagnostics import Label

__all__ = ["bound_by", "check_conjunction", "check_safety"]

_SINGLE = (tree.Atom, tree.Negation, tree.Comparison, tree.Membership)


def bound_by(conditions: Iterable[tree.Condition], given: Iterable[str]) -> set[str]:
    """The variables that a conjunction binds, those given from outside included."""
    flat = list(_flatten(conditions))
    known = set(given)
    choices: list[tree.Group] = []
    equalities: list[tree.Comparison | tree.Membership] = []
    for condition in flat:
        match condition:
            case tree.Atom():
                known.update(v.name for v in variables(condition))
            case tree.Comparison(left=tree.Atom() as call):
                known.update(v.name for v in variables(call))
                if condition.operator == "=":
                    known.update(v.name for v in variables(condition.right))
            case tree.Comparison(operator="=") | tree.Membership():
                equalities.append(condition)
            case tree.Group(quantifier="any"):
                choices.append(condition)
    while True:
        size = len(known)
        for equality in equalities:
            _equate(equality, known)
        for group in choices:
            branches = [bound_by((item,), known) for item in group.items]
            if branches:
                known |= set.intersection(*branches)
        if len(known) == size or not (equalities or len(choices) > 1):
            return known


def _flatten(conditions: Iterable[tree.Condition]) -> Iterable[tree.Condition]:
    for condition in conditions:
        if isinstance(condition, tree.Group) and condition.quantifier == "all":
            yield from _flatten(condition.items)
        else:
            yield condition


def _equate(equality: tree.Comparison | tree.Membership, known: set[str]) -> None:
    if isinstance(equality, tree.Membership):
        if isinstance(equality.argument, tree.Variable) and all(_is_known(c, known) for c in equality.choices):
            known.add(equality.argument.name)
        return
    left, right = equality.left, equality.right
    if isinstance(left, tree.Variable) and _is_known(right, known):
        known.add(left.name)
    if isinstance(right, tree.Variable) and _is_known(left, known):
        known.add(right.name)


def _is_known(argument: tree.Argument | tree.Atom, known: set[str]) -> bool:
    if isinstance(argument, tree.Variable):
        return argument.name in known
    return not isinstance(argument, (tree.Anything, tree.Atom))


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
        flat.extend((condition,) if isinstance(condition, tuple) else _flatten((condition,)))
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
        sides = (literal.left, literal.right)
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
