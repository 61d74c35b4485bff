"""Where answers and complaints go, and what can be shown there."""

from __future__ import annotations

import os
import sys
from typing import IO

from licet.repl.screen.terminal import Terminal, detect

__all__ = ["terminal_of", "write"]


def terminal_of(stream: IO[str], color: str = "auto", theme: str = "auto", plain: bool = False) -> Terminal:
    """What the stream can show."""
    width = 100
    if stream.isatty():
        from shutil import get_terminal_size

        width = get_terminal_size((80, 24)).columns
    return detect(os.environ, is_terminal=stream.isatty(), width=width, color=color, theme=theme, plain=plain)


def write(text: str, stream: IO[str] | None = None) -> None:
    """Write to a stream, stdout by default, and see that it leaves."""
    stream = stream or sys.stdout
    stream.write(text)
    stream.flush()
