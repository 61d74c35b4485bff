"""Everything the README shows is true: its sessions, its policies, its Python.

Where the words of its sessions are meant to change, run the tests once with LICET_TRANSCRIPTS=write.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from support.documents import commands, printed, without_lines

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "README.md"
README = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> list[tuple[str, str]]:
    """The rest of the info string and the body of each fenced block of a language."""
    return re.findall(rf"^```{language}(?: ([^\n]*))?\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """Each command of the README's sessions with what it printed."""
    return [pair for _, body in blocks("console") for pair in commands(body)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files are that the README shows, at one place, so that they are compiled once."""
    found = tmp_path_factory.mktemp("readme")
    for name, body in blocks("licet-beside"):
        (found / name).write_text(body, encoding="utf-8")
    return found


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[command for command, _ in sessions()])
def test_session(
    command: str, output: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    out, _ = printed(command, capsys, monkeypatch)
    if os.environ.get("LICET_TRANSCRIPTS") == "write":
        shown = f"$ {command}\n{output}"
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(text.replace(shown.rstrip() + "\n", f"$ {command}\n{out.rstrip()}\n"), encoding="utf-8")
    assert without_lines(out) == without_lines(output)


def test_there_are_sessions() -> None:
    assert len(sessions()) >= 5


@pytest.mark.usefixtures("shipped_once")
@pytest.mark.parametrize("body", [body for _, body in blocks("python")])
def test_python(body: str) -> None:
    exec(compile(body, "README.md", "exec"), {})


def test_language_by_example_is_checked_policy() -> None:
    ((_, body),) = blocks("licet")
    assert KnowledgeBase.parse(body).truth("group_users(snap, 2023-06) > 700 million").status != "true"


def test_the_license_to_add_passes_its_checks_and_tests(kb: KnowledgeBase, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    for language in ("text-file", "licet-file"):
        ((name, body),) = blocks(language)
        (tmp_path / name).write_text(body, encoding="utf-8")
    after = load(tmp_path / "policies")
    assert after.warnings == kb.warnings
    added = after.test(["licenses/mine.licet"])
    assert [result.passed for result in added] == [True]
