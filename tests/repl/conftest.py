from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.repl.cli.main import main
from licet.repl.session.session import Session, session_over
from licet.words.disclaimer import DISCLAIMER
from support.repositories import GIT, Repository
from support.session_policies import laid_down


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small policy base."""
    return laid_down(tmp_path_factory.mktemp("policies"))


@pytest.fixture(scope="session")
def knowledge(policies: Path) -> KnowledgeBase:
    return load(policies)


@pytest.fixture
def session(knowledge: KnowledgeBase, policies: Path) -> Session:
    return session_over(knowledge, (policies,))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, policies: Path) -> object:
    """Run a command; its status, stdout without the closing disclaimer, and stderr. `POLICIES` stands for the folder
    of the small base."""

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        monkeypatch.setenv("COLUMNS", "100")
        status = main([str(policies) if a == "POLICIES" else a for a in arguments])
        out, err = capsys.readouterr()
        return int(status), out.removesuffix(f"\n{DISCLAIMER}\n"), err

    return run


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The small policy base in a repository, as the working folder, with one commit on `main`."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "policies").mkdir()
    laid_down(folder / "policies")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LICET_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("LICET_PROJECT", "")
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    made = Repository(folder)
    made.git("init", "-qb", "main")
    made.commit()
    return made
