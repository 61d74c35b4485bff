"""How a database is to work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

__all__ = ["Progress", "Settings"]


class Progress(Struct, frozen=True):
    """How far an evaluation is: so many of its steps are done, and what the next one makes. In a recursion that goes
    in rounds, `round` counts them."""

    done: int
    steps: int
    relation: str
    round: int = 0


class Settings(Struct, frozen=True):
    """How a database is to work.

    Attributes:
        memory: the most memory, such as `4GB`; what does not fit goes to files in `spill`. None: DuckDB's choice.
        threads: how many; None: one for each core.
        spill: the folder for what does not fit; None: one that the system gives, which goes at the end.
        spill_limit: the most that may be in that folder, such as `50GB`; None: most of what is free on the disk.
        progress: called before each step and round. What it raises ends the evaluation.
    """

    memory: str | None = None
    threads: int | None = None
    spill: Path | None = None
    spill_limit: str | None = None
    progress: Callable[[Progress], None] | None = None
