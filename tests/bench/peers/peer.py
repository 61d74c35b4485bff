"""What the comparison asks of an engine."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

from bench.loads import Load

__all__ = ["Clock", "Failed", "Peer", "Rows", "Spent"]

Rows = Mapping[str, Iterable[tuple[int, ...]]]


@dataclass(frozen=True)
class Spent:
    """Seconds by the wall, and of all cores together."""

    wall: float = 0.0
    cpu: float = 0.0


@dataclass
class Clock:
    """What the phases of a run took, and the most memory that there was when the last of them ended, in megabytes.

    A phase is `load`, from the files to an engine that knows the facts, or `evaluate`, to where all conclusions are at
    hand. An engine that does both in one has only `evaluate`.
    """

    spent: dict[str, Spent] = field(default_factory=dict)
    memory: float = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure what this process does meanwhile as this phase."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.spend(name, Spent(time.perf_counter() - wall, time.process_time() - cpu))
        self.memory = max(self.memory, _most_memory())

    def spend(self, name: str, spent: Spent) -> None:
        """Add to what a phase took."""
        before = self.spent.get(name, Spent())
        self.spent[name] = Spent(before.wall + spent.wall, before.cpu + spent.cpu)

    def command(self, *words: str) -> tuple[str, Spent]:
        """Run a command; what it says, and what it took. Its memory counts.

        Raises:
            Failed: it ended badly.
        """
        start = time.perf_counter()
        with TemporaryFile() as said, TemporaryFile() as wrong:
            process = subprocess.Popen(words, stdout=said, stderr=wrong, stdin=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            wall = time.perf_counter() - start
            self.memory = max(self.memory, used.ru_maxrss / 1024)
            said.seek(0)
            wrong.seek(0)
            if process.returncode:
                lines = wrong.read().decode(errors="replace").strip().splitlines() or [f"status {process.returncode}"]
                raise Failed(f"`{words[0]}`: {lines[-1]}")
            return said.read().decode(), Spent(wall, used.ru_utime + used.ru_stime)


class Failed(Exception):
    """A command that ended badly, with the last thing that it said."""


class Peer(Protocol):
    """An engine."""

    name: str
    """What it is called in results."""

    def missing(self) -> str | None:
        """Why it cannot be run here; None if it can."""
        ...

    def version(self) -> str:
        """Which version it is."""
        ...

    def cannot(self, load: Load, size: str) -> str | None:
        """Why it cannot say a load, or not at this size; None if it can."""
        ...

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:
        """Evaluate a load whose facts are in a folder (`bench.loads.write_facts`); the rows of its outputs."""
        ...


def _most_memory() -> float:
    """The most memory of this program so far, in megabytes; `getrusage` counts the one that started it, too."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))
