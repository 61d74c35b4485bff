"""Conditions of clauses, rules and readings held against each other: whether they can hold together, and whether one
lot always brings the other with it.

What is found impossible, or to follow, is so whatever the relations mean. What is not found may be so all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from licet.changes.formulas import Formula, TooLarge, differences, formula_of, is_possible, renamed
from licet.grammar import tree
from licet.policy.lowering import clause_variables
from licet.policy.occurrences import literals, variables

__all__ = ["body_of", "can_hold", "follows", "together"]

_ITS_OWN = ("Use", "Thing")
_MOST_CONDITIONS = 100
_MOST_MATCHINGS = 12
_MOST_STEPS = 5_000
Excluding = frozenset[frozenset[str]]


def body_of(clause: tree.Clause) -> tree.Body:
    """The conditions of a clause, in which the use is `Use` and the thing is `Thing`."""
    use, thing = clause_variables(clause)
    body: tree.Body = renamed(clause.body, {use: "Use", **({thing: "Thing"} if thing is not None else {})})
    return body


def can_hold(
    bodies: Iterable[tree.Body],
    outside: Iterable[str] = _ITS_OWN,
    excluding: Excluding = frozenset(),
    rules: Mapping[str, Sequence[tree.Rule]] = MappingProxyType({}),
) -> bool:
    """Whether all of these conditions can hold together, as far as can be told.

    Args:
        bodies: the conditions; a variable of `outside` is the same in all of them, each of the others is another one.
        outside: those variables.
        excluding: pairs of relations that nothing is in both of.
        rules: the rules of relations that nothing else makes hold.
    """
    shared = tuple(outside)
    apart = [_apart(body, shared, number) for number, body in enumerate(bodies)]
    if _are_many(apart):
        return True
    stated = [c for body in apart for c in _all_of(body.when)]
    for body in apart:
        bound = {*shared, *(v.name for v in variables(body.when))}
        if any(_matches(block, stated, bound) for block in _exceptions(body)):
            return False
    if any(_exclude(one, other, excluding) for one in stated for other in stated):
        return False
    try:
        said = [formula_of(body, shared) for body in apart]
        for number, atom in enumerate(stated):
            if isinstance(atom, tree.Atom) and atom.relation in rules and atom.at is None:
                said.append(_meant(atom, rules[atom.relation], number))
        return is_possible(Formula("and", tuple(said)))
    except TooLarge:
        return True


def follows(given: tree.Body, then: tree.Body, outside: Iterable[str] = _ITS_OWN) -> bool:
    """Whether the second conditions hold wherever the first do, as far as can be told. A variable of `outside` is the
    same in both."""
    shared = tuple(outside)
    if _are_many((given, then)):
        return False
    given, then = _named(given, "_"), _named(then, "_'")
    stated = _all_of(given.when)
    for names in islice(_matchings(_all_of(then.when), stated, set(shared)), _MOST_MATCHINGS):
        said = _filled(then, names)
        try:
            scope = {*shared, *(v.name for v in variables(given.when))}
            if not differences(formula_of(given, shared), formula_of(said, scope)):
                return True
        except TooLarge:
            return False
    return False


def _are_many(bodies: Iterable[tree.Body]) -> bool:
    """Whether there are more conditions than are compared."""
    return any(True for body in bodies for _ in islice(literals(body), _MOST_CONDITIONS, None))


def _meant(atom: tree.Atom, rules: Sequence[tree.Rule], number: int) -> Formula:
    """What rules ask for where an atom holds that only they can make hold. `number` keeps their variables apart."""
    given = {v.name for v in variables(atom)}
    ways = []
    for rule in rules:
        own = {v.name: f"{v.name}'r{number}" for v in variables((rule.head, rule.body))}
        head, body = renamed(rule.head, own), _named(renamed(rule.body, own), f"_'r{number}")
        names: dict[str, Any] = {}
        equal: list[tree.Condition] = []
        for wanted, stated in zip(_arguments(head), _arguments(atom), strict=False):
            if isinstance(wanted, tree.Variable) and wanted.name not in names:
                names[wanted.name] = stated
            elif not isinstance(stated, tree.Anything):
                equal.append(tree.Comparison(stated, "=", wanted))
        asked = _filled(tree.Body((*equal, *body.when), body.unless), names)
        ways.append(formula_of(asked, given))
    return Formula("or", tuple(ways))


def together(bodies: Iterable[tree.Body], outside: Iterable[str] = _ITS_OWN) -> tree.Body:
    """The conditions of several bodies in one, as `can_hold` takes them."""
    shared = tuple(outside)
    apart = [_apart(body, shared, number) for number, body in enumerate(bodies)]
    return tree.Body(tuple(c for b in apart for c in b.when), tuple(block for b in apart for block in b.unless))


def _apart(body: tree.Body, shared: Sequence[str], number: int) -> tree.Body:
    own = {v.name for v in variables(body)} - set(shared)
    return _named(renamed(body, {name: f"{name}'{number}" for name in own}) if number else body, f"_{number}")


def _named(body: tree.Body, name: str) -> tree.Body:
    """The conditions with a variable of its own for each `_` that is not under a negation: two of them can stand for
    two things."""
    numbers = count()

    def named(part: Any) -> Any:
        match part:
            case tree.Anything():
                return tree.Variable(f"{name}{next(numbers)}")
            case tree.Negation() | tree.Group(quantifier="none"):
                return part
            case tuple():
                return tuple(map(named, part))
            case tree.Atom() | tree.Comparison() | tree.Membership() | tree.Group():
                fields = (f for f in part.__struct_fields__ if isinstance(getattr(part, f), (tree.Node, tuple)))
                return replace(part, **{f: named(getattr(part, f)) for f in fields})
            case _:
                return part

    return replace(body, when=named(body.when))


def _all_of(conditions: Iterable[tree.Condition]) -> list[tree.Condition]:
    """The conditions that must all hold."""
    found: list[tree.Condition] = []
    for condition in conditions:
        if isinstance(condition, tree.Group) and condition.quantifier == "all":
            found += _all_of(condition.items)
        else:
            found.append(condition)
    return found


def _exceptions(body: tree.Body) -> Iterator[Sequence[tree.Condition]]:
    """The conjunctions that must not hold."""
    yield from body.unless
    for condition in _all_of(body.when):
        if isinstance(condition, tree.Negation):
            yield (condition.literal,)
        elif isinstance(condition, tree.Group) and condition.quantifier == "none":
            yield from ((item,) for item in condition.items)


def _matches(block: Sequence[tree.Condition], stated: Sequence[tree.Condition], bound: set[str]) -> bool:
    """Whether a conjunction holds of something that is stated: each of its conditions is one of those, with something
    for the variables that are its own."""
    return any(True for _ in _matchings(_all_of(block), stated, bound, whole=True))


def _matchings(
    wanted: Sequence[tree.Condition], stated: Sequence[tree.Condition], bound: set[str], *, whole: bool = False
) -> Iterator[Mapping[str, Any]]:
    """What variables can stand for so that atoms are among those that are stated; with `whole`, other conditions must
    be, too."""
    atoms = [c for c in wanted if isinstance(c, tree.Atom)] if whole else _asked(wanted)
    others = [c for c in wanted if not isinstance(c, tree.Atom)] if whole else []
    known = [c for c in stated if isinstance(c, tree.Atom)] if whole else _asked(stated)

    steps = count()

    def step(number: int, names: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if number == len(atoms):
            if all(_filled(condition, names) in stated for condition in others):
                yield names
            return
        for atom in known:
            if next(steps) > _MOST_STEPS:
                return
            further = _unified(atoms[number], atom, names, bound)
            if further is not None:
                yield from step(number + 1, further)
        if not whole:
            yield from step(number + 1, names)

    return step(0, {})


def _asked(conditions: Iterable[tree.Condition]) -> list[tree.Atom]:
    """The atoms among conditions, those whose value is compared, too."""
    sides = (c.left if isinstance(c, tree.Comparison) else c for c in conditions)
    return [side for side in sides if isinstance(side, tree.Atom)]


def _unified(wanted: tree.Atom, stated: tree.Atom, names: Mapping[str, Any], bound: set[str]) -> dict[str, Any] | None:
    ours, theirs = _arguments(wanted), _arguments(stated)
    if wanted.relation != stated.relation or wanted.at != stated.at or len(ours) != len(theirs):
        return None
    found = dict(names)
    for one, other in zip(ours, theirs, strict=True):
        if isinstance(one, tree.Anything):
            continue
        if isinstance(one, tree.Variable) and one.name not in bound:
            if found.setdefault(one.name, other) != other:
                return None
        elif one != other:
            return None
    return found


def _arguments(atom: tree.Atom) -> tuple[tree.Argument, ...]:
    return (*atom.arguments, *([atom.value] if atom.value is not None else []))


def _filled(part: Any, names: Mapping[str, Any]) -> Any:
    """A part with something in the place of some variables."""
    if isinstance(part, tuple):
        return tuple(_filled(item, names) for item in part)
    if isinstance(part, tree.Variable):
        return names.get(part.name, part)
    if not isinstance(part, Struct):
        return part
    fields = (f for f in part.__struct_fields__ if not f.endswith("span"))
    changes = {f: _filled(v, names) for f in fields if isinstance(v := getattr(part, f), (tree.Node, tuple))}
    return replace(part, **changes) if changes else part


def _exclude(one: tree.Condition, other: tree.Condition, excluding: Excluding) -> bool:
    return (
        isinstance(one, tree.Atom)
        and isinstance(other, tree.Atom)
        and frozenset((one.relation, other.relation)) in excluding
        and one.arguments == other.arguments
        and one.at == other.at
    )
