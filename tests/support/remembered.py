"""What a solver was asked, told from what it remembers."""

from __future__ import annotations

from typing import Any

from licet.engine.slots import MEMORY, Slot
from licet.engine.solver import Solver
from licet.logic.values import Row, Value, sort_key

__all__ = ["memory_size", "remembered"]


def remembered(solver: Solver, relation: str) -> tuple[tuple[Value | None, ...], ...]:
    """The subgoals of a derived relation that were asked, directly or on the way to an answer, sorted (None first)."""
    state = solver._state
    found = {
        _pattern(slot, key)
        for slot in solver.compiled.slots
        if slot.relation == relation and not slot.stated
        for key in state.get(slot.number + MEMORY, ())
    }
    return tuple(sorted(found, key=lambda p: [(-1, 0) if v is None else sort_key(v) for v in p]))


def memory_size(solver: Solver) -> int:
    """How many answers a solver and those that it is laid upon remember; what they share counts for each of them."""
    count, state = 0, solver._state
    while state is not None:
        derived = (slot for slot in solver.compiled.slots if not slot.stated)
        count += sum(len(state.get(slot.number + MEMORY, ())) for slot in derived)
        state = state[1].below
    return count


def _pattern(slot: Slot, key: Any) -> tuple[Value | None, ...]:
    values: Row = (key,) if len(slot.positions) == 1 and len(slot.pattern) > 1 else key
    bound = dict(zip(slot.positions, values, strict=True))
    return tuple(bound.get(position) for position in range(len(slot.pattern)))
