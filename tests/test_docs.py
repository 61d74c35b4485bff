"""The examples in the documentation are policies that pass their checks, and its sessions print what they show."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from licet.knowledge import KnowledgeBase
from licet.repl.cli import main

DOCS = sorted((Path(__file__).parent.parent / "docs").glob("*.md"))


def examples() -> list[tuple[str, str]]:
    found = []
    for path in DOCS:
        bodies = re.findall(r"^```licet\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        found.extend((f"{path.name}-{i}", body) for i, body in enumerate(bodies, 1))
    return found


@pytest.mark.parametrize("text", [body for _, body in examples()], ids=[name for name, _ in examples()])
def test_example_passes_the_checks(text: str) -> None:
    KnowledgeBase.parse(text)


def test_there_are_examples() -> None:
    assert len(examples()) >= 5


def sessions() -> list[tuple[str, str]]:
    """Each command of the sessions with what it printed."""
    found = []
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        for body in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            parts = (part.partition("\n") for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:])
            found.extend((command, output) for command, _, output in parts)
    return found


def without_lines(text: str) -> str:
    """The text without the numbers of lines in policy files, and words however they are wrapped for them."""
    return " ".join(re.sub(r"\.licet:[0-9]+", ".licet", text).split())


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[command for command, _ in sessions()])
def test_session(
    command: str, output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    program, *arguments = shlex.split(command)
    assert program == "licet"
    main(arguments)
    printed, complained = capsys.readouterr()
    assert (without_lines(printed), complained) == (without_lines(output), "")


def test_there_are_sessions() -> None:
    assert len(sessions()) >= 10
