"""The session in a real terminal: typed at, completed, resized and pasted into, under tmux.

Nothing here sleeps for a fixed time: each step waits for the text that it is to bring about.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

TMUX = shutil.which("tmux")

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed, and a real terminal is wanted")

PATIENCE = 60


class Screen:
    """A session under tmux."""

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


@pytest.fixture
def screen(policies: Path, tmp_path: Path) -> Iterator[Screen]:
    code = "import sys; from licet.repl.cli import main; sys.exit(main())"
    environment = f"XDG_STATE_HOME={tmp_path} TERM=screen-256color"
    command = f"env -u NO_COLOR -u COLUMNS {environment} {sys.executable} -c '{code}' repl {policies}"
    screen = Screen(tmp_path / "tmux", command, 80, 24)
    yield screen
    subprocess.run([str(TMUX), "-S", str(screen.socket), "kill-server"], capture_output=True, check=False)


def test_a_session_in_a_terminal(screen: Screen) -> None:
    screen.wait_for("3 files, 1 license, 4 clauses")
    screen.wait_for("licet>")

    screen.type("ask judge")
    menu = screen.wait_for("Judge Otter's answers with Alpaca")
    assert "judge_otter" in menu
    screen.type("Tab")
    screen.wait_for("licet> ask judge_otter")
    screen.type("Enter", "Enter")
    screen.wait_for("contested over improves")
    screen.wait_for("3 files |")

    screen.paste("alpaca_chat descends_from alpaca\notter is small and alpaca is small\n")
    screen.type("Enter")
    shown = screen.wait_for("licet> otter is small and alpaca is small\nfalse")
    assert "licet> alpaca_chat descends_from alpaca\ntrue\n" in shown

    screen.type("nonsense that is not sent", "C-c")
    screen.type("Use does", "Space", "Action", "Enter")
    screen.wait_for("undated_chat")
    assert "nonsense" not in screen.text().rsplit("licet>", 2)[1]

    screen.tmux("resize-window", "-x", "200", "-y", "40")
    screen.type("list relations", "Enter")
    wide = screen.wait_for("made from something nobody names")
    assert "│" not in wide

    screen.type("C-d")
    screen.wait_for_end()
