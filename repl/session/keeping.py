"""Loading policies that were compiled before, from the user's cache folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from licet.engine.collector import keep_for_good
from licet.grammar.diagnostics import Diagnostic
from licet.knowledge.kept import Kept, load_kept
from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["cache_folder", "load_again", "load_anew"]


def cache_folder() -> Path | None:
    """Where compiled policies are kept: what `LICET_CACHE` names, nowhere if that is empty, by default a folder of
    Licet's own among the caches of the user."""
    named = os.environ.get("LICET_CACHE")
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_cache_path

    return user_cache_path("licet", appauthor=False)


def load_again(
    paths: Sequence[Path], *, tests: bool = True, warn: Callable[[Diagnostic], None] = lambda _: None
) -> Kept:
    """Load policy files, faster when they were loaded before.

    Args:
        paths: files and folders.
        tests: whether to keep the tests of the files.
        warn: is told what is wrong with the folder's own files, if something is.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    folder = cache_folder()
    if folder is None:
        from licet.knowledge.loading import load

        return Kept(load(*paths, tests=tests))
    kept = load_kept(folder, paths, tests=tests, warn=warn)
    keep_for_good()
    return kept


def load_anew(
    paths: Sequence[Path], texts: Sequence[Path] = (), *, warn: Callable[[Diagnostic], None] = lambda _: None
) -> KnowledgeBase:
    """Load policy files with their tests and check everything; what was parsed before is not parsed again.

    Args:
        paths: files and folders.
        texts: folders where license texts are looked up.
        warn: is told what is wrong with the folder's own files, if something is.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    from licet.knowledge.kept_trees import KeptTrees
    from licet.verdict.loading import load_policies

    folder = cache_folder()
    read = KeptTrees(folder, warn).read if folder is not None else None
    return KnowledgeBase(load_policies(*paths, texts=texts, read=read))
