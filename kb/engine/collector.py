"""Sparing Python's garbage collector what it finds nothing in: much that is made and not thrown away."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collection_paused", "end_collection", "keep_for_good"]


@contextmanager
def collection_paused() -> Iterator[None]:
    """No garbage collection inside; as it was before afterwards."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def keep_for_good() -> None:
    """Have the collector look no more through what there is by now, since it stays as long as the process does."""
    gc.freeze()


def end_collection() -> None:
    """Have the collector look through nothing any more, at the end of a process: all there is goes with it."""
    gc.freeze()
    gc.disable()
