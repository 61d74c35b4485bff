"""A sign of life while an answer takes long: how many seconds it has taken, on a line that leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import perf_counter
from typing import IO

__all__ = ["waiting"]

_AFTER = 0.5
_EVERY = 0.1
_SIGNS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_CLEAR = "\r\x1b[K"


@contextmanager
def waiting(stream: IO[str], *, shown: bool = True, after: float = _AFTER) -> Iterator[Callable[[], None]]:
    """Show that something goes on, from so many seconds on until the context ends.

    Args:
        stream: the terminal to show it in; nothing is written to what is none.
        shown: whether to show anything at all.
        after: how many seconds to wait before.

    Yields:
        What ends it sooner, for when the screen is somebody else's.
    """
    if not shown or not stream.isatty():
        yield lambda: None
        return
    over = Event()
    thread = Thread(target=_turn, args=(stream, over, after), daemon=True)
    thread.start()

    def end() -> None:
        over.set()
        thread.join()

    try:
        yield end
    finally:
        end()


def _turn(stream: IO[str], over: Event, after: float) -> None:
    begun = perf_counter()
    if over.wait(after):
        return
    turn = 0
    try:
        while True:
            stream.write(f"{_CLEAR}{_SIGNS[turn % len(_SIGNS)]} {perf_counter() - begun:.1f} s")
            stream.flush()
            turn += 1
            if over.wait(_EVERY):
                break
        stream.write(_CLEAR)
        stream.flush()
    except (OSError, ValueError):  # the terminal is gone, or cannot write such signs
        return
