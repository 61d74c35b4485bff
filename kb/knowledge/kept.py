"""Compiled policies, kept in a folder from one run to the next, by the hash of all that they were made from.

An entry is three files: `KEY.base` has what every question needs, `KEY.rest` what few do, and `KEY.answers` what the
engine found out for questions so far. Each policy file has its tree beside it (`licet.knowledge.kept_trees`).
The key of an entry is a hash of the policy files, of where they are, and of this package and Python themselves; the
license texts that a base was checked against are held to their hashes when it is read. What cannot be read, or is not
as it was written, is made anew, with a warning if something else is in its place.

Who could put something there, and what comes of it:

- Somebody else on the machine cannot: a folder that others may write to is not used, nor is a file that belongs to
  another or that others may write to. Links are not followed; pipes and devices are not read.
- Whoever may write as the user (another program, a backup or build cache that is unpacked in the folder) can, as they
  can change the policy files. An entry of theirs gives wrong answers if it is well made, and none if it is not; it
  never runs code. The format has none (`licet.knowledge.kept_form`), functions for questions are generated from rules
  in this process, and the digest in a file only finds damage: it needs no secret, since nothing is trusted for it.
- A process that was killed leaves part of a file, which the next one removes.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from licet.checks.files import is_beside, policy_files, shipped_policies
from licet.engine.collector import collection_paused
from licet.engine.known import KnownAnswers
from licet.engine.solver import KnowingSolver, Solver
from licet.errors import PolicyError
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.knowledge.kept_answers import KeptAnswers, decode_answers
from licet.knowledge.kept_form import Malformed, Texts, decode, encode
from licet.knowledge.kept_trees import KeptTrees, files_below, refusal
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.private_files import Unusable, is_private, read_private, remove_leftovers, write_private
from licet.verdict.policies import Policies

__all__ = ["Kept", "load_kept"]

_T = TypeVar("_T")
_MAGIC = b"licet compiled policies 5\n"
_BASE, _REST, _ANSWERS = ".base", ".rest", ".answers"
_MOST_ENTRIES = 16
_LARGEST_TEXT = 50_000_000
_APART = frozenset({"__pycache__", "policies", "repl"})


class Kept(Struct, frozen=True):
    """A knowledge base, where it is kept (None where nothing is), and what its engine found out."""

    knowledge: KnowledgeBase
    entry: Path | None = None
    answers: KeptAnswers | None = None

    def keep_answers(self) -> None:
        """Keep what questions have found out by now, if there is anything new."""
        if self.entry is not None and self.answers is not None:
            data = self.answers.encode()
            if data is not None:
                _write(self.entry.with_suffix(_ANSWERS), data)


def load_kept(
    folder: Path,
    paths: Sequence[Path],
    *,
    tests: bool = True,
    shipped_tests: bool = False,
    warn: Callable[[Diagnostic], None] = lambda _: None,
) -> Kept:
    """Load and check policy files as `licet.load` does, or read what was made of the very same files before. Files
    beside the policies that come with Licet are laid over those as they are kept.

    Args:
        folder: where entries are kept; it is made if it is not there.
        paths: files and folders.
        tests: whether to keep the tests of the files.
        shipped_tests: whether to keep those of the policies that come with Licet, where other files are beside them.
        warn: is told once (W701) if something in the place of an entry is not used.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """

    def load() -> Policies:
        from licet.verdict.loading import lay_policies, load_policies

        read, shipped = KeptTrees(folder, warn).read, shipped_policies()
        if not shipped_tests and is_beside(shipped, paths):
            below = load_kept(folder, [shipped], tests=False, warn=warn).knowledge.policies
            return lay_policies(below, shipped, paths, tests=tests, read=read)
        return load_policies(*paths, tests=tests, read=read)

    def key_of_files() -> str | None:
        return _key(paths, tests, shipped_tests)

    key = key_of_files() if is_private(folder) else None
    if key is None:
        return Kept(KnowledgeBase(load()))
    remove_leftovers(folder)
    entry = folder / (key + _BASE)

    def load_again(error: Malformed) -> Policies:
        warn(refusal(entry.with_suffix(_REST), str(error)))
        policies = load()
        if key_of_files() != key:
            message = "the policies changed since they were loaded, and what was kept of them is gone"
            raise PolicyError([Diagnostic(Severity.ERROR, "E120", message, None, "load them again")])
        _store(policies, entry, paths)
        return policies

    def rest() -> memoryview:
        try:
            data = read_private(entry.with_suffix(_REST), _magic(entry.with_suffix(_REST)))
        except Unusable as error:
            raise Malformed(str(error)) from None
        if data is None:
            raise Malformed("it is gone")
        return data

    with collection_paused():
        answers = _read(entry.with_suffix(_ANSWERS), decode_answers, warn) or KeptAnswers()
        found = _read(entry, lambda data: decode(data, rest, load_again, answers.known), warn)
    if found is not None:
        policies, texts = found
        if all(_hash(path) == hash for path, hash in texts):
            with suppress(OSError):
                os.utime(entry, follow_symlinks=False)
            return Kept(KnowledgeBase(policies), entry, answers)
    policies = load()
    if key_of_files() != key or not _store(policies, entry, paths):
        return Kept(KnowledgeBase(policies))
    _drop_old(folder)
    return Kept(KnowledgeBase(_learning(policies, answers.known)), entry, answers)


def _store(policies: Policies, entry: Path, paths: Sequence[Path]) -> bool:
    """Write policies to their entry; whether they can be kept at all."""
    encoded = encode(policies, _texts(policies, paths))
    if encoded is not None:
        head, rest = encoded
        _write(entry.with_suffix(_REST), rest)
        _write(entry, head)
    return encoded is not None


def _learning(policies: Policies, known: KnownAnswers) -> Policies:
    """The policies with a solver that notes what it finds out."""
    solver = policies.base.solver
    assert isinstance(solver, Solver)
    return replace(policies, base=replace(policies.base, solver=KnowingSolver(solver.compiled, solver.limit, known)))


def _read(path: Path, decode: Callable[[memoryview], _T], warn: Callable[[Diagnostic], None]) -> _T | None:
    """What is kept there; None if there is nothing, or nothing to use."""
    try:
        data = read_private(path, _magic(path))
        return None if data is None else decode(data)
    except Unusable as error:
        warn(refusal(path, str(error)))
    except Malformed as error:
        warn(refusal(path, str(error)))
    return None


def _write(path: Path, data: bytes) -> None:
    write_private(path, _magic(path), data)


def _magic(path: Path) -> bytes:
    """How a file begins: one under another name is another file."""
    return _MAGIC + os.fsencode(path.name) + b"\n"


def _key(paths: Sequence[Path], *options: bool) -> str | None:
    """A hash of all that a knowledge base is made from, but for license texts, and of which folders it is made from, as
    texts lie in them; None if something cannot be read, or not twice."""
    files, problems = policy_files(paths)
    if problems or not all(path.is_file() for path in files.values()):
        return None
    given = [(os.path.realpath(path), path.is_dir()) for path in paths]
    digest = hashlib.sha256(repr((sys.version, options, given, list(_package()))).encode())
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
    """The files of this package that knowledge bases are made by: path, size and time of change."""
    from licet import grammar

    return files_below(Path(__file__).parent.parent, Path(str(grammar.__file__)).parent, apart=_APART)


def _texts(policies: Policies, paths: Sequence[Path]) -> Texts:
    """The license texts that the policies name, with their hashes."""
    from licet.checks.texts import text_places

    files, _ = policy_files(paths)
    return tuple((place, _hash(place)) for place in text_places(policies.base.modules, files))


def _hash(path: Path) -> str | None:
    """The hash of a file; None if it cannot be read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_TEXT:
            return None
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None


def _drop_old(folder: Path) -> None:
    """Delete the entries that were not used for longest."""
    with suppress(OSError):
        bases = sorted(folder.glob(f"*{_BASE}"), key=lambda path: path.lstat().st_mtime_ns, reverse=True)
        for path in bases[_MOST_ENTRIES:]:
            for part in folder.glob(f"{path.stem}.*"):
                part.unlink(missing_ok=True)
