"""Negated conjunctions with variables of their own, and the outer variables that they do not bind themselves.

`unless Other is big and not Other part_of Org` asks for every `Org` whether there is such an `Other`. It becomes a
relation over `Org`, and something must say which `Org` there are: a condition inside, or a plain literal outside it
(`licet.policy.bodies` takes the first that mentions the variable into the relation).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from licet.checks.occurrences import variables
from licet.checks.safety import bound_by
from licet.grammar import tree

__all__ = ["Borrowed", "borrowed"]


@dataclass(frozen=True, slots=True)
class Borrowed:
    """An outer variable that a negated conjunction does not bind itself, and the literal outside that says what it
    ranges over; None when there is no such literal."""

    variable: tree.Variable
    lender: tree.Atom | None


def borrowed(body: tree.Body, given: Iterable[str] = ()) -> Iterator[Borrowed]:
    """What the negated conjunctions of a body borrow from outside.

    Args:
        body: the conditions, which are safe.
        given: variables that are bound without the body.
    """
    known = bound_by(body.when, given)
    lenders = _atoms(body.when)
    for condition in body.when:
        yield from _holds(condition, known, lenders)
    for conjunction in body.unless:
        yield from _fail_together(conjunction, known, lenders)


def _atoms(conditions: Iterable[tree.Condition]) -> tuple[tree.Atom, ...]:
    return tuple(c for c in conditions if isinstance(c, tree.Atom))


def _holds(condition: tree.Condition, known: set[str], lenders: tuple[tree.Atom, ...]) -> Iterator[Borrowed]:
    match condition:
        case tree.Negation():
            yield from _fails(condition.literal, known, lenders)
        case tree.Group(quantifier="none"):
            for item in condition.items:
                yield from _fails(item, known, lenders)
        case tree.Group(quantifier="all"):
            inside = bound_by(condition.items, known)
            for item in condition.items:
                yield from _holds(item, inside, (*lenders, *_atoms(condition.items)))
        case tree.Group():
            for item in condition.items:
                yield from _holds(item, bound_by((item,), known), lenders)


def _fails(condition: tree.Condition, known: set[str], lenders: tuple[tree.Atom, ...]) -> Iterator[Borrowed]:
    match condition:
        case tree.Comparison(left=tree.Atom()):
            yield from _relation((condition,), known, lenders)
        case tree.Negation():
            yield from _holds(condition.literal, known, lenders)
        case tree.Group(quantifier="none"):
            for item in condition.items:
                yield from _holds(item, bound_by((item,), known), lenders)
        case tree.Group(quantifier="all"):
            yield from _fail_together(condition.items, known, lenders)
        case tree.Group():
            for item in condition.items:
                yield from _fails(item, known, lenders)


def _fail_together(
    conjunction: tuple[tree.Condition, ...], known: set[str], lenders: tuple[tree.Atom, ...]
) -> Iterator[Borrowed]:
    if len(conjunction) > 1 and any(v.name not in known for v in variables(conjunction)):
        yield from _relation(conjunction, known, lenders)
    else:
        for condition in conjunction:
            yield from _fails(condition, known, lenders)


def _relation(
    conjunction: tuple[tree.Condition, ...], known: set[str], lenders: tuple[tree.Atom, ...]
) -> Iterator[Borrowed]:
    own = bound_by(conjunction, ())
    seen: set[str] = set()
    for variable in variables(conjunction):
        if variable.name in known and variable.name not in own and variable.name not in seen:
            seen.add(variable.name)
            yield Borrowed(variable, next((a for a in lenders if _mentions(a, variable.name)), None))
    inside = bound_by(conjunction, known)
    for condition in conjunction:
        yield from _holds(condition, inside, (*lenders, *_atoms(conjunction)))


def _mentions(atom: tree.Atom, name: str) -> bool:
    return any(v.name == name for v in variables(atom))
