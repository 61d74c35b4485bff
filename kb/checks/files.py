"""Reading policy files: which files there are, and what is in them. Whatever is wrong is a diagnostic."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from licet.checks.findings import Findings, in_order
from licet.checks.project_folder import find_project
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import SourceFile, Span

__all__ = ["Parse", "Read", "Reader", "is_beside", "load_modules", "policy_files", "read_module", "shipped_policies"]

Parse = Callable[[SourceFile], tuple[tree.Module, tuple[Diagnostic, ...]]]
"""What `licet.grammar.parser.parse_module` does, perhaps by having done it before."""
Read = tuple[tuple[SourceFile, tree.Module] | None, tuple[Diagnostic, ...]]
Reader = Callable[[Path, str], Read]

_SUFFIX = ".licet"


def shipped_policies() -> Path:
    """The folder of the policies that come with Licet."""
    from importlib.util import find_spec

    spec = find_spec("licet.policies")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations)))


def is_beside(folder: Path, paths: Sequence[Path]) -> bool:
    """Whether a folder is one of several paths."""
    real = os.path.realpath(folder)
    return len(paths) > 1 and any(os.path.realpath(path) == real for path in paths)


def load_modules(
    paths: Sequence[Path], read: Reader | None = None, below: Path | None = None
) -> tuple[tuple[tree.Module, ...], dict[str, SourceFile], tuple[Diagnostic, ...]]:
    """Read and parse policy files.

    Args:
        paths: files, and folders to look through for files that end in `.licet`.
        read: what reads and parses the file at a path under a name; by default `read_module`.
        below: a folder among the paths whose files have been read before, and are left out.

    Returns:
        The modules and the source files by name, both in the order of their names, those marked as added that were
        named by themselves or stand beside the policies that come with Licet, and what is wrong: with the paths (E120
        and E123), with single files (E120 to E122) and with what they say (E101 to E119).
    """
    read = read or read_module
    files, found = policy_files(paths)
    added = _added(paths, files.values())
    modules: list[tree.Module] = []
    sources: dict[str, SourceFile] = {}
    diagnostics = list(found)
    there = None if below is None else os.path.realpath(below) + os.sep
    for name, path in files.items():
        if there is not None and os.path.realpath(path).startswith(there):
            continue
        parsed, errors = read(path, name)
        diagnostics.extend(errors)
        if parsed is not None:
            source, module = parsed
            modules.append(replace(module, added=os.path.realpath(path) in added))
            sources[name] = source
    return tuple(modules), sources, in_order(diagnostics)


def read_module(path: Path, name: str, parse: Parse | None = None) -> Read:
    """The text of a policy file and what it says, or None, and what is wrong with it."""
    from licet.grammar.loading import load_source

    if parse is None:
        from licet.grammar.parser import parse_module

        parse = parse_module
    source, unreadable = load_source(path, name)
    if source is None:
        return None, unreadable
    module, errors = parse(source)
    return (source, module), errors


def _added(paths: Sequence[Path], files: Iterable[Path]) -> frozenset[str]:
    """Which files were added to others: those that were named by themselves, and beside the policies that come with
    Licet all others."""
    there = [path for path in paths if os.path.exists(path)]
    alone = {os.path.realpath(path) for path in there if not os.path.isdir(path)}
    shipped = os.path.realpath(shipped_policies())
    if shipped in map(os.path.realpath, there):
        alone |= {real for file in files if not (real := os.path.realpath(file)).startswith(shipped + os.sep)}
    return frozenset(alone)


def policy_files(paths: Sequence[Path]) -> tuple[Mapping[str, Path], tuple[Diagnostic, ...]]:
    """The policy files at some paths, by the names that diagnostics and proofs show, in the order of names.

    A file in the folder of a project is named by its path from there. Another one is named as it was given, or by its
    path below the folder that was given: with that folder, where it was given from the working folder. All have forward
    slashes; where two would share a name, the name of the folder comes first. A file reached twice is taken once.
    Folders whose name starts with a dot are passed over, except a given one; links that lead back up do no harm.

    Returns:
        The files, and errors: E120 for what does not exist or cannot be read, E123 for a folder without policy files.
    """
    findings = Findings()
    found: dict[str, tuple[Path, str, str]] = {}
    shipped = os.path.realpath(shipped_policies())
    for path in paths:
        shown = path.as_posix()
        try:
            is_folder, exists = path.is_dir(), path.exists()
        except (OSError, ValueError):
            is_folder, exists = False, False
        if not exists:
            _fail(findings, "E120", f"there is no file or folder `{shown}`", shown, "check the path")
        elif not is_folder:
            found.setdefault(os.path.realpath(path), (path, shown, shown))
        else:
            inside = list(_walk(path, findings, shown))
            project = None if os.path.realpath(path) == shipped else find_project(path)
            home = project.parent if project is not None else None
            for file in inside:
                inner = file.relative_to(path).as_posix()
                name = inner if path.is_absolute() else file.as_posix()
                if home is not None:
                    # What a link leads to outside of the project is named by the place of the link.
                    places = [p for p in (file.resolve(), path.resolve() / inner) if p.is_relative_to(home)]
                    name = places[0].relative_to(home).as_posix() if places else name
                longer = f"{os.path.basename(os.path.realpath(path))}/{inner}"
                found.setdefault(os.path.realpath(file), (file, name, longer))
            if not inside:
                message = f"the folder `{shown}` holds no policy files"
                _fail(findings, "E123", message, shown, f"policy files end in `{_SUFFIX}`")
    return _named(found.values()), findings.sorted()


def _walk(folder: Path, findings: Findings, shown: str) -> Iterator[Path]:
    """The policy files below a folder, every real folder once."""
    seen = {os.path.realpath(folder)}
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            names = sorted(os.listdir(current))
        except OSError as error:
            place = f"{shown}/{current.relative_to(folder).as_posix()}" if current != folder else shown
            reason = (error.strerror or str(error)).lower()
            _fail(findings, "E120", f"the folder `{place}` cannot be read: {reason}", place, "check its permissions")
            continue
        below: list[Path] = []
        for name in names:
            path = current / name
            if path.is_dir():
                real = os.path.realpath(path)
                if not name.startswith(".") and real not in seen:
                    seen.add(real)
                    below.append(path)
            elif name.endswith(_SUFFIX) and (path.is_file() or not path.exists()):
                yield path
        waiting.extend(reversed(below))


def _named(found: Iterable[tuple[Path, str, str]]) -> dict[str, Path]:
    """Files by their short name, or by the longer one, or by the whole path, whichever is the first to be unique."""
    places = list(found)
    times = Counter(name for _, short, longer in places for name in {short, longer})
    names: dict[str, Path] = {}
    for path, short, longer in places:
        name = next((n for n in (short, longer) if times[n] == 1), path.as_posix())
        names[name] = path
    return dict(sorted(names.items()))


def _fail(findings: Findings, code: str, message: str, shown: str, help: str) -> None:
    findings.error(code, message, Span(shown, 1, 1, 1, 1), help)
