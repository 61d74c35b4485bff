"""Timing, and the table that the measurements make."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One measurement: what was done, by whom, how long it took in the median (seconds), and a remark."""

    what: str
    who: str
    seconds: float
    remark: str = ""


def environment(folder: Path) -> dict[str, str]:
    """The environment of a process of its own, which keeps compiled modules and policies in the folder, as it keeps
    them somewhere for everybody."""
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return found | {"LICET_CACHE": str(folder / "licet"), "PYTHONPYCACHEPREFIX": str(folder / "python")}


def median_of(action: Callable[[], object], times: int) -> float:
    """The median time of an action in seconds, with the collector at rest."""
    found = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def each(action: Callable[[int], object], count: int) -> list[float]:
    """The times of `action(i)` for i below `count`, sorted."""
    found = []
    for i in range(count):
        start = time.perf_counter()
        action(i)
        found.append(time.perf_counter() - start)
    return sorted(found)


def median_each(action: Callable[[int], object], count: int) -> float:
    """The median time of `action(i)` for i below `count`."""
    return statistics.median(each(action, count))


def spread(what: str, who: str, times: Sequence[float], remark: str = "") -> Row:
    """A row for sorted times: the median, and in the remark the time that 99 in 100 stay within, the longest, and how
    many there are."""
    within = times[max(0, -(-99 * len(times) // 100) - 1)]
    told = f"p99 {show(within)}, longest {show(times[-1])}, {len(times)} measured"
    return Row(what, who, statistics.median(times), f"{told}; {remark}" if remark else told)


def show(seconds: float) -> str:
    """A time with a unit that suits it."""
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms")):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"


HEAD = ("| what | who | median | |", "|---|---|---|---|")
"""The head of a table of measurements, as Markdown."""


def line(row: Row) -> str:
    """A measurement as a line of it."""
    return f"| {row.what} | {row.who} | {show(row.seconds)} | {row.remark} |"
