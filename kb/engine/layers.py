"""The state of a solver: what it remembers of every slot, over the stated facts and the changes laid upon them.

Generated functions find in a state, by numbers: the rows that may still be derived, the layer, and for each slot its
look-up, its function, its memory and, if recursive, the function that starts a subgoal. The entries of a slot are made
when something first asks for them, so a layer costs what is asked of it, however large the program is. States of a base
and of the layers upon it share what the changes cannot reach.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from msgspec import Struct, field

from licet.engine.compiled import CompiledProgram
from licet.engine.slots import CODE, MEMORY, SLOT_WIDTH, START, Slot, State
from licet.logic.ir import Fact
from licet.logic.relations import canonical_row, earlier, sorted_rows
from licet.logic.values import Row

__all__ = ["Change", "Layer", "changes", "new_state", "stated"]

_Lookup = Callable[[Any], Any]


class Change(Struct):
    """What a layer states and withdraws of one relation: rows that the layers below lack, and rows that they have."""

    added: dict[Row, Fact] = field(default_factory=dict)
    removed: dict[Row, None] = field(default_factory=dict)


class Layer(Struct, frozen=True, eq=False):
    """Changes over another state. `spared` are the derived relations whose answers are those below. `beside` is a state
    of another program, in which all but the `differing` ones have the answers that they have here."""

    program: CompiledProgram
    limit: int | None
    below: State | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    spared: frozenset[str] = frozenset()
    beside: State | None = None
    differing: frozenset[str] = frozenset()


class _Entries(State):
    """What stands at each number. What is not there yet is made, and put there, when it is asked for. Two threads that
    ask for the same at once get the same memory, and functions and look-ups that answer alike."""

    __slots__ = ()

    def __missing__(self, number: int) -> Any:
        layer: Layer = self[1]
        slot = layer.program.slots[number // SLOT_WIDTH - 1]
        first = slot.number
        if number in (first + CODE, first + START):
            self[first + CODE], self[first + START] = layer.program.code(slot)
        elif slot.stated:
            self[first] = _lookup(self, layer, slot)
        else:
            memory = self.setdefault(first + MEMORY, _memory(layer, slot))
            self[first] = memory.get
        return self[number]


def new_state(layer: Layer) -> State:
    """A state without entries of slots."""
    return _Entries({0: sys.maxsize if layer.limit is None else layer.limit, 1: layer})


def stated(layer: Layer, relation: str, row: Row) -> Fact | None:
    """The stated fact as the layer sees it."""
    while True:
        change = layer.changes.get(relation)
        if change is not None:
            if row in change.added:
                return change.added[row]
            if row in change.removed:
                return None
        if layer.below is None:
            return layer.program.fact(relation, row)
        layer = layer.below[1]


def changes(layer: Layer, add: Iterable[Fact], remove: Iterable[Fact]) -> dict[str, Change]:
    """What really changes if facts that fit their relations are withdrawn from a layer, and then others stated."""
    found: dict[str, Change] = {}
    for fact in remove:
        row = canonical_row(fact.row)
        if stated(layer, fact.relation, row) is not None:
            found.setdefault(fact.relation, Change()).removed[row] = None
    for fact in add:
        row = canonical_row(fact.row)
        change = found.get(fact.relation)
        if change is not None and row in change.removed:
            del change.removed[row]
        elif stated(layer, fact.relation, row) is None:
            added = found.setdefault(fact.relation, Change()).added
            added[row] = earlier(added[row], fact) if row in added else fact
    return {relation: change for relation, change in found.items() if change.added or change.removed}


def _memory(layer: Layer, slot: Slot) -> dict[Any, Any]:
    """The memory of a slot of answers: that of the state below where the layer's changes do not reach, that of the
    state beside it where that has the same answers, else one of its own."""
    if layer.below is not None and slot.relation in layer.spared:
        return layer.below[slot.number + MEMORY]  # type: ignore[no-any-return]
    if layer.beside is not None and slot.relation not in layer.differing:
        program: CompiledProgram = layer.beside[1].program
        return layer.beside[program.slot(slot.relation, slot.pattern, False).number + MEMORY]  # type: ignore[no-any-return]
    return {}


def _lookup(state: State, layer: Layer, slot: Slot) -> _Lookup:
    """The look-up of the stated rows of a slot."""
    if layer.below is None:
        return _base_lookup(state, slot)
    below: _Lookup = layer.below[slot.number]
    change = layer.changes.get(slot.relation)
    return below if change is None else _patched(slot, below, change)


def _base_lookup(state: State, slot: Slot) -> _Lookup:
    """The look-up of stated rows by the values at the bound positions. An index is built when it is first needed."""
    program: CompiledProgram = state[1].program
    if slot.exists:
        return program.facts.get(slot.relation, {}).__contains__

    get: _Lookup | None = None

    def lookup(key: Any) -> Any:
        nonlocal get
        if get is None:
            get = program.index(slot.relation, slot.positions).get
            state[slot.number] = get
        return get(key)

    return lookup


def _patched(slot: Slot, below: _Lookup, change: Change) -> _Lookup:
    """The look-up `below` with rows added and removed; what it finds is put together when a key is first asked for."""
    added, removed = change.added, change.removed
    if slot.exists:

        def find(row: Row) -> bool:
            return row in added or (row not in removed and bool(below(row)))

        return find
    positions = slot.positions
    key_of: Callable[[Row], Any] = itemgetter(*positions) if positions else lambda _: ()
    further: dict[Any, list[Row]] = {key_of(row): [] for row in removed}
    for row in added:
        further.setdefault(key_of(row), []).append(row)
    merged: dict[Any, list[Row]] = {}

    def lookup(key: Any) -> Any:
        if key not in further:
            return below(key)
        rows = merged.get(key)
        if rows is None:
            kept = [row for row in below(key) or () if row not in removed]
            rows = merged[key] = sorted_rows([*kept, *further[key]])
        return rows

    return lookup
