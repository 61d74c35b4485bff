from __future__ import annotations

from pathlib import Path

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from support.session_policies import laid_down


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small base of the terminal."""
    return laid_down(tmp_path_factory.mktemp("policies"))


@pytest.fixture(scope="session")
def knowledge(policies: Path) -> KnowledgeBase:
    return load(policies)
