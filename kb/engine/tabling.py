"""Evaluating a recursive component on demand: a worklist of subgoals and of their answers on the way to those who wait.

Asked for `path(a, Y)`, the rule `path(X, Y) :- path(X, Z), edge(Z, Y)` asks first for `path(a, Z)`, which is the very
same question: plain recursion never ends. So each subgoal that was asked gets a *table* of its answers. Who needs
answers of a subgoal leaves an event with its table, and is told of those that are there and of all that come later;
whoever finds an answer puts it into its table, once. The agenda holds what is still to be told, and the subgoals that
are still to be started. When it is empty no answer can come any more: every table is complete, and is remembered for
later questions. With edges a-b and b-a, and `path(X, Y) :- edge(X, Y)` beside that rule,

    path(a, Y) is opened, finds b by the edge a-b, and leaves an event with its own table
    the event is told b, and finds a by the edge b-a; it is told a, and finds b, which the table has: nothing is left

After tabled resolution (Chen and Warren, *Tabled evaluation with delaying*, 1996). Nothing here calls itself, so
data may be as deep as it likes. A subgoal that another one reaches by a last call with the same open arguments gets no
table: its answers go straight to the table of the other, so right-linear rules cost what they visit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any

from licet.engine.slots import MEMORY, START, Slot, State
from licet.errors import LimitExceeded
from licet.logic.relations import index_rows

__all__ = ["Run", "Table", "await_rows", "from_all", "overflow", "settle", "solve", "succeed"]

_Event = Callable[[State, "Run", Any, Any], Any]


class Table:
    """The answers to one subgoal, as far as they are known: rows, or True for one that asks for existence.

    `fresh` are the last ones, which no waiter was given yet. `seen` are the keys of all subgoals whose answers come
    here, each with the one that called it.
    """

    __slots__ = ("fresh", "key", "queued", "rows", "seen", "slot", "waiters")

    def __init__(self, slot: Slot, key: Any) -> None:
        self.slot = slot
        self.key = key
        self.rows: dict[Any, None] = {}
        self.fresh: list[Any] = []
        self.waiters: dict[tuple[_Event, tuple[Any, ...]], None] = {}
        self.queued = False
        self.seen: dict[Any, Any] = {key: None}


class Run:
    """One evaluation of a component: its tables and what remains to be done."""

    __slots__ = ("agenda", "tables")

    def __init__(self) -> None:
        self.agenda: deque[tuple[_Event, Any, Any]] = deque()
        self.tables: dict[tuple[int, Any], Table] = {}

    def open(self, s: State, slot: Slot, key: Any) -> Table:
        """The table of a subgoal, whose evaluation starts if it is new."""
        table = self.tables.get((slot.number, key))
        if table is None:
            table = self.tables[slot.number, key] = Table(slot, key)
            self.agenda.append((s[slot.number + START], table, [key]))
        return table


def from_all(everything: Slot, slot: Slot) -> Callable[[State, Any], Any]:
    """The function of a slot whose relation has been computed in full."""

    def compute(s: State, k: Any) -> Any:
        memo = s[slot.number + MEMORY]
        if not memo:
            found: dict[Any, Any] = dict.fromkeys(s[everything.number](()))
            if slot.pattern.strip("b"):
                found = index_rows(found, slot.positions)
            memo.update(dict.fromkeys(found, True) if slot.exists else found)
        return memo.setdefault(k, False if slot.exists else ())

    return compute


def solve(s: State, slot: Slot, key: Any) -> Any:
    """Evaluate a subgoal of a recursive relation and remember everything that is complete: its rows, or whether there
    is one (then evaluation ends with the first).

    Raises:
        LimitExceeded: too many rows.
    """
    known = s[slot.number + MEMORY].get(key)
    if known is not None:
        return known
    run = Run()
    root = run.open(s, slot, key)
    agenda, exists = run.agenda, slot.exists
    while agenda:
        event, target, batch = agenda.popleft()
        event(s, run, target, batch)
        if exists and root.rows:
            _close(run)
            return True
    for table in run.tables.values():
        memo = s[table.slot.number + MEMORY]
        if not table.slot.exists:
            _charge(s, len(table.fresh))
            memo[table.key] = tuple(table.rows)
        elif not table.rows:
            memo.update(dict.fromkeys(table.seen, False))
    _close(run)
    return False if exists else tuple(root.rows)


def await_rows(s: State, run: Run, slot: Slot, key: Any, event: _Event, target: tuple[Any, ...]) -> None:
    """Have `event` called for `target` with the answers to a subgoal, those there are and those to come."""
    known = s[slot.number](key)
    if known is not None:
        if known:
            run.agenda.append((event, target, (True,) if known is True else known))
        return
    table = run.open(s, slot, key)
    if (event, target) in table.waiters:
        return
    table.waiters[event, target] = None
    told = len(table.rows) - len(table.fresh)
    if told:
        run.agenda.append((event, target, list(islice(table.rows, told))))
    settle(s, run, table, None)


def settle(s: State, run: Run, table: Table, more: list[Any] | None) -> None:
    """After an event: queue the new answers of its table for whoever waits, and the subgoals it called last."""
    if more:
        run.agenda.append((s[table.slot.number + START], table, more))
    if table.fresh and table.waiters and not table.queued:
        table.queued = True
        run.agenda.append((_tell, table, None))


def succeed(s: State, run: Run, table: Table, key: Any) -> None:
    """Note that a row exists for the subgoal `key`, and so for all on the path of last calls that led to it."""
    memo, seen = s[table.slot.number + MEMORY], table.seen
    while key is not None:
        memo[key] = True
        key = seen[key]
    table.rows[True] = None
    table.fresh.append(True)
    settle(s, run, table, None)


def overflow(s: State) -> None:
    """Refuse to go on."""
    limit = s[1].limit
    raise LimitExceeded(f"more than {limit:_} rows were derived")


def _tell(s: State, run: Run, table: Table, _: None) -> None:
    batch, table.fresh, table.queued = table.fresh, [], False
    if not table.slot.exists:
        _charge(s, len(batch))
    for event, target in tuple(table.waiters):
        event(s, run, target, batch)


def _charge(s: State, rows: int) -> None:
    s[0] -= rows
    if s[0] < 0:
        overflow(s)


def _close(run: Run) -> None:
    """Undo the circles of references between tables and waiters."""
    for table in run.tables.values():
        table.waiters.clear()
