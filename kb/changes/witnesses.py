"""Uses that show what a changed statement does: found from those that policies and tests hold, by making conditions
true and false and by putting numbers into each cell, and asked of both policies. The smallest is written out to paste.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from licet.changes.asked_uses import AskedUse
from licet.changes.common import Common
from licet.changes.formulas import Cell, Cube
from licet.changes.meaning import LOOSER, STRICTER
from licet.changes.reach import rows_of
from licet.changes.uses import comes_to, direction_of, parts_of_answer
from licet.errors import LicetError
from licet.grammar import tree
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile, Span
from licet.logic.values import Month, Value
from licet.policy.bodies import argument_of, constant_value
from licet.verdict.base import Base
from licet.verdict.build import extend
from licet.verdict.judge import decided_use, judge
from licet.verdict.settling import ORDER
from licet.verdict.verdict import Status, Verdict

__all__ = ["Space", "Witness", "ends_of", "find_witnesses"]

_MOST_SEEDS = 6
_MOST_TRIES = 48
_MOST_ALIKE = 6
_NOWHERE = Span("", 0, 0, 0, 0)
Given = tuple[tree.Entity | tree.Fact, ...]


class Witness(Struct, frozen=True):
    """A use whose answer the change makes another one.

    Attributes:
        use: its name.
        text: what to paste: the use, and what it needs.
        before, after: its answers.
        direction: as of `licet.changes.uses.UseChange`.
        cube: the number of the part of the possibilities that it is in; None where it is in none of them.
        value: the number or day that was put into a cell: relation, further arguments, value.
    """

    use: str
    text: str
    before: Verdict
    after: Verdict
    direction: str
    cube: int | None = None
    value: tuple[str, tuple[Value, ...], Value] | None = None

    @property
    def answers(self) -> tuple[Status, Status]:
        """What its answers come to."""
        return comes_to(self.before), comes_to(self.after)


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


class _Try(Struct, frozen=True):
    """Something to ask: what is given, the use, and what was put into it."""

    given: Given
    use: str
    value: tuple[str, tuple[Value, ...], Value] | None = None


def find_witnesses(space: Space, cubes: Sequence[Cube]) -> tuple[tuple[Witness, ...], bool]:
    """The smallest use found for each part of the possibilities, and whether there is one for every part whose answers
    differ as statuses do.

    Args:
        space: where to look.
        cubes: the parts; without any, the seeds are asked as they are.
    """
    found: list[Witness] = []
    whole = bool(cubes)
    for number, cube in enumerate(cubes):
        witnesses = _of_cube(space, number, cube)
        found += witnesses
        whole = whole and any(w.before.status is not w.after.status for w in witnesses)
    if not found:
        found += _first(space, _without_cubes(space), None)
        for way in (LOOSER, STRICTER) if found and space.both_ways else ():
            if all(w.direction != way for w in found):
                found += _first(space, _without_cubes(space), None, way)
    return tuple(found), whole


def _without_cubes(space: Space) -> Iterator[_Try]:
    """The seeds as they are, on other days, with other acts, and as what reads the change would have them."""
    plain = [_Try(seed.given, seed.name) for seed in space.seeds]
    if space.maker is not None:
        yield from (_Try(*whole) for seed in space.seeds if (whole := _whole(space, seed)) is not None)
    for seed in space.seeds:
        yield from _on_days(space, seed)
    for cube in space.readers:
        for seed in space.seeds:
            yield from _tries(space, seed, cube)
    for seed in space.seeds:
        yield from _acting(space, seed)
    yield from plain


def _of_cube(space: Space, number: int, cube: Cube) -> list[Witness]:
    """A witness in a cube; where numbers lie in a cell, one at each end of it."""
    tries = [t for seed in space.seeds[:_MOST_SEEDS] for t in _tries(space, seed, cube)]
    if not cube.cells:
        return _first(space, tries, number)
    found = []
    for values in _ends(cube):
        at = [t for t in tries if t.value is not None and t.value[2] in values]
        found += _first(space, at, number)
    return found or _first(space, [t for t in tries if t.value is None], number)


def _ends(cube: Cube) -> Iterator[tuple[Value, ...]]:
    ends = [ends_of(cell) for _, cell in cube.cells]
    yield tuple(low for low, _ in ends if low is not None)
    yield tuple(high for low, high in ends if high is not None and high != low)


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


# --- What is tried ---


def _tries(space: Space, seed: AskedUse, cube: Cube) -> Iterator[_Try]:
    whole = _whole(space, seed)
    if whole is None:
        return
    given, use = whole
    varied = list(dict.fromkeys(_conditions(space, given, use, cube)))
    for number in _numbers(space, cube):
        for one in varied[:3]:
            with_number = _with_number(space, one, use, number)
            if with_number is not None:
                yield _Try(with_number, use, number)
    for one in varied:
        yield _Try(one, use)


def _on_days(space: Space, seed: AskedUse) -> Iterator[_Try]:
    """The seed on each of the days."""
    whole = _whole(space, seed)
    if whole is not None and "on" in space.bases[1].vocabulary.relations:
        given, use = whole
        for day in space.days:
            yield _Try(tuple(_at(g, day) if isinstance(g, tree.Entity) and g.name == use else g for g in given), use)


def _at(use: tree.Entity, day: date) -> tree.Entity:
    """The use on another day."""
    rest = tuple(line for line in use.lines if line.relation not in ("by", "on"))
    by = tuple(line for line in use.lines if line.relation == "by")
    return replace(use, lines=(*by, tree.Line("on", (tree.Day(day),), None, False, None), *rest))


def _acting(space: Space, seed: AskedUse) -> Iterator[_Try]:
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
                yield _Try(_with_line(given, use, line), use)
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
    return (given if space.maker is None else tuple(_by(g, name, space.maker) for g in given)), name


def _by(statement: tree.Entity | tree.Fact, use: str, maker: str) -> tree.Entity | tree.Fact:
    if not isinstance(statement, tree.Entity) or statement.name != use:
        return statement
    by = tree.Line("by", (tree.Constant(maker),), None, False, None)
    return replace(statement, lines=(by, *(line for line in statement.lines if line.relation != "by")))


def _conditions(space: Space, given: Given, use: str, cube: Cube) -> Iterator[Given]:
    """The seed with what the conditions of a cube are about said and not said: all of them, each alone, none."""
    said = [line for c, holds in cube.conditions if (line := _line(space, c, holds)) is not None]
    whole = given
    for line in said:
        whole = _with_line(whole, use, line)
    yield whole
    for line in said:
        yield _with_line(given, use, line)
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


def _with_line(given: Given, use: str, line: tree.Line) -> Given:
    return tuple(_changed(g, line) if isinstance(g, tree.Entity) and g.name == use else g for g in given)


def _changed(entity: tree.Entity, line: tree.Line) -> tree.Entity:
    """The entity with a line in the place of those of the same relation and arguments. What is denied and was said is
    only left out."""
    rest = tuple(one for one in entity.lines if (one.relation, one.arguments) != (line.relation, line.arguments))
    left_out = line.denied and len(rest) < len(entity.lines)
    return replace(entity, lines=rest if left_out else (*rest, line))


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
        return tuple(_changed(g, line) if isinstance(g, tree.Entity) and g.name == use else g for g in given)
    if not vocabulary.is_a("organization", signature.kinds[0]) or "by" not in vocabulary.relations:
        return None
    name = "some_organization"
    if name in vocabulary.entities:
        return None
    made = tree.Line("by", (tree.Constant(name),), None, False, None)
    organization = tree.Entity("organization", name, None, (line,))
    rest: list[tree.Entity | tree.Fact] = []
    for statement in given:
        if isinstance(statement, tree.Entity) and statement.name == use:
            lines = tuple(line for line in statement.lines if line.relation != "by")
            rest.append(replace(statement, lines=(made, *lines)))
        else:
            rest.append(statement)
    return (organization, *rest)


# --- Asking ---


def _first(space: Space, tries: Iterable[_Try], cube: int | None, only: str = "") -> list[Witness]:
    """The first try that shows best what differs, made smaller. With `only` a direction, one that goes that way, and
    not from one refusal to another."""
    best: tuple[int, _Try] | None = None
    alike = 0
    for number, one in enumerate(tries):
        if number == _MOST_TRIES:
            break
        statuses = _statuses(space, one.given, one.use) if _is_concerned(space, one) else None
        if statuses is None:
            continue
        rank = _rank(statuses)
        if rank >= _SAME:
            alike += 1
            if not only and (best is None or rank < best[0]) and alike <= _MOST_ALIKE and _differ_otherwise(space, one):
                best = rank, one
            continue
        for two, found in ((one, statuses), *_settled(space, one, rank)):
            rank = _rank(found)
            if (best is None or rank < best[0]) and (not only or (rank != _REFUSED and _way(found) == only)):
                best = rank, two
        if best is not None and best[0] == 0:
            break
    if best is None:
        return []
    found_one = _witness(space, best[1], cube)
    return [found_one] if found_one is not None else []


def _way(statuses: tuple[Status, Status]) -> str:
    """Which way an answer goes."""
    return LOOSER if ORDER.index(statuses[1]) > ORDER.index(statuses[0]) else STRICTER


def _is_concerned(space: Space, one: _Try) -> bool:
    """Whether the change says something else of the use, where it first says something of uses."""
    if not space.entered:
        return True
    try:
        before, after = space.layers(one.given)
        for name, place in space.entered:
            for relation in dict.fromkeys((name, before.doubt.possible(name), after.doubt.possible(name))):
                if rows_of(before, relation, place, one.use) != rows_of(after, relation, place, one.use):
                    return True
    except (LicetError, KeyError):
        pass  # it cannot be asked of these policies
    return False


_REFUSED, _UNDECIDED, _SAME = 1, 2, 3


def _rank(statuses: tuple[Status, Status]) -> int:
    """How well two statuses show a difference: 0 is best, where what is permitted was refused or the reverse; from
    `_SAME` on only something else of the answers does."""
    before, after = statuses
    is_decided = all(s.allows or s.refuses for s in statuses)
    if before is after:
        return _SAME if is_decided else _SAME + 1
    if not is_decided:
        return _UNDECIDED
    return _REFUSED if before.refuses and after.refuses else 0


def _differ_otherwise(space: Space, one: _Try) -> bool:
    """Whether something else of two answers is different: duties, needs, clauses."""
    answers = _answers(space, one.given, one.use)
    return answers is not None and bool(parts_of_answer(*answers))


def _settled(space: Space, one: _Try, rank: int) -> Iterator[tuple[_Try, tuple[Status, Status]]]:
    """Where an answer hangs on facts that nobody knows, the same with those facts not being so."""
    if rank != _UNDECIDED:
        return
    answers = _answers(space, one.given, one.use)
    denied = [
        tree.Fact(tree.Atom(need.relation, tuple(map(argument_of, need.row))), True, False, None)
        for verdict in answers or ()
        for needs in verdict.needs[:1]
        for need in needs.needs
        if need.relation in space.bases[1].vocabulary.relations and not space.bases[1].is_functional(need.relation)
    ]
    if denied:
        settled = replace(one, given=(*one.given, *dict.fromkeys(denied)))
        again = _statuses(space, settled.given, one.use)
        if again is not None:
            yield settled, again


def _statuses(space: Space, given: Given, use: str) -> tuple[Status, Status] | None:
    """The two statuses of a use; None where it cannot be asked of these policies."""
    key = (given, use)
    if key not in space.known:
        try:
            layers = space.layers(given)
            space.known[key] = decided_use(layers[0], use)[0], decided_use(layers[1], use)[0]
        except (LicetError, KeyError):
            space.known[key] = None
    return space.known[key]


def _answers(space: Space, given: Given, use: str) -> tuple[Verdict, Verdict] | None:
    try:
        before, after = space.layers(given)
        return judge(before, use), judge(after, use)
    except (LicetError, KeyError):
        return None


def _witness(space: Space, one: _Try, cube: int | None) -> Witness | None:
    """The use without what its answers do not need, written out, and asked as it is written."""
    statuses = _statuses(space, one.given, one.use)
    given = _plain_names(_smaller(space, one), one.use)
    text = format_module(tree.Module("witness", given)).strip("\n") + "\n" if given else ""
    if text:
        module, problems = parse_module(SourceFile("witness", text))
        if any(p.is_error for p in problems):
            return None
        given = tuple(s for s in module.statements if isinstance(s, (tree.Entity, tree.Fact)))
    use = "the_use" if given else one.use
    again = _answers(space, given, use)
    if again is None or (again[0].status, again[1].status) != statuses or not parts_of_answer(*again):
        return None
    return Witness(use, text, *again, direction_of(*again), cube, one.value)


def _smaller(space: Space, one: _Try) -> Given:
    """What is given without statements and lines that the two statuses do not need, nor the difference of what are of
    the same status."""
    given = one.given
    kept = _statuses(space, given, one.use)
    differs = kept is not None and kept[0] is not kept[1]
    for smaller in (lambda g: _without_statements(g, one.use), _without_lines):
        at = 0
        while True:
            options = list(smaller(given))
            if at >= len(options):
                break
            smaller_one = replace(one, given=options[at])
            if _statuses(space, options[at], one.use) == kept and (differs or _differ_otherwise(space, smaller_one)):
                given = options[at]
            else:
                at += 1
    return given


def _without_statements(given: Given, use: str) -> Iterator[Given]:
    for i, statement in enumerate(given):
        rest = given[:i] + given[i + 1 :]
        if not (isinstance(statement, tree.Entity) and (statement.name == use or _is_named(statement.name, rest))):
            yield rest


def _is_named(name: str, part: Any) -> bool:
    """Whether something speaks of what is called so."""
    if isinstance(part, tuple):
        return any(_is_named(name, item) for item in part)
    if isinstance(part, tree.Constant):
        return part.name == name
    return isinstance(part, Struct) and any(_is_named(name, getattr(part, f)) for f in part.__struct_fields__)


def _without_lines(given: Given) -> Iterator[Given]:
    for i, statement in enumerate(given):
        if isinstance(statement, tree.Entity):
            for j, line in enumerate(statement.lines):
                if line.relation in ("by", "on"):
                    continue  # without these next to nothing is known
                lines = statement.lines[:j] + statement.lines[j + 1 :]
                yield (*given[:i], replace(statement, lines=lines), *given[i + 1 :])


def _plain_names(given: Given, use: str) -> Given:
    """The use is called `the_use`, and marks in other names that no file can have are left out."""
    names = {g.name: g.name.rstrip("'") for g in given if isinstance(g, tree.Entity)}
    names[use] = "the_use"
    return tuple(_renamed(g, names) for g in given)


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, tuple):
        return tuple(_renamed(item, names) for item in node)
    if isinstance(node, tree.Constant):
        return replace(node, name=names.get(node.name, node.name))
    if not isinstance(node, Struct):
        return node
    changes: dict[str, Any] = {}
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if isinstance(value, Span):
            changes[name] = _NOWHERE
        elif isinstance(value, (Struct, tuple)):
            changes[name] = _renamed(value, names)
    if isinstance(node, tree.Entity):
        changes["name"] = names.get(node.name, node.name)
        changes["title"] = None
    return replace(node, **changes) if changes else node
