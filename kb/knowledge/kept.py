"""Compiled policies, kept in a folder from one run to the next, by the hash of all that they were made from.

An entry is two files: `KEY.base` is the knowledge base, `KEY.code` the functions that were generated for questions.
The key is a hash of the policy files, of where they are, and of this package and Python themselves; the license texts
that a base was checked against are held to their hashes when it is read. What cannot be read, or is not as it was
written, is made anew. Entries run when they are read, so a folder that others may write to is not used.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from licet.checks.files import policy_files
from licet.engine.collector import collection_paused
from licet.engine.compiled import CompiledProgram
from licet.engine.deferred import from_bytes, to_bytes
from licet.engine.solver import Solver
from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["Kept", "load_kept"]

_MAGIC = b"licet compiled policies\n"
_MOST_ENTRIES = 16
_LONGEST_WRITE = 3600.0
_OTHERS_MAY_WRITE = 0o022


@dataclass(frozen=True, slots=True)
class Kept:
    """A knowledge base and where it is kept.

    Attributes:
        knowledge: the knowledge base.
        entry: the path of its entry without the suffix; None where nothing is kept.
        known: how many of its functions the entry has.
    """

    knowledge: KnowledgeBase
    entry: Path | None = None
    known: int = 0

    def keep_code(self) -> None:
        """Keep the functions that questions have needed by now, if there are new ones."""
        if self.entry is not None:
            written = _compiled(self.knowledge).written
            if len(written.functions) > self.known:
                _write(self.entry.with_suffix(".code"), to_bytes(written))


def load_kept(folder: Path, paths: Sequence[Path], *, tests: bool = True) -> Kept:
    """Load and check policy files as `licet.load` does, or read what was made of the very same files before.

    Args:
        folder: where entries are kept; it is made if it is not there.
        paths: files and folders.
        tests: whether to keep the tests of the files.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    key = _key(paths, tests) if _is_ours(folder) else None
    if key is None:
        return Kept(_load(paths, tests))
    entry = folder / key
    with collection_paused():
        knowledge = _read_base(entry)
        if knowledge is not None:
            written = _read(entry.with_suffix(".code"))
            if written is not None:
                _compiled(knowledge).take_up(written)
            return Kept(knowledge, entry, len(written.functions) if written is not None else 0)
    knowledge = _load(paths, tests)
    if _key(paths, tests) != key:
        return Kept(knowledge)
    try:
        data = to_bytes((_texts(knowledge, paths), knowledge))
    except RecursionError:
        return Kept(knowledge)
    _write(entry.with_suffix(".base"), data)
    _drop_old(folder)
    return Kept(knowledge, entry)


def _load(paths: Sequence[Path], tests: bool) -> KnowledgeBase:
    from licet.knowledge.loading import load

    return load(*paths, tests=tests)


def _compiled(knowledge: KnowledgeBase) -> CompiledProgram:
    solver = knowledge.base.solver
    assert isinstance(solver, Solver)
    return solver.compiled


def _is_ours(folder: Path) -> bool:
    """Whether the folder is there, or can be made, and nobody else may write to it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & _OTHERS_MAY_WRITE


def _key(paths: Sequence[Path], tests: bool) -> str | None:
    """A hash of all that a knowledge base is made from, but for license texts; None if something cannot be read."""
    files, problems = policy_files(paths)
    if problems:
        return None
    digest = hashlib.sha256(repr((sys.version, tests, list(_package()))).encode())
    try:
        for name, path in files.items():
            data = path.read_bytes()
            for part in (os.fsencode(name), os.fsencode(os.path.realpath(path)), data):
                digest.update(len(part).to_bytes(8))
                digest.update(part)
    except OSError:
        return None
    return digest.hexdigest()


def _package() -> Iterator[tuple[str, int, int]]:
    """The files of Licet that knowledge bases are made by: place, size and time of change."""
    from licet import grammar

    for package in (Path(__file__).parent.parent, Path(str(grammar.__file__)).parent):
        for folder, folders, files in os.walk(package):
            folders.sort()
            for name in sorted(files):
                if not name.endswith(".pyc"):
                    path = os.path.join(folder, name)
                    status = os.stat(path)
                    yield path, status.st_size, status.st_mtime_ns


def _texts(knowledge: KnowledgeBase, paths: Iterable[Path]) -> tuple[tuple[Path, str | None], ...]:
    """The license texts that the policies name, with their hashes; None for one that is not there."""
    from licet.checks.texts import text_places

    files, _ = policy_files(list(paths))
    return tuple((place, _hash(place)) for place in text_places(knowledge.base.modules, files))


def _hash(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None


def _read_base(entry: Path) -> KnowledgeBase | None:
    found = _read(entry.with_suffix(".base"))
    if found is None:
        return None
    texts, knowledge = found
    if any(_hash(path) != known for path, known in texts):
        return None
    with suppress(OSError):
        os.utime(entry.with_suffix(".base"))
    assert isinstance(knowledge, KnowledgeBase)
    return knowledge


def _read(path: Path) -> Any:
    """What was written there, or None if it is not there or not as it was written."""
    try:
        magic, digest, data = _split(path.read_bytes())
    except OSError:
        return None
    if magic != _MAGIC or hashlib.sha256(data).digest() != digest:
        return None
    return from_bytes(data)


def _split(data: bytes) -> tuple[bytes, bytes, memoryview]:
    start = len(_MAGIC) + hashlib.sha256().digest_size
    return data[: len(_MAGIC)], data[len(_MAGIC) : start], memoryview(data)[start:]


def _write(path: Path, data: bytes) -> None:
    """Write a file at once or not at all; what cannot be kept is no fault."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        part.write_bytes(_MAGIC + hashlib.sha256(data).digest() + data)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()


def _drop_old(folder: Path) -> None:
    """Delete the entries that were not used for longest, and what is left of writes that were cut off."""
    with suppress(OSError):
        bases = sorted(folder.glob("*.base"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in bases[_MOST_ENTRIES:]:
            path.unlink(missing_ok=True)
            path.with_suffix(".code").unlink(missing_ok=True)
        for path in folder.glob("*.part"):
            if path.stat().st_mtime < time.time() - _LONGEST_WRITE:
                path.unlink(missing_ok=True)
