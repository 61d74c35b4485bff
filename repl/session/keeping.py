"""Loading policies that were compiled before, from the user's cache folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from licet.knowledge.kept import Kept, load_kept
from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["cache_folder", "load_again", "load_to_keep"]


def cache_folder() -> Path | None:
    """Where compiled policies are kept: what `LICET_CACHE` names, nowhere if that is empty, by default a folder of
    Licet's own among the caches of the user."""
    named = os.environ.get("LICET_CACHE")
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_cache_path

    return user_cache_path("licet", appauthor=False)


def load_to_keep(paths: Sequence[Path], *, tests: bool = True) -> Kept:
    """Load policy files as `load_again` does; what questions make is kept when the caller says so."""
    folder = cache_folder()
    if folder is None:
        from licet.knowledge.loading import load

        return Kept(load(*paths, tests=tests))
    return load_kept(folder, paths, tests=tests)


def load_again(paths: Sequence[Path], *, tests: bool = True) -> KnowledgeBase:
    """Load policy files, faster when they were loaded before. What the questions of a command make is kept when the
    command ends.

    Args:
        paths: files and folders.
        tests: whether to keep the tests of the files.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    kept = load_to_keep(paths, tests=tests)
    context = click.get_current_context(silent=True)
    if context is not None:
        context.call_on_close(kept.keep_code)
    return kept.knowledge
