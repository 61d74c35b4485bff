"""The rules of a relation by a constant in their heads.

A subgoal with a value where all rules of a relation have constants can only be answered by the rules that have that
value there. They are found by it and written as a function when it is first asked for, so the cost of a subgoal does
not grow with the rules of other constants: what Prolog systems call first-argument indexing (`switch_on_constant` of
Warren, "An Abstract Prolog Instruction Set", 1983), for any argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from licet.logic.ir import Const, Rule
from licet.logic.values import Value

__all__ = ["Cases", "cases_of"]

_ENOUGH = 4
"""So many rules are worth finding by a constant."""


class Cases(Struct, frozen=True):
    """The rules of a relation by the constant at a position of their heads."""

    position: int
    rules: Mapping[Value, Sequence[Rule]]


def cases_of(rules: Sequence[Rule], positions: Sequence[int]) -> Cases | None:
    """The rules by the first of the positions at which each has a constant in its head; None where there is no such
    position, or the rules are few, or one of them counts."""
    if len(rules) < _ENOUGH or any(rule.aggregate is not None for rule in rules):
        return None
    for position in positions:
        found: dict[Value, list[Rule]] = {}
        for rule in rules:
            argument = rule.head.arguments[position]
            if not isinstance(argument, Const):
                break
            found.setdefault(argument.value, []).append(rule)
        else:
            if len(found) > 1:
                return Cases(position, found)
    return None
