"""From policy files to a knowledge base."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.verdict.loading import load_policies

__all__ = ["load"]


def load(*paths: str | Path, texts: Sequence[str | Path] = (), tests: bool = True) -> KnowledgeBase:
    """Load and check policy files.

    Args:
        paths: files and folders; without any, the policies that come with Licet.
        texts: folders where license texts are looked up by their hash, besides the place a file names.
        tests: whether to keep the tests of the files; without them, no name that a test gives is taken.

    Returns:
        the knowledge base; its `warnings` hold what was found and is no error.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    return KnowledgeBase(load_policies(*paths, texts=texts, tests=tests))
