"""Work that is spread over processes, each of which loads what it works on by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sized
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from msgspec import Struct

from licet.errors import EngineFault

__all__ = ["Work", "fitting_jobs", "spread"]

_State = TypeVar("_State")
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


_AHEAD = 200
"""So many items are taken at most while the first of them is not done, so that results do not pile up."""


class Work(Struct, Generic[_State, _Item, _Result], frozen=True):
    """What a process does: `load` is called once, `do` with what it gave and each item. Both, items and results can be
    pickled. `here` gives what `load` does, in this process."""

    load: Callable[[], _State]
    do: Callable[[_State, _Item], _Result]
    here: Callable[[], _State]


def fitting_jobs(count: int, each: int) -> int:
    """How many processes there are for so many items when nobody says: one for each processor that this one may use,
    but none that would have fewer than `each` of them."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, count // each))


def spread(work: Work[_State, _Item, _Result], items: Iterable[_Item], jobs: int) -> Generator[_Result, None, None]:
    """The results of items, in the order of the items, as they come.

    Args:
        work: what is done.
        items: what it is done with. They are taken as processes become free.
        jobs: how many processes do it; with one it is done in this process.

    Raises:
        EngineFault: a process ended before its time. What `work` raises is raised here, too.
    """
    wanted = min(jobs, len(items)) if isinstance(items, Sized) else jobs
    if wanted < 2:
        state = work.here()
        yield from (work.do(state, item) for item in items)
        return
    with _Pool(work, wanted) as pool:
        yield from pool.results(items)


class _Pool:
    """Processes, each with a line to it."""

    def __init__(self, work: Work[Any, Any, Any], jobs: int) -> None:
        context = get_context("spawn")
        self._lines: list[Connection] = []
        self._processes: list[BaseProcess] = []
        for _ in range(jobs):
            line, there = context.Pipe()
            process = context.Process(target=_serve, args=(work.load, work.do, there), daemon=True)
            process.start()
            there.close()
            self._lines.append(line)
            self._processes.append(process)

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for line, process in zip(self._lines, self._processes, strict=True):
            line.close()
            process.kill()
            process.join()

    def results(self, items: Iterable[Any]) -> Iterator[Any]:
        """The results in the order of the items; whoever is free takes the next item, if it is not too far ahead of the
        first that is not done."""
        waiting = iter(enumerate(items))
        following = next(waiting, None)
        free, busy = list(self._lines), list[Connection]()
        done: dict[int, Any] = {}
        shown = 0
        while True:
            while free and following is not None and following[0] < shown + _AHEAD:
                line = free.pop()
                line.send(following)
                busy.append(line)
                following = next(waiting, None)
            if not busy:
                return
            for ready in wait(busy):
                assert isinstance(ready, Connection)
                try:
                    number, result, error = ready.recv()
                except (EOFError, OSError) as ended:
                    raise EngineFault("a process ended before its work was done") from ended
                if error is not None:
                    raise error
                done[number] = result
                busy.remove(ready)
                free.append(ready)
            while shown in done:
                yield done.pop(shown)
                shown += 1


def _serve(load: Callable[[], Any], do: Callable[[Any, Any], Any], there: Connection) -> None:
    """Do what comes, until nobody asks any more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    state: list[Any] = []
    while True:
        try:
            number, item = there.recv()
        except EOFError:
            return
        try:
            if not state:
                state.append(load())
            there.send((number, do(state[0], item), None))
        except Exception as error:
            there.send((number, None, error))
