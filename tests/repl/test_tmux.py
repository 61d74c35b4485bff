"""The session in a real terminal: typed at, completed, resized and pasted into, under tmux; and the shells."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.screens import TMUX, Screen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(TMUX is None, reason="tmux is not installed, and a real terminal is wanted"),
]

SLOW = "X is red and Y is red and Z is red and not pair(X, Y) and not pair(Y, Z)"
MANY = (
    "kind thing\nrelation red(thing)\nrelation pair(thing, thing)\nrule pair(X, Y)\n  when X is red\n   and Y is red\n"
)


@pytest.fixture
def screen(policies: Path, tmp_path: Path) -> Iterator[Screen]:
    yield from session_on(policies, tmp_path)


@pytest.fixture
def slow_screen(tmp_path: Path) -> Iterator[Screen]:
    """A session in which SLOW has no answers, and takes long to say so."""
    things = "".join(f"thing t{n}\n  is red\n" for n in range(1_500))
    (tmp_path / "many.licet").write_text(MANY + things)
    yield from session_on(tmp_path / "many.licet", tmp_path)


def session_on(policies: Path, tmp_path: Path) -> Iterator[Screen]:
    code = "import sys; from licet.repl.cli.main import run; sys.exit(run())"
    environment = f"XDG_STATE_HOME={tmp_path} TERM=screen-256color"
    command = f"env -u NO_COLOR -u COLUMNS {environment} {sys.executable} -c '{code}' repl {policies}"
    screen = Screen(tmp_path / "tmux", command, 80, 24)
    yield screen
    screen.close()


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
    screen.type("Use by", "Space", "Org", "Enter")
    screen.wait_for("undated_chat")
    assert "nonsense" not in screen.text().rsplit("licet>", 2)[1]

    screen.tmux("resize-window", "-x", "200", "-y", "40")
    screen.type("list relations", "Enter")
    wide = screen.wait_for("made from something nobody names")
    assert "│" not in wide

    screen.type("C-d")
    screen.wait_for_end()


def test_control_c_stops_a_query_that_runs_and_only_that(slow_screen: Screen) -> None:
    screen = slow_screen
    screen.wait_for("can be typed")
    screen.type("-l", "assume t1 is red")
    screen.type("Enter")
    screen.wait_for("assumed")
    screen.type("-l", SLOW)
    screen.type("Enter")
    screen.wait_for(f"{SLOW}\n\n")
    screen.type_until("C-c", "stopped")
    screen.wait_for("1 change |")
    screen.type("-l", "t1 is red")
    screen.type("Enter")
    screen.wait_for("true")


SHELLS = {
    "bash": ("bash --norc -i", 'eval "$(licet completion bash)"'),
    "zsh": ("zsh -f -i", 'autoload -Uz compinit; compinit -u; eval "$(licet completion zsh)"'),
    "fish": ("fish --no-config", "licet completion fish | source"),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_completes(shell: str, tmp_path: Path) -> None:
    folder = Path(os.path.abspath(sys.executable)).parent
    if shutil.which(shell) is None or not (folder / "licet").exists():
        pytest.skip(f"{shell} or the command `licet` is not installed")
    command, begin = SHELLS[shell]
    environment = f"PATH={folder}{os.pathsep}{os.environ['PATH']} HOME={tmp_path} TERM=screen-256color"
    screen = Screen(tmp_path / "tmux", f"env {environment} {command}", 120, 40)
    try:
        screen.type("-l", f"{begin} && echo is'loaded'")
        screen.type("Enter")
        screen.wait_for("isloaded")
        screen.type("-l", "licet ask judge")
        screen.type_until("Tab", "licet ask judge_mistral_with_llama_2")
        screen.type("C-u")
        screen.type("-l", "licet com")
        screen.type_until("Tab", "licet completion")
        screen.type("C-u")
        screen.type("-l", "licet ")
        screen.type_until("Tab", "witnesses")
        shown = screen.wait_for("witnesses")
        assert shell == "bash" or "Completion for bash, zsh and fish" in shown
    finally:
        screen.close()
