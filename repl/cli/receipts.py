"""Receipts on disk: written beside nothing, read from files and folders, and the policies of then from git."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from licet.errors import PolicyError
from licet.repl.cli.loading import STDIN
from licet.repl.screen.complaints import Misuse, no_way

if TYPE_CHECKING:
    from licet.repl.cli.revisions import Repository
    from licet.verdict.policies import Policies

__all__ = ["bounded", "policies_at", "receipt_files", "revision_here", "write_new"]


def write_new(file: str, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        Misuse: it is there, or cannot be written.
    """
    try:
        with open(file, "x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise Misuse(
            f"`{file}` is there already", "a receipt is not written over; name another file", "U004"
        ) from error
    except (OSError, ValueError) as error:
        raise no_way(f"`{file}` cannot be written", error, "check the path") from error


def bounded(file: str, most: int) -> bytes:
    """What a file has, `-` the standard input: no more than `most` bytes and one, since devices and pipes never end.

    Raises:
        Misuse: it cannot be read.
    """
    try:
        if file == STDIN:
            return sys.stdin.read(most + 1).encode()
        opened = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(opened, "rb") as data:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise Misuse(f"`{file}` is no regular file", "`-` reads from the standard input", "U004")
            return data.read(most + 1)
    except (OSError, ValueError) as error:
        raise no_way(f"`{file}` cannot be read", error, "check the path") from error


def receipt_files(paths: Sequence[str]) -> list[str]:
    """The files that some paths name: they, and of folders all that end in `.json`, sorted.

    Raises:
        Misuse: a path is not there, or a folder has none.
    """
    found: dict[str, None] = {}
    for name in paths:
        if name != STDIN and os.path.isdir(name):
            files = sorted(p.as_posix() for p in Path(name).rglob("*.json") if p.is_file())
            if not files:
                raise Misuse(f"`{name}` has no receipts", "`licet ask USE --receipt FILE` writes one", "U004")
            found.update(dict.fromkeys(files))
        elif name == STDIN or os.path.lexists(name):
            found[name] = None
        else:
            raise Misuse(f"`{name}` is not there", "name a receipt, or a folder of receipts", "U004")
    return list(found)


def revision_here(policies: Sequence[str]) -> tuple[str | None, bool | None]:
    """The commit that the policies to ask are from, and whether they are as they are there; nothing if they are in no
    repository, or in several places."""
    try:
        repository = _repository(policies)
        return (repository.commit("HEAD"), repository.is_clean()) if repository is not None else (None, None)
    except Misuse:
        return None, None


def policies_at(policies: Sequence[str]) -> Callable[[str], Policies | None]:
    """Finds the policies of a commit of the repository here; None where they cannot be had."""

    def found(commit: str) -> Policies | None:
        from licet.repl.session.keeping import load_again

        try:
            repository = _repository(policies)
            if repository is None:
                return None
            side = repository.side(repository.commit(commit), commit)
            return load_again(side.roots).knowledge.policies
        except (Misuse, PolicyError):
            return None

    return found


def _repository(policies: Sequence[str]) -> Repository | None:
    """The repository with the policies that are asked; None if they are not in one place.

    Raises:
        Misuse: there is none.
    """
    from licet.checks.files import shipped_policies
    from licet.repl.cli.revisions import repository_here

    if len(policies) > 1:
        return None
    found = repository_here(Path(policies[0]) if policies else None)
    has_own = policies or found.has_project or shipped_policies().resolve().is_relative_to(found.top)
    return found if has_own else None
