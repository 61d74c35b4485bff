"""What the conditions of a body ask once their negations are carried inwards: the one place that says which variables
a negated group shares with what surrounds it, which are its own, and in how many ways a body can be true.

A variable that the conjunction around a negation binds is the same inside. Any other is the negation's own and means
"no such": `unless Other part_of Org` binds no `Other`, and nothing outside can ask which. A negation without variables
of its own is a test, and `not (A and B)` is `not A or not B`, unless only together they bind what they ask about. One
atom in which its own variables stand once is negated as it is, each of them `_`, unless it is asked at a day.
Everything else is an `Inner` question about the variables that it shares. It is answered for given values of them:
where the inner conjunction does not bind one, a plain literal outside lends its values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import prod

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import tree
from licet.policy.binding import bound_by, flatten
from licet.policy.occurrences import variables

__all__ = ["Either", "Inner", "Resolved", "inner_questions", "most_ways", "resolve"]

_WAYS_AT_A_DAY = 4
_OPPOSITE = {
    "=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<", "starts with": "does not start with",
}  # fmt: skip


class Either(Struct, frozen=True):
    """One of these conjunctions holds."""

    ways: tuple[tuple[Resolved, ...], ...]


class Inner(Struct, frozen=True):
    """There are values for the variables of its own (or there are none, if `absent`) that satisfy a conjunction.

    Attributes:
        conditions: the conjunction.
        shared: the outer variables that it mentions, by name.
        lenders: the literals outside that say what those of them range over that it does not bind itself.
        unlent: those that no literal gives values to.
    """

    conditions: tuple[Resolved, ...]
    shared: tuple[str, ...]
    absent: bool
    lenders: tuple[tree.Atom, ...]
    unlent: tuple[tree.Variable, ...]


Resolved = tree.Atom | tree.Negation | tree.Comparison | tree.Membership | Either | Inner
"""A condition without groups. A Negation is of an atom; a variable of its own stands in it as `_`."""


class _Around(Struct, frozen=True):
    """The variables that the conjunction around a condition binds, and its plain atoms."""

    known: set[str]
    atoms: tuple[tree.Atom, ...]

    def within(self, conditions: Iterable[tree.Condition]) -> _Around:
        """What is around the conditions of a further conjunction."""
        flat = list(flatten(conditions))
        return _Around(bound_by(flat, self.known), (*self.atoms, *(c for c in flat if isinstance(c, tree.Atom))))


def resolve(body: tree.Body, given: Iterable[str] = ()) -> tuple[Resolved, ...]:
    """The conjunction that a body is.

    Args:
        body: the conditions.
        given: variables that are bound without the body.
    """
    plain = tuple(c for c in body.when if not isinstance(c, (tree.Negation, tree.Group)))
    if not body.unless and len(plain) == len(body.when):
        return plain
    around = _Around(set(given), ()).within(body.when)
    when = [part for condition in body.when for part in _holds(condition, around)]
    unless = [part for conjunction in body.unless for part in _fail_together(conjunction, around)]
    return (*when, *unless)


def inner_questions(conditions: Iterable[Resolved]) -> Iterator[Inner]:
    """The inner questions of a conjunction, those inside others included."""
    for condition in conditions:
        match condition:
            case Either(ways=ways):
                for way in ways:
                    yield from inner_questions(way)
            case Inner():
                yield condition
                yield from inner_questions(condition.conditions)


def most_ways(conditions: Iterable[Resolved]) -> int:
    """In how many ways the conjunction can be true, or an inner question of it, whichever is more."""
    conditions = tuple(conditions)
    return max(_ways(conditions), *(_ways(inner.conditions) for inner in inner_questions(conditions)), 1)


def _ways(conditions: Iterable[Resolved]) -> int:
    return prod(map(_ways_of_one, conditions))


def _ways_of_one(condition: Resolved) -> int:
    match condition:
        case Either(ways=ways):
            return sum(map(_ways, ways))
        case tree.Membership(choices=choices):
            return len(choices)
        case tree.Atom(at=day) if day is not None:
            return _WAYS_AT_A_DAY
        case _:
            return 1


def _holds(condition: tree.Condition, around: _Around) -> tuple[Resolved, ...]:
    match condition:
        case tree.Negation(literal=literal):
            return _fails(literal, around)
        case tree.Group(quantifier="all", items=items):
            return tuple(part for item in items for part in _holds(item, around))
        case tree.Group(quantifier="any", items=items):
            return _either(_together((item,), around) for item in items)
        case tree.Group(items=items):
            return tuple(part for item in items for part in _fails(item, around))
        case _:
            return (condition,)


def _together(conditions: Sequence[tree.Condition], around: _Around) -> tuple[Resolved, ...]:
    """The conditions as a conjunction that may bind variables of its own."""
    inside = around.within(conditions)
    return tuple(part for condition in conditions for part in _holds(condition, inside))


def _either(ways: Iterable[tuple[Resolved, ...]]) -> tuple[Resolved, ...]:
    ways = tuple(ways)
    return ways[0] if len(ways) == 1 else (Either(ways),)


def _fails(condition: tree.Condition, around: _Around) -> tuple[Resolved, ...]:
    match condition:
        case tree.Negation(literal=literal):
            return _exists((literal,), around)
        case tree.Group(quantifier="all", items=items):
            return _fail_together(items, around)
        case tree.Group(quantifier="any", items=items):
            return tuple(part for item in items for part in _fails(item, around))
        case tree.Group(items=items):
            return _either(_exists((item,), around) for item in items)
        case _:
            return _fail_together((condition,), around)


def _fail_together(conjunction: tuple[tree.Condition, ...], around: _Around) -> tuple[Resolved, ...]:
    own = _own(conjunction, around)
    if len(conjunction) != 1:
        whole = (_inner(conjunction, around, True),)
        if own:
            return whole
        apart = _either(_fails(c, around) for c in conjunction)
        return whole if _borrows(apart) and not _borrows(whole) else apart
    match conjunction[0]:
        case tree.Atom(at=None) as atom if (alone := _without(own, atom)) is not None:
            return (tree.Negation(alone, atom.span),)
        case tree.Comparison(left=left) as test if not own and not isinstance(left, tree.Atom):
            return (replace(test, operator=_OPPOSITE[test.operator]),)
        case tree.Membership() as test if not own:
            return tuple(tree.Comparison(test.argument, "!=", choice, test.span) for choice in test.choices)
        case tree.Negation() | tree.Group() as other:
            return _fails(other, around)
    return (_inner(conjunction, around, True),)


def _borrows(conditions: Iterable[Resolved]) -> bool:
    """Whether an inner question needs literals from outside for its variables."""
    return any(inner.lenders or inner.unlent for inner in inner_questions(conditions))


def _exists(conjunction: tuple[tree.Condition, ...], around: _Around) -> tuple[Resolved, ...]:
    """What is not absent. It binds nothing outside, so variables of its own stay inside."""
    own = _own(conjunction, around)
    if not own:
        return _together(conjunction, around)
    match conjunction:
        case (tree.Atom() as atom,) if (alone := _without(own, atom)) is not None:
            return (alone,)
        case (tree.Negation() | tree.Group(quantifier="none") as negated,):
            return _holds(negated, around)
        case (tree.Group(quantifier="any", items=items),):
            return _either(_exists((item,), around) for item in items)
    return (_inner(conjunction, around, False),)


def _own(conjunction: Sequence[tree.Condition], around: _Around) -> Counter[str]:
    """How often the conjunction mentions each variable of its own."""
    return Counter(v.name for c in conjunction for v in variables(c) if v.name not in around.known)


def _without(own: Counter[str], atom: tree.Atom) -> tree.Atom | None:
    """The atom with `_` for variables of its own, or None where one stands in it twice."""
    if any(times > 1 for times in own.values()):
        return None

    def hidden(argument: tree.Argument) -> tree.Argument:
        own_one = isinstance(argument, tree.Variable) and argument.name in own
        return tree.Anything(argument.span) if own_one else argument

    return replace(
        atom,
        arguments=tuple(map(hidden, atom.arguments)),
        value=None if atom.value is None else hidden(atom.value),
    )


def _inner(conjunction: tuple[tree.Condition, ...], around: _Around, absent: bool) -> Inner:
    mentioned = {v.name: v for v in reversed([*variables(conjunction)])}
    shared = sorted(mentioned.keys() & around.known)
    bound = bound_by(conjunction, ())
    lenders: list[tree.Atom] = []
    unlent: list[tree.Variable] = []
    for name in shared:
        if name not in bound:
            lender = next((a for a in around.atoms if name in bound_by((a,), ())), None)
            if lender is None:
                unlent.append(mentioned[name])
            else:
                lenders.append(lender)
                bound = bound_by((*lenders, *conjunction), ())
    return Inner(_together(conjunction, around), tuple(shared), absent, tuple(lenders), tuple(unlent))
