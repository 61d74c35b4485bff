"""Long answers, a screen at a time."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from licet.words.widths import columns

__all__ = ["page", "pager_of"]

_CODES = re.compile(r"\x1b\[[0-9;]*m")


def pager_of(environ: Mapping[str, str]) -> Sequence[str]:
    """The command of LICET_PAGER, or else of PAGER; empty where none is asked for, where it is `cat`, and where the
    terminal cannot be paged in."""
    asked = environ.get("LICET_PAGER", environ.get("PAGER", ""))
    if environ.get("TERM") == "dumb":
        return ()
    try:
        command = shlex.split(asked)
    except ValueError:
        return ()
    return () if command == ["cat"] else command


def page(text: str, command: Sequence[str], width: int, rows: int) -> bool:
    """Show a text by a pager if it is longer than the screen.

    Args:
        text: what to show, which may have colors.
        command: the pager; empty for none.
        width: the columns of the screen.
        rows: the rows of the screen, one of which is kept for what comes next.

    Returns:
        Whether the pager showed it. Nothing was shown otherwise: it is short, or the pager cannot be started.
    """
    if not command or _rows(text, width) < rows:
        return False
    environment = {"LESS": "FRX", "LV": "-c", **os.environ}
    try:
        shown = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    except OSError:
        return False
    with suppress(KeyboardInterrupt):
        shown.communicate(text.encode("utf-8", "replace"))
    _wait(shown)
    return True


def _wait(shown: subprocess.Popen[bytes]) -> None:
    """Until the pager ends: Ctrl-C is for the pager, which stays."""
    while True:
        try:
            shown.wait()
            return
        except KeyboardInterrupt:
            continue


def _rows(text: str, width: int) -> int:
    """How many rows of a screen a text takes."""
    return sum(max(-(-columns(_CODES.sub("", line)) // max(width, 1)), 1) for line in text.splitlines())
