"""The examples in the documentation are policies that pass their checks, and its sessions print what they show."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from licet import KnowledgeBase, load
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


SHIPPED = (DOCS[0].parent / "language.md").read_text(encoding="utf-8").partition("## The shipped vocabulary")[2]


def test_the_actions_are_those_of_the_vocabulary() -> None:
    listed = SHIPPED.partition("A use `does` one or more of ")[2].partition(". ")[0]
    assert sorted(re.findall(r"`([a-z_]+)`", listed)) == sorted(load().vocabulary.members("action"))


def test_the_relations_named_are_those_of_the_vocabulary() -> None:
    rows = re.findall(r"^\| (`.*)", SHIPPED, re.MULTILINE)
    assert len(rows) == 10
    named = {word for row in rows for word in re.findall(r"[a-z]+_[a-z_]+", row)} | {"examined", "custom", "violates"}
    assert named - set(load().vocabulary.relations) == set()
