"""A terminal under tmux, for tests: typed at, pasted into, resized and read.

Nothing here sleeps for a fixed time: each step waits for the text that it is to bring about.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

__all__ = ["TMUX", "Screen"]

TMUX = shutil.which("tmux")
PATIENCE = 60


class Screen:
    """What a command shows in a terminal of its own."""

    def __init__(self, socket: Path, command: str, width: int, height: int) -> None:
        self.socket = socket
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), command)

    def tmux(self, *arguments: str, stdin: str | None = None) -> str:
        command = [str(TMUX), "-S", str(self.socket), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, input=stdin).stdout

    def text(self) -> str:
        return self.tmux("capture-pane", "-p")

    def type(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def type_until(self, keys: str, wanted: str) -> None:
        """Type keys, and again when they have had no effect after a while: a key can come while nobody reads."""
        until = time.monotonic() + PATIENCE
        typed = 0.0
        while wanted not in self.text():
            assert time.monotonic() < until, f"{keys} never brought about {wanted!r}"
            if time.monotonic() - typed > 0.5:
                self.type(keys)
                typed = time.monotonic()
            time.sleep(0.02)

    def paste(self, text: str) -> None:
        self.tmux("load-buffer", "-", stdin=text)
        self.tmux("paste-buffer", "-p")

    def wait_for(self, wanted: str) -> str:
        until = time.monotonic() + PATIENCE
        while wanted not in (shown := self.text()):
            if time.monotonic() > until:
                pytest.fail(f"{wanted!r} did not appear:\n{shown}")
            time.sleep(0.02)
        return shown

    def wait_for_end(self) -> None:
        until = time.monotonic() + PATIENCE
        while subprocess.run([str(TMUX), "-S", str(self.socket), "has-session"], capture_output=True).returncode == 0:
            assert time.monotonic() < until
            time.sleep(0.02)

    def close(self) -> None:
        subprocess.run([str(TMUX), "-S", str(self.socket), "kill-server"], capture_output=True, check=False)
