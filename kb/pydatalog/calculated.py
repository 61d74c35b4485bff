"""Bodies in which numbers are calculated, or texts compared with their beginnings: pyDatalog evaluates what does not
depend on those, the rest is done here."""

from __future__ import annotations

from msgspec import Struct

from licet.logic.ir import BEGINNINGS, Comparison, Item, Operation, Rule, Term, Var, named
from licet.logic.join import defining_equations

__all__ = ["Parts", "calculates", "parts_of"]


class Parts(Struct, frozen=True):
    """A body, apart.

    Attributes:
        evaluated: what pyDatalog evaluates.
        calculated: the variables that have calculated values, in order, and whether each may be unknown.
        tests: what those values must satisfy.
    """

    evaluated: tuple[Item, ...]
    calculated: tuple[tuple[Var, Term, bool], ...]
    tests: tuple[Item, ...]


def parts_of(rule: Rule) -> Parts:
    """The parts of a rule's body."""
    late: set[str] = set()
    calculated: dict[int, tuple[Var, Term, bool]] = {}
    for position, (variable, term) in defining_equations(rule.body).items():
        if isinstance(term, Operation) or late.intersection(named((term,))):
            item = rule.body[position]
            assert isinstance(item, Comparison)
            late.add(variable.name)
            calculated[position] = (variable, term, item.lenient)
    rest = [item for position, item in enumerate(rule.body) if position not in calculated]
    tests = [item for item in rest if _calculates(item) or late.intersection(named(item.arguments))]
    return Parts(tuple(item for item in rest if item not in tests), tuple(calculated.values()), tuple(tests))


def calculates(rule: Rule) -> bool:
    """Whether the body of a rule has a part that pyDatalog does not evaluate."""
    return any(map(_calculates, rule.body))


def _calculates(item: Item) -> bool:
    if not isinstance(item, Comparison):
        return False
    return item.operator in BEGINNINGS or any(isinstance(side, Operation) for side in item.arguments)
