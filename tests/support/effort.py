"""How much work something is, without a clock."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

__all__ = ["effort"]


def effort(work: Callable[[], object]) -> int:
    """How many lines of Python run, calls and rounds of loops counted: the same each time on every machine.

    What is done in C is one line, however long it takes. The work has to happen in this thread. No garbage is
    collected meanwhile, since callbacks of the collector run lines, too; nor before, which takes longer than most work.
    """
    lines = 0

    def count(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal lines
        lines += 1
        return count

    before, collecting = sys.gettrace(), gc.isenabled()
    gc.disable()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
        if collecting:
            gc.enable()
    return lines
