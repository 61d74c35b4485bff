"""The examples in the documentation are policies that pass their checks, and its sessions print what they show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licet import KnowledgeBase
from support.documents import commands, printed, without_lines

pytestmark = pytest.mark.slow

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
            found.extend(commands(body))
    return found


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[command for command, _ in sessions()])
def test_session(
    command: str, output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, complained = printed(command, capsys, monkeypatch)
    assert (without_lines(out), complained) == (without_lines(output), "")


def test_there_are_sessions() -> None:
    assert len(sessions()) >= 10


SHIPPED = (DOCS[0].parent / "language.md").read_text(encoding="utf-8").partition("## The shipped vocabulary")[2]


def test_the_actions_are_those_of_the_vocabulary(kb: KnowledgeBase) -> None:
    listed = SHIPPED.partition("A use `does` one or more of ")[2].partition(". ")[0]
    assert sorted(re.findall(r"`([a-z_]+)`", listed)) == sorted(kb.vocabulary.members("action"))


def test_the_relations_named_are_those_of_the_vocabulary(kb: KnowledgeBase) -> None:
    rows = re.findall(r"^\| (`.*)", SHIPPED, re.MULTILINE)
    assert len(rows) == 11
    named = {word for row in rows for word in re.findall(r"[a-z]+_[a-z_]+", row)} | {"examined", "custom", "violates"}
    assert named - set(kb.vocabulary.relations) == set()
