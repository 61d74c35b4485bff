"""Loading policies that were compiled before, from the user's cache folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from licet.engine.collector import collection_paused, keep_for_good
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
    paths: Sequence[Path],
    *,
    tests: bool = True,
    shipped_tests: bool = False,
    warn: Callable[[Diagnostic], None] = lambda _: None,
) -> Kept:
    """Load policy files, faster when they were loaded before.

    Args:
        paths: files and folders.
        tests: whether to keep the tests of the files.
        shipped_tests: whether to keep those of the policies that come with Licet, where other files are beside them.
        warn: is told what is wrong with the folder's own files, if something is.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    folder = cache_folder()
    if folder is None:
        from licet.knowledge.loading import load

        return Kept(load(*paths, tests=tests))
    with collection_paused():
        kept = load_kept(folder, paths, tests=tests, shipped_tests=shipped_tests, warn=warn)
        keep_for_good()
    return kept


def load_anew(
    paths: Sequence[Path], texts: Sequence[Path] = (), *, warn: Callable[[Diagnostic], None] = lambda _: None
) -> KnowledgeBase:
    """Load policy files with their tests and check everything but the policies that come with Licet, where others are
    beside them; what was parsed before is not parsed again.

    Args:
        paths: files and folders.
        texts: folders where license texts are looked up.
        warn: is told what is wrong with the folder's own files, if something is.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    from licet.checks.files import is_beside, shipped_policies
    from licet.knowledge.kept_trees import KeptTrees
    from licet.verdict.loading import lay_policies, load_policies

    folder, shipped = cache_folder(), shipped_policies()
    read = KeptTrees(folder, warn).read if folder is not None else None
    if is_beside(shipped, paths):
        below = load_again([shipped], tests=False, warn=warn).knowledge.policies
        return KnowledgeBase(lay_policies(below, shipped, paths, texts=texts, read=read))
    return KnowledgeBase(load_policies(*paths, texts=texts, read=read))
