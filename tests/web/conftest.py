from __future__ import annotations

from pathlib import Path

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from support.session_policies import FILES


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small base of the terminal."""
    folder = tmp_path_factory.mktemp("policies")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def knowledge(policies: Path) -> KnowledgeBase:
    return load(policies)
