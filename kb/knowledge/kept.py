"""Compiled policies, kept in a folder from one run to the next, by the hash of all that they were made from.

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

from licet.checks.files import policy_files
from licet.engine.collector import collection_paused
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.knowledge.kept_form import Malformed, Texts, decode, encode
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.private_files import Unusable, is_private, read_private, remove_leftovers, write_private
from licet.verdict.policies import Policies

__all__ = ["load_kept"]

_MAGIC = b"licet compiled policies 2\n"
_SUFFIX = ".base"
_MOST_ENTRIES = 16
_LARGEST_TEXT = 50_000_000
_APART = frozenset({"__pycache__", "policies", "repl"})


def load_kept(
    folder: Path,
    paths: Sequence[Path],
    *,
    tests: bool = True,
    warn: Callable[[Diagnostic], None] = lambda _: None,
) -> KnowledgeBase:
    """Load and check policy files as `licet.load` does, or read what was made of the very same files before.

    Args:
        folder: where entries are kept; it is made if it is not there.
        paths: files and folders.
        tests: whether to keep the tests of the files.
        warn: is told once (W701) if something in the place of an entry is not used.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """

    def load() -> Policies:
        from licet.verdict.loading import load_policies

        return load_policies(*paths, tests=tests)

    key = _key(paths, tests) if is_private(folder) else None
    if key is None:
        return KnowledgeBase(load())
    remove_leftovers(folder)
    entry = folder / (key + _SUFFIX)

    def refuse(reason: str) -> None:
        message = f"kept policies are not used, and made anew: {reason}"
        warn(Diagnostic(Severity.WARNING, "W701", message, None, f"see `{entry}`"))

    def load_again() -> Policies:
        refuse("a part of them is not what it should be")
        return load()

    try:
        with collection_paused():
            data = read_private(entry, _MAGIC)
            if data is not None:
                policies, texts = decode(data, load_again)
                if all(_hash(path) == known for path, known in texts):
                    with suppress(OSError):
                        os.utime(entry, follow_symlinks=False)
                    return KnowledgeBase(policies)
    except Unusable as error:
        refuse(str(error))
    except Malformed:
        refuse("they are not what they should be")
    policies = load()
    if _key(paths, tests) == key:
        _keep(policies, entry, paths)
    return KnowledgeBase(policies)


def _keep(policies: Policies, entry: Path, paths: Sequence[Path]) -> None:
    data = encode(policies, _texts(policies, paths))
    if data is not None:
        write_private(entry, _MAGIC, data)
        _drop_old(entry.parent)


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
    """The files of this package that knowledge bases are made by: path, size and time of change."""
    from licet import grammar

    waiting = sorted({str(Path(__file__).parent.parent), str(Path(str(grammar.__file__)).parent)})
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                if entry.is_file():
                    status = entry.stat()
                    yield entry.path, status.st_size, status.st_mtime_ns
                elif entry.name not in _APART:
                    waiting.append(entry.path)


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
        bases = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: path.lstat().st_mtime_ns, reverse=True)
        for path in bases[_MOST_ENTRIES:]:
            path.unlink(missing_ok=True)
