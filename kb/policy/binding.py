"""Which variables a conjunction gives values to.

It binds the variables of its atoms (not the day at which one is asked), of the calls it compares, of `X = value` (which
may be calculated) and of `X in { … }`; an `any of` binds what each of its branches binds; `not`, `none of` and `unless`
bind nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.grammar import tree
from licet.policy.occurrences import variables

__all__ = ["bound_by", "flatten"]


def bound_by(conditions: Iterable[tree.Condition], given: Iterable[str]) -> set[str]:
    """The variables that a conjunction binds, those given from outside included."""
    flat = list(flatten(conditions))
    known = set(given)
    choices: list[tree.Group] = []
    equalities: list[tree.Comparison | tree.Membership] = []
    for condition in flat:
        match condition:
            case tree.Atom():
                known.update(v.name for v in variables((*condition.arguments, condition.value)))
            case tree.Comparison(left=tree.Atom() as call):
                known.update(v.name for v in variables(call))
                if condition.operator == "=" and isinstance(condition.right, tree.Variable):
                    known.add(condition.right.name)
            case tree.Comparison(operator="=") | tree.Membership():
                equalities.append(condition)
            case tree.Group(quantifier="any"):
                choices.append(condition)
    holding: dict[str, list[tree.Comparison | tree.Membership]] = {}
    for equality in equalities:
        for name in {variable.name for variable in variables(equality)}:
            holding.setdefault(name, []).append(equality)
    while True:
        size = len(known)
        waiting = list(reversed(equalities))
        while waiting:
            for name in _equate(waiting.pop(), known):
                known.add(name)
                waiting += holding[name]
        for group in choices:
            branches = [bound_by((item,), known) for item in group.items]
            if branches:
                known |= set.intersection(*branches)
        if len(known) == size or not choices or not (equalities or len(choices) > 1):
            return known


def flatten(conditions: Iterable[tree.Condition]) -> Iterator[tree.Condition]:
    """The conditions of a conjunction, those of `all of` groups in it included."""
    for condition in conditions:
        if isinstance(condition, tree.Group) and condition.quantifier == "all":
            yield from flatten(condition.items)
        else:
            yield condition


def _equate(equality: tree.Comparison | tree.Membership, known: set[str]) -> list[str]:
    """What the equality binds that is not known yet."""
    bound: list[tree.Operand | tree.Atom]
    if isinstance(equality, tree.Membership):
        bound = [equality.argument] if all(_is_known(c, known) for c in equality.choices) else []
    else:
        left, right = equality.left, equality.right
        bound = [side for side, other in ((left, right), (right, left)) if _is_known(other, known)]
    return [side.name for side in bound if isinstance(side, tree.Variable) and side.name not in known]


def _is_known(side: tree.Operand | tree.Atom, known: set[str]) -> bool:
    if isinstance(side, tree.Operation):
        return _is_known(side.left, known) and _is_known(side.right, known)
    if isinstance(side, tree.Variable):
        return side.name in known
    return not isinstance(side, (tree.Anything, tree.Atom))
