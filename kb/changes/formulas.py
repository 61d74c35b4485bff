"""The conditions of rules and clauses as formulas, and where two of them differ.

A condition is true or false; a number or day that is compared lies in one of the *cells* that the constants of both
formulas cut its line into. `differences` goes through all of these possibilities, so that what it does not find is not
there: where one formula never holds without the other, it implies it, whatever the relations in them mean. Variables
that one formula has for itself stand for anything; both formulas use one name for those of each exception, so that
their quantifiers are the same and the comparison of what is under them is enough. That is so where exceptions stand
side by side: for all Z not a(Z), and for all Z not b(Z), is for all Z neither. Where one of them or another is enough
it is not, so there each exception has names of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import tree
from licet.logic.values import Month, Value, sort_key
from licet.policy.bodies import constant_value
from licet.policy.occurrences import variables

__all__ = [
    "Cell",
    "Cube",
    "Formula",
    "TooLarge",
    "are_alike",
    "definition",
    "differences",
    "formula_of",
    "is_possible",
    "places_of",
    "renamed",
]

_MOST_STEPS = 20_000


class TooLarge(Exception):
    """There are more possibilities than are gone through."""


class Formula(Struct, frozen=True):
    """`operator` is `and` or `or` over `parts`, `not` of one, `holds` of a condition, `lies` of a compared value.
    `compared` tells conditions, and compared values, apart. `of` are those of which a condition says that one of them
    compares so with a constant; none where it says no such thing."""

    operator: str
    parts: tuple[Formula, ...] = ()
    condition: tree.Atom | tree.Comparison | None = None
    compared: str = ""
    relation: str = ""
    constant: Value | None = None
    of: str = ""


class Cell(Struct, frozen=True):
    """A stretch of a line; an end that is None is open to that side, `low_open` and `high_open` leave the end out."""

    low: Value | None
    high: Value | None
    low_open: bool = True
    high_open: bool = True

    @property
    def is_point(self) -> bool:
        """Whether it is one value."""
        return self.low is not None and self.low == self.high


class Cube(Struct, frozen=True):
    """A part of the possibilities: which conditions are so and which not, and in which cell compared values lie."""

    conditions: tuple[tuple[tree.Atom | tree.Comparison, bool], ...]
    cells: tuple[tuple[str, Cell], ...]
    terms: tuple[tuple[str, Any], ...] = ()


TRUE = Formula("and")
FALSE = Formula("or")


def formula_of(body: tree.Body, scope: Iterable[str] = (), *, apart: bool = False) -> Formula:
    """The conditions of a body as a formula. `scope` are the variables that stand outside it, too; `apart` says that
    the body is one of several of which each is enough."""
    outside = {*scope}
    within = outside.union(*map(_binds, body.when))
    parts = list(_side_by_side(body.when, outside, 0, apart))
    parts += [Formula("not", (_exception(block, within, 1, apart),)) for block in body.unless]
    return Formula("and", tuple(parts))


def _binds(condition: tree.Condition) -> set[str]:
    """The variables that have a value where a condition holds."""
    if isinstance(condition, tree.Negation) or (isinstance(condition, tree.Group) and condition.quantifier == "none"):
        return set()
    if isinstance(condition, tree.Group):
        return set[str]().union(*map(_binds, condition.items))
    return {variable.name for variable in variables(condition)}


def places_of(rules: Iterable[tree.Rule]) -> tuple[str, ...]:
    """Names for the arguments of a relation: those of the variables in the head of its first rule, where it has one
    for each."""
    head = next(iter(rules)).head
    arguments = (*head.arguments, *([head.value] if head.value is not None else []))
    names = tuple(a.name if isinstance(a, tree.Variable) else "" for a in arguments)
    return names if all(names) and len(set(names)) == len(names) else tuple(f"A{i}" for i in range(1, len(names) + 1))


def definition(rules: Iterable[tree.Rule], places: Sequence[str]) -> Formula | None:
    """What the rules of a relation ask for together, over variables for its arguments; None where it is calculated, so
    that there is no yes or no of it."""
    ways, rules = [], tuple(rules)
    apart = len(rules) > 1
    for rule in rules:
        head = rule.head
        if rule.aggregate is not None or rule.calculation is not None or head.at is not None:
            return None
        arguments = (*head.arguments, *([head.value] if head.value is not None else []))
        if len(arguments) != len(places):
            return None
        names: dict[str, str] = {}
        parts = []
        for place, argument in zip(places, arguments, strict=True):
            if isinstance(argument, tree.Variable) and argument.name not in names:
                names[argument.name] = place
            elif not isinstance(argument, tree.Anything):
                parts.append(_equal(tree.Variable(place), renamed(argument, names)))
        ways.append(Formula("and", (*parts, formula_of(renamed(rule.body, names), places, apart=apart))))
    return Formula("or", tuple(ways))


def renamed(part: Any, names: Mapping[str, str]) -> Any:
    """The part with some variables called otherwise, and no other one called like these."""
    if isinstance(part, tuple):
        return tuple(renamed(item, names) for item in part)
    if isinstance(part, tree.Variable):
        taken = part.name in names.values() and part.name not in names
        return replace(part, name=f"{part.name}'" if taken else names.get(part.name, part.name))
    if not isinstance(part, Struct):
        return part
    fields = (f for f in part.__struct_fields__ if not f.endswith("span"))
    changes = {f: renamed(v, names) for f in fields if isinstance(v := getattr(part, f), (Struct, tuple))}
    return replace(part, **changes) if changes else part


def _exception(block: Sequence[tree.Condition], outside: set[str], depth: int, apart: bool) -> Formula:
    """A conjunction under a negation. Its own variables are called after what it speaks of and how deep it stands, so
    that in both formulas the same names have the same quantifiers; after all that it says, if it stands apart."""
    bound = set[str]().union(*map(_binds, block))
    own = dict.fromkeys(v.name for v in variables(tuple(block)) if v.name in bound - outside)
    first = min((a.relation for a in _atoms(block)), default="")
    if apart:
        first = repr(renamed(tuple(block), {name: f"_{number}" for number, name in enumerate(own)}))
    called = {name: f"{name}'{depth}{first}" for name in own}
    inside = outside | set(called.values())
    return Formula("and", tuple(_side_by_side(renamed(tuple(block), called), inside, depth, apart)))


def _side_by_side(
    conditions: Sequence[tree.Condition], outside: set[str], depth: int, apart: bool
) -> Iterator[Formula]:
    """Conditions that all must hold; `outside` are the variables that have a value without them."""
    bound = [_binds(condition) for condition in conditions]
    times = Counter(chain.from_iterable(bound))
    within = outside.union(times)
    for condition, own in zip(conditions, bound, strict=True):
        # What only a group itself gives a value has none for all of its items.
        alone = {name for name in own - outside if times[name] == 1} if isinstance(condition, tree.Group) else set()
        yield _condition(condition, within - alone if alone else within, depth, apart)


def _atoms(part: Any) -> Iterator[tree.Atom]:
    if isinstance(part, tree.Atom):
        yield part
    elif isinstance(part, (tuple, list)):
        for item in part:
            yield from _atoms(item)
    elif isinstance(part, tree.Node):
        for field in part.__struct_fields__:
            yield from _atoms(getattr(part, field))


def _condition(condition: tree.Condition, outside: set[str], depth: int, apart: bool) -> Formula:
    match condition:
        case tree.Negation(literal=literal):
            return Formula("not", (_exception((literal,), outside, depth + 1, apart),))
        case tree.Membership(argument=argument, choices=choices):
            return Formula("or", tuple(_equal(argument, choice) for choice in choices))
        case tree.Group(quantifier="any", items=items):
            apart = apart or len(items) > 1
            return Formula("or", tuple(_condition(c, outside, depth, apart) for c in items))
        case tree.Group(quantifier="none", items=items):
            inner = (Formula("not", (_exception((c,), outside, depth + 1, apart),)) for c in items)
            return Formula("and", tuple(inner))
        case tree.Group(items=items):
            return Formula("and", tuple(_side_by_side(items, outside, depth, apart)))
        case tree.Comparison():
            return _comparison(condition)
        case tree.Atom(value=value) if value is not None and constant_value(value) is not None:
            return _lies(replace(condition, value=None), "=", constant_value(value), condition)
        case tree.Atom():
            return _holds(_plain(condition))


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"!=": "=", "does not start with": "starts with"}


def _comparison(comparison: tree.Comparison) -> Formula:
    left, operator, right = comparison.left, comparison.operator, comparison.right
    constant = _constant(right)
    if constant is None and (constant := _constant(left)) is not None:
        left, operator = right, _TURNED.get(operator, operator)
    if operator == "!=" and isinstance(left, tree.Atom):
        # Without a value it is neither equal nor unequal.
        if not isinstance(constant, (int, Decimal, date, Month)):
            return _holds(comparison)
        return Formula("or", tuple(_lies(left, o, constant, replace(comparison, operator=o)) for o in "<>"))
    if operator in _OPPOSITE and not isinstance(left, tree.Atom):
        inner = replace(comparison, operator=_OPPOSITE[operator])
        return Formula("not", (_comparison(inner),))
    if constant is None or operator not in ("=", "<", "<=", ">", ">="):
        return _holds(comparison)
    return _lies(left, operator, constant, comparison)


def _constant(side: Any) -> Value | None:
    return None if isinstance(side, (tree.Operation, tree.Atom)) else constant_value(side)


def _equal(left: tree.Argument, right: tree.Argument) -> Formula:
    constant = _constant(right)
    if constant is not None:
        return _lies(left, "=", constant)
    return _holds(tree.Comparison(left, "=", right))


def _holds(condition: tree.Atom | tree.Comparison) -> Formula:
    return Formula("holds", condition=condition, compared=repr(condition))


def _lies(term: Any, operator: str, constant: Value | None, condition: Any = None) -> Formula:
    """That a term compares so with a constant; `condition` is how that is written, where the term is of a relation."""
    known = _constant(term)
    if known is not None and constant is not None:
        return TRUE if _fits(Cell(known, known, False, False), operator, constant) else FALSE
    said = repr(_plain(term))
    if isinstance(term, tree.Atom) and any(isinstance(a, tree.Anything) for a in term.arguments):
        return Formula("holds", (), condition, f"{said} {operator} {constant!r}", operator, constant, said)
    return Formula("lies", compared=said, relation=operator, constant=constant, condition=term)


def _plain(term: Any) -> Any:
    """A condition or term however it is written."""
    return replace(term, form="call") if isinstance(term, tree.Atom) else term


# --- Where two formulas differ ---


def differences(one: Formula, other: Formula) -> tuple[Cube, ...]:
    """Parts of the possibilities that together are those in which the first holds and the second does not.

    Raises:
        TooLarge: there are more possibilities than are gone through.
    """
    return _joined(list(_differences(one, other)))


def are_alike(one: Formula, other: Formula) -> bool:
    """Whether two formulas come to the same, even where what they ask for is not known: by the tables of Kleene
    (*Introduction to Metamathematics*, 1952, section 64), of which that something is so or not so is no part.

    Raises:
        TooLarge: there are more possibilities than are gone through.
    """

    def differ(first: object, second: object) -> bool | None:
        return None if _LATER in (first, second) else first is not second

    return not any(True for _ in _where(differ, one, other, _Asked.by(one, other), unknown=True))


def is_possible(formula: Formula) -> bool:
    """Whether there is a possibility in which a formula holds.

    Raises:
        TooLarge: none is among as many possibilities as are gone through.
    """
    return any(True for _ in _differences(formula, FALSE))


class _Asked(Struct, frozen=True):
    """What two formulas ask for.

    Attributes:
        atoms: the conditions, by how they are told apart.
        lines: the cells of what is compared.
        terms: what is compared.
        implied: pairs of conditions, of which the first implies the second.
    """

    atoms: Mapping[str, Formula]
    lines: Mapping[str, tuple[Cell, ...]]
    terms: Mapping[str, Any]
    implied: tuple[tuple[str, str], ...]

    @staticmethod
    def by(one: Formula, other: Formula) -> _Asked:
        """What these two ask for."""
        terms: dict[str, Any] = {}
        constants: dict[str, set[Value]] = {}
        atoms: dict[str, Formula] = {}
        for formula in (one, other):
            _gather(formula, terms, constants, atoms)
        implied = tuple((a, b) for a in atoms for b in atoms if a != b and _implies(atoms[a], atoms[b]))
        return _Asked(atoms, {n: _cells(values, terms[n]) for n, values in constants.items()}, terms, implied)

    def rules_out(self, chosen: _Chosen) -> bool:
        """Whether what is chosen is against what a condition implies."""
        return any(
            (chosen.get(a) is True and chosen.get(b, True) is not True)
            or (chosen.get(b) is False and chosen.get(a, False) is not False)
            for a, b in self.implied
        )


def _differences(one: Formula, other: Formula) -> Iterator[Cube]:
    asked = _Asked.by(one, other)

    def differ(first: object, second: object) -> bool | None:
        if first is False or second is True:
            return False
        return True if first is True and second is False else None

    for chosen in _where(differ, one, other, asked):
        conditions = tuple((c, v) for n, v in chosen.items() if isinstance(v, bool) and (c := asked.atoms[n].condition))
        cells = tuple((n, v) for n, v in chosen.items() if isinstance(v, Cell))
        yield Cube(conditions, cells, tuple((n, asked.terms[n]) for n, _ in cells))


def _where(
    is_so: Callable[[object, object], bool | None],
    one: Formula,
    other: Formula,
    asked: _Asked,
    *,
    unknown: bool = False,
) -> Iterator[_Chosen]:
    """The possibilities in which something is so of the values of two formulas.

    Args:
        is_so: whether it is, of these values; None where that hangs on what is not chosen.
        one, other, asked: the formulas, and what they ask for.
        unknown: whether it is a possibility that something is not known.

    Raises:
        TooLarge: there are more possibilities than are gone through.
    """
    order = (*asked.atoms, *asked.lines)
    steps = 0
    stack: list[dict[str, bool | Cell | None]] = [{}]
    while stack:
        steps += 1
        if steps > _MOST_STEPS:
            raise TooLarge
        chosen = stack.pop()
        found = is_so(_value(one, chosen), _value(other, chosen))
        if found is False or asked.rules_out(chosen):
            continue
        if found:
            yield chosen
            continue
        name = next(n for n in order if n not in chosen)
        choices: tuple[bool | Cell | None, ...] = asked.lines.get(name, (True, False))
        stack.extend({**chosen, name: choice} for choice in reversed((*choices, None) if unknown else choices))


def _gather(
    formula: Formula, terms: dict[str, Any], constants: dict[str, set[Value]], atoms: dict[str, Formula]
) -> None:
    for part in formula.parts:
        _gather(part, terms, constants, atoms)
    if formula.operator == "holds":
        atoms.setdefault(formula.compared, formula)
    elif formula.operator == "lies" and formula.constant is not None:
        terms.setdefault(formula.compared, formula.condition)
        constants.setdefault(formula.compared, set()).add(formula.constant)


def _cells(constants: Iterable[Value], term: Any) -> tuple[Cell, ...]:
    """The constants, the stretches between them, and for what need not have a value, none. Of names and texts there is
    no order: beside the constants there is one more, for any other. Values of several kinds each have their own."""
    kinds: dict[type, list[Value]] = {}
    for value in sorted(constants, key=sort_key):
        kinds.setdefault(_kind(value), []).append(value)
    cells: list[Cell] = []
    for kind, ordered in kinds.items():
        if kind is not str:
            cells.append(Cell(None, ordered[0]))
        for number, value in enumerate(ordered):
            cells.append(Cell(value, value, False, False))
            if kind is not str:
                cells.append(Cell(value, ordered[number + 1] if number + 1 < len(ordered) else None))
    open_ended = isinstance(term, tree.Atom) or str in kinds or len(kinds) > 1
    return (*cells, Cell(None, None)) if open_ended else tuple(cells)


def _kind(value: object) -> type:
    """What values are compared with each other: numbers, days, months, or names and texts."""
    return next(kind for kind in (str, Month, date, Decimal) if kind is Decimal or isinstance(value, kind))


def _implies(one: Formula, other: Formula) -> bool:
    """Whether one of several that compares so with a constant compares so with that of the other condition, too."""
    if (
        not one.of
        or one.of != other.of
        or not all(isinstance(f.constant, (int, Decimal, date, Month)) for f in (one, other))
    ):
        return False
    if one.relation == "=":
        return _fits(Cell(one.constant, one.constant, False, False), other.relation, other.constant)
    if one.relation[0] != other.relation[0]:
        return False
    first, second = (sort_key(f.constant) for f in (one, other))  # type: ignore[arg-type]
    within = second < first if one.relation[0] == ">" else first < second
    return within or (first == second and other.relation.endswith("="))


_Chosen = Mapping[str, "bool | Cell | None"]
_LATER = object()


def _value(formula: Formula, chosen: _Chosen) -> object:
    """True, False, or None for unknown; `_LATER` as long as that hangs on what is not chosen."""
    match formula.operator:
        case "holds":
            return chosen.get(formula.compared, _LATER)
        case "lies":
            cell = chosen.get(formula.compared, _LATER)
            return _fits(cell, formula.relation, formula.constant) if isinstance(cell, Cell) else cell
        case "not":
            value = _value(formula.parts[0], chosen)
            return not value if isinstance(value, bool) else value
        case operator:
            deciding = operator == "or"
            values = [_value(part, chosen) for part in formula.parts]
            if deciding in values:
                return deciding
            return next((value for value in (_LATER, None) if value in values), not deciding)


def _fits(cell: Cell, operator: str, constant: Any) -> bool:
    """Whether the values of a cell compare so with a constant that is one of its ends, or outside it."""
    if cell.low is None and cell.high is None:
        return False  # no value, or another name
    if _kind(constant) is not _kind(cell.low if cell.low is not None else cell.high):
        return False
    point = sort_key(constant)
    is_there = cell.is_point and sort_key(cell.low) == point  # type: ignore[arg-type]
    above = cell.low is not None and not is_there and sort_key(cell.low) >= point
    below = not is_there and not above
    return {"=": is_there, "<": below, "<=": below or is_there, ">": above, ">=": above or is_there}[operator]


def _joined(cubes: Sequence[Cube]) -> tuple[Cube, ...]:
    """The same possibilities with neighbouring cells as one."""
    found = list(cubes)
    again = True
    while again:
        again = False
        for i, one in enumerate(found):
            for j in range(i + 1, len(found)):
                joined = _one_cube(one, found[j])
                if joined is not None:
                    found[i] = joined
                    del found[j]
                    again = True
                    break
            if again:
                break
    return tuple(found)


def _one_cube(one: Cube, other: Cube) -> Cube | None:
    if one.conditions != other.conditions or [n for n, _ in one.cells] != [n for n, _ in other.cells]:
        return None
    differing = [i for i, (a, b) in enumerate(zip(one.cells, other.cells, strict=True)) if a != b]
    if len(differing) != 1:
        return None
    (place,) = differing
    name, first = one.cells[place]
    second = other.cells[place][1]
    for low, high in ((first, second), (second, first)):
        if low.high is not None and low.high == high.low and low.high_open != high.low_open:
            cell = Cell(low.low, high.high, low.low_open, high.high_open)
            return replace(one, cells=(*one.cells[:place], (name, cell), *one.cells[place + 1 :]))
    return None
