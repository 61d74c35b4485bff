"""What documents show: commands with their output, compared with what they print now."""

from __future__ import annotations

import re
import shlex

import pytest

from licet.repl.cli.main import main

__all__ = ["commands", "printed", "without_lines"]


def commands(body: str) -> list[tuple[str, str]]:
    """The commands of a shell session, each with its output."""
    parts = (part.partition("\n") for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:])
    return [(command, output) for command, _, output in parts]


def printed(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """What the command writes to stdout and stderr, in 100 columns."""
    monkeypatch.setenv("COLUMNS", "100")
    program, *arguments = shlex.split(command)
    assert program == "licet"
    main(arguments)
    return capsys.readouterr()


def without_lines(text: str) -> str:
    """The text without the numbers of lines in policy files, and words however they are wrapped for them."""
    return " ".join(re.sub(r"\.licet:[0-9]+", ".licet", text).split())
