"""Where answers and complaints go, and what can be shown there."""

from __future__ import annotations

import os
import sys
from typing import IO

from licet.repl.screen.terminal import Terminal, detect

__all__ = ["paged", "terminal_of", "write"]


def terminal_of(stream: IO[str], color: str = "auto", theme: str = "auto", plain: bool = False) -> Terminal:
    """What the stream can show."""
    width = 100
    if stream.isatty():
        from shutil import get_terminal_size

        width = get_terminal_size((80, 24)).columns
    return detect(os.environ, is_terminal=stream.isatty(), width=width, color=color, theme=theme, plain=plain)


def paged(text: str, width: int) -> bool:
    """Show a text that is longer than the terminal by the pager of the user; whether that was done. Nothing is where
    stdout is no terminal, or no pager is asked for."""
    from licet.repl.screen.pager import page, pager_of

    if not sys.stdout.isatty():
        return False
    from shutil import get_terminal_size

    sys.stdout.flush()
    return page(text, pager_of(os.environ), width, get_terminal_size((80, 24)).lines)


def write(text: str, stream: IO[str] | None = None) -> None:
    """Write to a stream, stdout by default, and see that it leaves."""
    stream = stream or sys.stdout
    stream.write(text)
    stream.flush()
