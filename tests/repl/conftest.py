from __future__ import annotations

from pathlib import Path

import pytest

from licet.knowledge import KnowledgeBase, load
from licet.repl.session import Session, session_over
from support.session_policies import FILES


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small policy base."""
    folder = tmp_path_factory.mktemp("policies")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def knowledge(policies: Path) -> KnowledgeBase:
    return load(policies)


@pytest.fixture
def session(knowledge: KnowledgeBase, policies: Path) -> Session:
    return session_over(knowledge, (policies,))
