"""The state of a solver: memory for every slot, over the stated facts and the changes laid upon them.

A state is a list that generated functions index: the rows that may still be derived, the layer, and for each slot
its look-up, its function (the look-up again if it is of stated rows), its memory and, if recursive, the function that
starts a subgoal. States of a base and of the layers upon it share what the changes cannot reach.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from msgspec import Struct, field

from licet.engine.compiled import CompiledProgram
from licet.engine.slots import Slot
from licet.engine.tabling import State, memory
from licet.logic.ir import Fact
from licet.logic.relations import canonical_row, earlier, sorted_rows
from licet.logic.values import Row

__all__ = ["Change", "Layer", "changes", "extend", "layered", "new_state", "stated"]

_Lookup = Callable[[Any], Any]
_NOTHING: _Lookup = {}.get
_BLANKS = 32
_LATE = 16


class Change(Struct):
    """What a layer states and withdraws of one relation: rows that the layers below lack, and rows that they have."""

    added: dict[Row, Fact] = field(default_factory=dict)
    removed: dict[Row, None] = field(default_factory=dict)


class Layer(Struct, frozen=True, eq=False):
    """Changes over another state. `spared` are the derived relations whose answers are those below; `blanks` what
    layers upon this one begin with, by what they spare, with the version of the program that it was made for. `beside`
    is a state of another program, in which all but the `differing` ones have the answers that they have here."""

    program: CompiledProgram
    limit: int | None
    below: State | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    spared: frozenset[str] = frozenset()
    blanks: dict[frozenset[str], tuple[int, State]] = field(default_factory=dict)
    beside: State | None = None
    differing: frozenset[str] = frozenset()

    @property
    def budget(self) -> int:
        """How many rows may be derived."""
        return sys.maxsize if self.limit is None else self.limit

    def extend(self, state: State) -> None:
        """Give the layer's state, and those below it, a place for every slot there is by now."""
        extend(state)


def new_state(layer: Layer) -> State:
    """A state without slots."""
    return [layer.budget, layer]


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


def layered(below: State, layer: Layer) -> State:
    """The state of a layer upon `below`: a copy that starts afresh where the layer's changes reach."""
    state = _blank(below, layer.spared).copy()
    state[0], state[1] = layer.budget, layer
    for slot in layer.program.slots_of(frozenset(layer.changes)):
        number = slot.number
        if slot.stated and number < len(state):
            state[number] = state[number + 1] = _patched(slot, below[number + 1], layer.changes[slot.relation])
    return state


def _blank(below: State, spared: frozenset[str]) -> State:
    """A copy of a state with memory of the spared relations alone; kept with its layer, for the next time. One that
    lacks a few of the program's latest slots and functions is as good: states take those up when they need them."""
    lower: Layer = below[1]
    program = lower.program
    with program.lock:
        version = program.version
        known = lower.blanks.get(spared)
        if known is not None and version - known[0] <= len(program.slots) // _LATE:
            return known[1]
        extend(below)
        blank = _shared_blank(below, spared)
        if blank is None:
            blank = below.copy()
            for slot in program.slots_of(spared, others=True):
                if not slot.stated and slot.number < len(blank):
                    blank[slot.number], blank[slot.number + 2] = _NOTHING, None
        if len(lower.blanks) >= _BLANKS:
            lower.blanks.clear()
        blank[1] = None  # or the layer and its blank would keep each other
        lower.blanks[spared] = version, blank
    return blank


def _shared_blank(below: State, spared: frozenset[str]) -> State | None:
    """The blank of a state that spares these relations, too, from the blank of the state below it: only what is
    stated is different. Layers upon layers that change the same relations so share the blank of the lowest of them."""
    lower: Layer = below[1]
    if lower.below is None or not (lower.spared is spared or lower.spared >= spared):
        return None
    blank = _blank(lower.below, spared).copy()
    for slot in lower.program.slots_of(frozenset(lower.changes)):
        if slot.stated and slot.number < len(blank):
            blank[slot.number : slot.number + 2] = below[slot.number : slot.number + 2]
    return blank


def extend(state: State) -> None:
    """Give a state, and those below it, a place for every slot there is by now."""
    layer: Layer = state[1]
    program = layer.program
    with program.lock:
        if layer.below is not None and len(layer.below) < program.size:
            extend(layer.below)
        while len(state) < program.size:
            state.extend(_entries(state, program.slot_at(len(state))))


def _entries(state: State, slot: Slot) -> tuple[Any, Any, Any, Any]:
    layer: Layer = state[1]
    below, number = layer.below, slot.number
    if slot.stated:
        if below is None:
            lookup = _base_lookup(state, slot)
        elif slot.relation in layer.changes:
            lookup = _patched(slot, below[number + 1], layer.changes[slot.relation])
        else:
            lookup = below[number + 1]
        return lookup, lookup, None, None
    links = layer.program.links
    found = links.get(number)
    compute, start = found if found is not None else links.setdefault(number, _linking(slot))
    if below is not None and slot.relation in layer.spared:
        return below[number], compute, below[number + 2], start
    if layer.beside is not None:
        return _NOTHING, compute, None, start
    memo: dict[Any, Any] = {}
    return memo.get, compute, memo, start


def _linking(slot: Slot) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Functions that put the generated ones in their place, in this state and those below, and call them."""
    number = slot.number

    def link(s: State) -> None:
        compute, start = s[1].program.code(slot)
        state: State | None = s
        while state is not None:
            extend(state)
            state[number + 1], state[number + 3] = compute, start
            state = state[1].below

    def compute(s: State, key: Any) -> Any:
        found = memory(s, number).get(key)
        if found is None:
            link(s)
            found = s[number + 1](s, key)
        return found

    def start(s: State, run: Any, table: Any, keys: Any) -> Any:
        link(s)
        return s[number + 3](s, run, table, keys)

    return compute, start


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
            state[slot.number] = state[slot.number + 1] = get
            program.version += 1
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
