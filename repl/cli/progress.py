"""How far long work is, on a terminal."""

from __future__ import annotations

import sys
import time

from licet.repl.cli.streams import write

__all__ = ["Progress"]


class Progress:
    """How far it is, on a terminal that shows nothing else, once that takes longer than a moment."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self.total = total
        self.shown = shown and sys.stderr.isatty()
        self.start = self.last = time.monotonic()
        self.written = False

    def show(self, done: int) -> None:
        now = time.monotonic()
        if self.shown and now - self.last >= 0.2:
            self.last, self.written = now, True
            rate = done / (now - self.start)
            left = (self.total - done) / rate
            write(f"\r\x1b[K{done} of {self.total}, {_rate(rate)}, {left:.0f} s left", sys.stderr)

    def end(self) -> None:
        if self.written:
            write("\r\x1b[K", sys.stderr)


def _rate(each: float) -> str:
    """How many a second, or a minute where that is less than one."""
    return f"{each:.0f} a second" if each >= 1 else f"{60 * each:.0f} a minute"
