"""What whoever makes a use can change, as the policies say, and what the policies are after it.

A *move* is one change: a fact brought about, a fact given up, or one name or thing taken in the place of another in
all that is said of the use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from msgspec import Struct

from licet.logic.ir import Fact
from licet.logic.oracle import World
from licet.logic.values import Row, Value
from licet.policy import relation_names as called
from licet.verdict.base import Base

__all__ = [
    "ATTAINABLE",
    "AVOIDABLE",
    "CHANGEABLE",
    "LISTINGS",
    "Edit",
    "Exchange",
    "Move",
    "accepting",
    "alike",
    "changeable_relations",
    "edits_of",
    "listed",
    "order",
    "renamed",
    "subjects",
    "taken_instead",
    "with_moves",
]

CHANGEABLE = "changeable"
"""The relation that lists, by name, what whoever makes a use can bring about and give up."""

AVOIDABLE = "avoidable"
"""The relation that lists what they can give up."""

ATTAINABLE = "attainable"
"""The relation that lists what they can bring about."""

_RENAMABLE = "renamable"
"""The relation that lists what gives a thing a name that they can choose."""

_COULD_TAKE = "could_take"
"""The relation of a use, a thing in it, and another thing that they could take in its place."""

_COULD_ACCEPT = "could_accept"
"""The relation of a use and a license that they could accept, to be `accepted` (by an organization, a license)."""

_ACCEPTED = "accepted"

_DECIDES_ON = "decides_on"
"""The relation of a use and the artifacts that whoever makes it decides on, if the policies have it."""

LISTINGS = frozenset({CHANGEABLE, AVOIDABLE, ATTAINABLE, _RENAMABLE, _COULD_TAKE, _COULD_ACCEPT, _DECIDES_ON})
"""The relations that say what can be done about a verdict."""


class Edit(Struct, frozen=True):
    """A fact to state, or with `withdraw` one to give up."""

    relation: str
    row: Row
    withdraw: bool = False


class Exchange(Struct, frozen=True):
    """One value in the place of another, in all facts about some subjects: another thing, or in facts that give names
    another name. `kind` tells it from exchanges that come to the same: the licenses of the thing."""

    old: Value
    new: Value
    subjects: tuple[Value, ...]
    relations: tuple[str, ...]
    kind: tuple[Value, ...] = ()


Move = Edit | Exchange


def changeable_relations(base: Base) -> frozenset[str]:
    """The relations that the policies declare changeable in one direction at least, as facts of `changeable(symbol)`,
    `avoidable(symbol)`, `attainable(symbol)` and `renamable(symbol)`; of a dated one what holds on every day."""
    return listed(base, AVOIDABLE) | listed(base, ATTAINABLE) | _named(base, _RENAMABLE)


def listed(base: Base, relation: str) -> frozenset[str]:
    """The relations that the policies list so, or as changeable in both directions."""
    return _named(base, relation) | _named(base, CHANGEABLE)


def _named(base: Base, relation: str) -> frozenset[str]:
    relations = base.vocabulary.relations
    if relation not in relations:
        return frozenset()
    names = (str(name) for (name,) in base.solver.answers(relation, (None,)))
    return frozenset(called.always(n) if n in relations and relations[n].dated else n for n in names)


def subjects(base: Base, world: World, use: str) -> tuple[Value, ...]:
    """What a changed fact can be about: the use, the artifacts that it decides on, and who makes it."""
    return (*_planned(base, world, use), *(row[1] for row in _of_use(base, world, "by", use)))


def _planned(base: Base, world: World, use: str) -> tuple[Value, ...]:
    return (use, *(row[1] for row in _of_use(base, world, _DECIDES_ON, use)))


def _of_use(base: Base, world: World, relation: str, use: str, more: int = 1) -> tuple[Row, ...]:
    declared = relation in base.vocabulary.relations
    return world.answers(relation, (use, *(None,) * more)) if declared else ()


def taken_instead(base: Base, world: World, use: str) -> Iterator[Exchange]:
    """Each thing that could be taken in the place of one that the use has in hand."""
    found = _of_use(base, world, _COULD_TAKE, use, 2)
    if found:
        planned, relations = _planned(base, world, use), tuple(sorted(base.vocabulary.relations))
        for _, old, new in sorted(found, key=lambda row: -_common_ending(str(row[1]), str(row[2]))):
            licenses = tuple(row[1] for row in world.answers("licensed_under", (new, None)))
            yield Exchange(old, new, planned, relations, licenses)


def accepting(base: Base, world: World, use: str) -> Iterator[Edit]:
    """Each later version of a license that whoever makes the use could accept."""
    found = _of_use(base, world, _COULD_ACCEPT, use)
    signature = base.vocabulary.relations.get(_ACCEPTED)
    if found and signature is not None:
        accepted = called.always(_ACCEPTED) if signature.dated else _ACCEPTED
        yield from (Edit(accepted, (by[1], row[1])) for by in _of_use(base, world, "by", use) for row in found)


def _common_ending(one: str, other: str) -> int:
    """How many letters two names end alike: models of one size are often called so."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(reversed(one), reversed(other), strict=False))
    return sum(1 for _ in alike)


