"""Uses that show what a changed statement does: found from those that policies and tests hold, by making conditions
true and false and by putting numbers into each cell, and asked of both policies. The smallest is written out to paste.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from licet.changes.formulas import Cube
from licet.changes.meaning import LOOSER, STRICTER
from licet.changes.reach import rows_of
from licet.changes.tries import Given, Space, Try, ends_of, tries_of_cube, tries_without_cubes
from licet.changes.uses import comes_to, direction_of, parts_of_answer
from licet.errors import LicetError
from licet.grammar import tree
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile, Span
from licet.logic.values import Value
from licet.policy.bodies import argument_of
from licet.verdict.judge import decided_use, judge
from licet.verdict.settling import ORDER
from licet.verdict.verdict import Status, Verdict

__all__ = ["Witness", "find_witnesses"]

_MOST_SEEDS = 6
_MOST_TRIES = 48
_MOST_ALIKE = 6
_NOWHERE = Span("", 0, 0, 0, 0)


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
        found += _first(space, tries_without_cubes(space), None)
        for way in (LOOSER, STRICTER) if found and space.both_ways else ():
            if all(w.direction != way for w in found):
                found += _first(space, tries_without_cubes(space), None, way)
    return tuple(found), whole


def _of_cube(space: Space, number: int, cube: Cube) -> list[Witness]:
    """A witness in a cube; where numbers lie in a cell, one at each end of it."""
    tries = [t for seed in space.seeds[:_MOST_SEEDS] for t in tries_of_cube(space, seed, cube)]
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


def _first(space: Space, tries: Iterable[Try], cube: int | None, only: str = "") -> list[Witness]:
    """The first try that shows best what differs, made smaller. With `only` a direction, one that goes that way, and
    not from one refusal to another."""
    best: tuple[int, Try] | None = None
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


def _is_concerned(space: Space, one: Try) -> bool:
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


def _differ_otherwise(space: Space, one: Try) -> bool:
    """Whether something else of two answers is different: duties, needs, clauses."""
    answers = _answers(space, one.given, one.use)
    return answers is not None and bool(parts_of_answer(*answers))


def _settled(space: Space, one: Try, rank: int) -> Iterator[tuple[Try, tuple[Status, Status]]]:
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


def _witness(space: Space, one: Try, cube: int | None) -> Witness | None:
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


def _smaller(space: Space, one: Try) -> Given:
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
