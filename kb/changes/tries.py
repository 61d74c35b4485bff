"""What is tried to show what a changed statement does: uses that policies and tests hold, with conditions made true and
false, with numbers put into each cell, on other days, with other acts, made by others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import chain

from msgspec import Struct, field
from msgspec.structs import replace

from licet.changes.asked_uses import AskedUse
from licet.changes.common import Common
from licet.changes.formulas import Cell, Cube
from licet.grammar import tree
from licet.logic.values import Month, Value
from licet.policy.bodies import argument_of, constant_value
from licet.verdict.base import Base
from licet.verdict.build import extend
from licet.verdict.verdict import Status

__all__ = ["Given", "Space", "Try", "ends_of", "tries_of_cube", "tries_without_cubes"]

Given = tuple[tree.Entity | tree.Fact, ...]


class Space(Struct, frozen=True):
    """Where witnesses are looked for.

    Attributes:
        bases: both policies.
        seeds: uses to begin with, the most promising first.
        entered: the relations in which the change first says something of uses, with the place of the use in them. A
            witness has other rows there: what other changes do is not shown as if this one did it.
        months: the months that numbers can be of.
        acts: actions that are tried on the things of the seeds, besides what they do.
        days: days that are tried, besides those of the seeds.
        readers: possibilities in which what reads the change would decide, to be tried where it has none of its own.
        maker: who makes the uses that are tried; whoever made the seeds, if nobody is named.
        both_ways: whether the change may be looser for some uses and stricter for others, though nothing in it says so.
        common: what both have in common.
        known: the statuses that are known by now.
    """

    bases: tuple[Base, Base]
    seeds: tuple[AskedUse, ...]
    entered: tuple[tuple[str, int], ...] = ()
    months: tuple[Month, ...] = ()
    acts: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    readers: tuple[Cube, ...] = ()
    maker: str | None = None
    both_ways: bool = False
    common: Common = Common()
    known: dict[tuple[Given, str], tuple[Status, Status] | None] = field(default_factory=dict)

    def layers(self, given: Given) -> tuple[Base, Base]:
        """Both policies with what is given laid over them."""
        before, after = (extend(base, given) if given else base for base in self.bases)
        return self.common.side_by_side(before, after)


class Try(Struct, frozen=True):
    """Something to ask: what is given, the use, and what was put into it."""

    given: Given
    use: str
    value: tuple[str, tuple[Value, ...], Value] | None = None


def tries_without_cubes(space: Space) -> Iterator[Try]:
    """The seeds as they are, on other days, with other acts, and as what reads the change would have them."""
    plain = [Try(seed.given, seed.name) for seed in space.seeds]
    if space.maker is not None:
        yield from (Try(*whole) for seed in space.seeds if (whole := _whole(space, seed)) is not None)
    for seed in space.seeds:
        yield from _on_days(space, seed)
    for cube in space.readers:
        for seed in space.seeds:
            yield from tries_of_cube(space, seed, cube)
    for seed in space.seeds:
        yield from _acting(space, seed)
    yield from plain


def ends_of(cell: Cell) -> tuple[Value | None, Value | None]:
    """The first and the last value of a cell that matter: of whole numbers and days the next ones to an end that is
    left out; of a stretch without an end, one that is far enough."""
    low, high = cell.low, cell.high
    if low is None and high is None:
        return None, None
    first = _next(low, 1) if cell.low_open and low is not None else low
    last = _next(high, -1) if cell.high_open and high is not None else high
    return (first if first is not None else last), (last if last is not None else first)


def _next(value: Value, by: int) -> Value:
    match value:
        case bool() | str():
            return value
        case int():
            return max(value + by, 0)
        case Decimal():
            return value + by
        case Month(year=year, month=month):
            number = year * 12 + month - 1 + by
            return Month(number // 12, number % 12 + 1)
        case date():
            return value + timedelta(days=by)
        case _:
            return value


def tries_of_cube(space: Space, seed: AskedUse, cube: Cube) -> Iterator[Try]:
    """A seed with what a cube says of it, and with a number at the ends of its cells."""
    whole = _whole(space, seed)
    if whole is None:
        return
    given, use = whole
    varied = list(dict.fromkeys(_conditions(space, given, use, cube)))
    for number in _numbers(space, cube):
        for one in varied[:3]:
            with_number = _with_number(space, one, use, number)
            if with_number is not None:
                yield Try(with_number, use, number)
    for one in varied:
        yield Try(one, use)


def _on_days(space: Space, seed: AskedUse) -> Iterator[Try]:
    """The seed on each of the days."""
    whole = _whole(space, seed)
    if whole is not None and "on" in space.bases[1].vocabulary.relations:
        given, use = whole
        for day in space.days:
            yield Try(_changed(given, use, partial(_at, day=day)), use)


def _changed(given: Given, use: str, change: Callable[[tree.Entity], tree.Entity]) -> Given:
    """What is given with another use in the place of that one."""
    return tuple(change(g) if isinstance(g, tree.Entity) and g.name == use else g for g in given)


def _at(use: tree.Entity, day: date) -> tree.Entity:
    """The use on another day."""
    rest = tuple(line for line in use.lines if line.relation not in ("by", "on"))
    by = tuple(line for line in use.lines if line.relation == "by")
    return replace(use, lines=(*by, tree.Line("on", (tree.Day(day),), None, False, None), *rest))


def _by(use: tree.Entity, maker: str) -> tree.Entity:
    """The use made by somebody else."""
    by = tree.Line("by", (tree.Constant(maker),), None, False, None)
    return replace(use, lines=(by, *(line for line in use.lines if line.relation != "by")))


def _saying(entity: tree.Entity, line: tree.Line) -> tree.Entity:
    """The entity with a line in the place of those of the same relation and arguments. What is denied and was said is
    only left out."""
    rest = tuple(one for one in entity.lines if (one.relation, one.arguments) != (line.relation, line.arguments))
    left_out = line.denied and len(rest) < len(entity.lines)
    return replace(entity, lines=rest if left_out else (*rest, line))


def _acting(space: Space, seed: AskedUse) -> Iterator[Try]:
    """The seed with each of the acts done to one of its things."""
    whole = _whole(space, seed)
    if whole is None or not space.acts or "does" not in space.bases[1].vocabulary.relations:
        return
    given, use = whole
    vocabulary = space.bases[1].vocabulary
    entity = next(g for g in given if isinstance(g, tree.Entity) and g.name == use)
    kinds = {g.name: g.kind for g in given if isinstance(g, tree.Entity)}
    for name in dict.fromkeys(a.name for line in entity.lines for a in line.arguments if isinstance(a, tree.Constant)):
        kind = kinds.get(name) or (vocabulary.entities[name].kind if name in vocabulary.entities else None)
        if kind is not None and vocabulary.is_a(kind, vocabulary.artifact):
            for act in space.acts:
                line = tree.Line("does", (tree.Constant(act), tree.Constant(name)), None, False, None)
                yield Try(_changed(given, use, partial(_saying, line=line)), use)
            return


def _whole(space: Space, seed: AskedUse) -> tuple[Given, str] | None:
    """What a seed is made of, the use itself included, and what it is called; made by whom the space names."""
    given, name = seed.given, seed.name
    if not given:
        statements = chain.from_iterable(m.statements for base in reversed(space.bases) for m in base.modules)
        use = next((s for s in statements if isinstance(s, tree.Entity) and s.name == seed.name), None)
        if use is None:
            return None
        name = f"{seed.name}_changed"
        given = (replace(use, name=name),)
    return (given if space.maker is None else _changed(given, name, partial(_by, maker=space.maker))), name


def _conditions(space: Space, given: Given, use: str, cube: Cube) -> Iterator[Given]:
    """The seed with what the conditions of a cube are about said and not said: all of them, each alone, none."""
    said = [line for c, holds in cube.conditions if (line := _line(space, c, holds)) is not None]
    whole = given
    for line in said:
        whole = _changed(whole, use, partial(_saying, line=line))
    yield whole
    for line in said:
        yield _changed(given, use, partial(_saying, line=line))
    yield given


def _line(space: Space, condition: tree.Atom | tree.Comparison, holds: bool) -> tree.Line | None:
    """A line of the use that says a condition on it, if all that the condition speaks of besides is named."""
    if not isinstance(condition, tree.Atom) or not condition.arguments or condition.at is not None:
        return None
    first, *rest = condition.arguments
    signature = space.bases[1].vocabulary.relations.get(condition.relation)
    if signature is None or not isinstance(first, tree.Variable) or signature.functional:
        return None
    vocabulary = space.bases[1].vocabulary
    if not vocabulary.is_a(signature.kinds[0], "use") or not all(constant_value(a) is not None for a in rest):
        return None
    if condition.relation in vocabulary.terms:
        return None
    return tree.Line(condition.relation, tuple(rest), None, not holds, None, "is" if not rest else "plain")


def _numbers(space: Space, cube: Cube) -> Iterator[tuple[str, tuple[Value, ...], Value]]:
    """Facts that put a value into a cell: of every relation whose values meet a constant that ends it."""
    for _, cell in cube.cells:
        constants = {value for value in (cell.low, cell.high) if value is not None}
        values = [value for value in dict.fromkeys(ends_of(cell)) if value is not None and not isinstance(value, str)]
        for relation in _meeting(space.bases, constants):
            signature = space.bases[1].vocabulary.relations[relation]
            for further in _further(space, signature.kinds[1:-1]):
                yield from ((relation, further, value) for value in values)


def _meeting(bases: Iterable[Base], constants: set[Value]) -> Sequence[str]:
    return sorted(
        {
            relation
            for base in bases
            for relation, reaches in base.thresholds.items()
            if relation in base.vocabulary.relations and any(constants & reach.constants for reach in reaches)
        }
    )


def _further(space: Space, kinds: Sequence[str]) -> Iterator[tuple[Value, ...]]:
    if not kinds:
        yield ()
    elif tuple(kinds) == ("month",):
        yield from ((month,) for month in space.months)


def _with_number(space: Space, given: Given, use: str, number: tuple[str, tuple[Value, ...], Value]) -> Given | None:
    """The same with a number: of the use itself, or of an organization of its own that makes the use."""
    relation, further, value = number
    vocabulary = space.bases[1].vocabulary
    signature = vocabulary.relations[relation]
    line = tree.Line(relation, tuple(map(argument_of, further)), argument_of(value), False, None)
    if vocabulary.is_a(signature.kinds[0], "use"):
        return _changed(given, use, partial(_saying, line=line))
    if not vocabulary.is_a("organization", signature.kinds[0]) or "by" not in vocabulary.relations:
        return None
    name = "some_organization"
    if name in vocabulary.entities:
        return None
    organization = tree.Entity("organization", name, None, (line,))
    return (organization, *_changed(given, use, partial(_by, maker=name)))