def renamed(base: Base, world: World, use: str, name: str, beginning: str) -> Iterator[Exchange]:
    """The name with that beginning before it, where it is one that whoever makes the use can choose."""
    exchange = Exchange(
        name, f"{beginning} {name}", _planned(base, world, use), tuple(sorted(_named(base, _RENAMABLE)))
    )
    if any(_restated(base, exchange)):
        yield exchange


def _restated(base: Base, exchange: Exchange) -> Iterator[tuple[str, Row, Row]]:
    """The stated facts that an exchange changes: relation, row, and the row in its place."""
    for relation in exchange.relations:
        signature = base.vocabulary.relations[relation]
        if signature.dated or signature.arity < 2:
            continue
        for subject in exchange.subjects:
            for row in base.solver.answers(relation, (subject, *(None,) * (signature.arity - 1))):
                if exchange.old in row[1:] and base.solver.fact(relation, row) is not None:
                    new = (exchange.new if value == exchange.old else value for value in row[1:])
                    yield relation, row, (row[0], *new)


def edits_of(base: Base, move: Move) -> Iterator[Edit]:
    """A move as changes of single facts, those given up first."""
    if isinstance(move, Edit):
        yield move
        return
    for relation, row, new in tuple(_restated(base, move)):
        yield Edit(relation, row, withdraw=True)
        yield Edit(relation, new)


def with_moves(base: Base, moves: Sequence[Move]) -> tuple[Base, tuple[Edit, ...]]:
    """The policies after moves, one after the other, and the single changes that they come to."""
    made: dict[tuple[str, Row], Edit] = {}
    for move in moves:
        edits = tuple(edits_of(base, move))
        base = _with(base, edits)
        for edit in edits:
            fact = edit.relation, edit.row
            before = made.pop(fact, None)
            if before is None or before.withdraw == edit.withdraw:
                made[fact] = edit
    return base, tuple(made.values())


def _with(base: Base, edits: Iterable[Edit]) -> Base:
    """The policies after changes. What is given up where silence would not say that it is not so is denied."""
    stated: list[Fact] = []
    withdrawn: list[Fact] = []
    for edit in edits:
        signature = base.vocabulary.relations.get(edit.relation)
        functional = signature is not None and signature.functional
        denial = Fact(called.denied(edit.relation), edit.row[:-1] if functional else edit.row)
        fact = Fact(edit.relation, edit.row)
        if not edit.withdraw:
            stated.append(fact)
            if base.solver.fact(denial.relation, denial.row) is not None:
                withdrawn.append(denial)
            continue
        withdrawn.append(fact)
        if signature is not None and signature.absence != "closed":
            stated.append(denial)
    return base.edited(stated, withdrawn)


def alike(move: Move) -> tuple[object, ...]:
    """What moves have in common of which one stands for all."""
    if isinstance(move, Edit):
        return (move.relation, move.row, move.withdraw)
    return ("", move.old, move.kind)


def order(move: Move) -> tuple[bool, str, str, bool]:
    """A key that sorts moves, single facts first; of exchanges that come to the same the order is left as it is."""
    if isinstance(move, Edit):
        return (False, move.relation, repr(move.row), move.withdraw)
    return (True, str(move.old), repr(move.kind), False)
