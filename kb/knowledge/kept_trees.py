"""Parsed policy files, kept in a folder by what they say: a file that nobody changed is parsed once.

A tree is an entry of its own, under a hash of the file's name, its text, and the parser and Python themselves. Who can
put something in the folder is said in `licet.knowledge.kept`. What cannot be used is parsed anew.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from msgspec.msgpack import Encoder

from licet import grammar
from licet.checks.files import Read, read_module
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.source import SourceFile
from licet.knowledge.kept_form import Malformed, read_as
from licet.knowledge.private_files import Unusable, is_private, read_private, write_private

__all__ = ["KeptTrees", "files_below", "refusal"]

_MAGIC = b"licet tree 1\n"
_TREE = ".tree"
_MOST_TREES = 2_000


class KeptTrees:
    """A parser that takes from a folder what it parsed before, and keeps there what it parses."""

    def __init__(self, folder: Path, warn: Callable[[Diagnostic], None] = lambda _: None) -> None:
        """Keep trees in a folder; `warn` is told (W701) of what is in the place of one and is not used."""
        self._folder, self._warn = folder, warn
        self._writes = False

    def read(self, path: Path, name: str) -> Read:
        """What `licet.checks.files.read_module` gives."""
        return read_module(path, name, self.parse)

    def parse(self, source: SourceFile) -> tuple[tree.Module, tuple[Diagnostic, ...]]:
        """What `licet.grammar.parser.parse_module` gives."""
        path = self._path(source) if self._is_usable else None
        kept = self._read(path) if path is not None else None
        if kept is not None:
            return kept, ()
        from licet.grammar.parser import parse_module

        module, found = parse_module(source)
        if path is not None and not found:
            self._keep(path, module)
        return module, found

    @cached_property
    def _is_usable(self) -> bool:
        return is_private(self._folder)

    @cached_property
    def _parser(self) -> bytes:
        files = list(files_below(Path(str(grammar.__file__)).parent))
        return hashlib.sha256(repr((sys.version, files)).encode()).digest()

    def _path(self, source: SourceFile) -> Path | None:
        digest = hashlib.sha256(self._parser)
        try:
            for part in (source.name.encode(), source.text.encode()):
                digest.update(len(part).to_bytes(8))
                digest.update(part)
        except UnicodeError:
            return None
        return self._folder / (digest.hexdigest() + _TREE)

    def _read(self, path: Path) -> tree.Module | None:
        try:
            data = read_private(path, _magic(path))
            return None if data is None else read_as(tree.Module, data)
        except (Unusable, Malformed) as error:
            self._warn(refusal(path, str(error)))
            return None

    def _keep(self, path: Path, module: tree.Module) -> None:
        if not self._writes:
            self._writes = True
            _drop_old(self._folder)
        with suppress(RecursionError, OverflowError, UnicodeError):
            write_private(path, _magic(path), Encoder().encode(module))


def refusal(path: Path, reason: str) -> Diagnostic:
    """What is told of a file that is in the place of something kept, and is not used."""
    message = f"what is kept of policies is not used, and made anew: {reason}"
    return Diagnostic(Severity.WARNING, "W701", message, None, f"see `{path}`")


def _magic(path: Path) -> bytes:
    return _MAGIC + os.fsencode(path.name) + b"\n"


def _drop_old(folder: Path) -> None:
    """Delete all trees where there are too many: those that are of use are soon there again."""
    with suppress(OSError):
        trees = list(folder.glob(f"*{_TREE}"))
        for path in trees if len(trees) > _MOST_TREES else ():
            path.unlink(missing_ok=True)


def files_below(*folders: Path, apart: frozenset[str] = frozenset({"__pycache__"})) -> Iterator[tuple[str, int, int]]:
    """The files of folders and what is in them, but for folders of some names: path, size and time of change."""
    waiting = sorted(map(str, folders))
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                if entry.is_file():
                    status = entry.stat()
                    yield entry.path, status.st_size, status.st_mtime_ns
                elif entry.name not in apart:
                    waiting.append(entry.path)
