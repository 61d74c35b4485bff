"""The policies of a workspace at one moment: what is on disk, with what editors hold unsaved in its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from licet.checks.files import Read, load_modules, policy_files
from licet.editor.workspace import Workspace
from licet.engine.collector import collection_paused
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.loading import load_source
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile, Span
from licet.policy.vocabulary import Vocabulary, home_license
from licet.verdict.loading import Examined, examined

__all__ = ["Snapshot", "snapshot"]


class Snapshot(Struct, frozen=True):
    """Checked policy files.

    Attributes:
        workspace: which they are.
        files: where they are, by name.
        read: what was read of them, by name.
        examined: what checking them gave.
        buffers: the unsaved texts, by the resolved path of their files.
        beneath: what checking the policies gave that come with Licet, where these stand beside them.
    """

    workspace: Workspace
    files: Mapping[str, Path]
    read: Mapping[str, Read]
    examined: Examined
    buffers: Mapping[Path, str]
    beneath: Examined | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        """The declared names."""
        return self.examined.vocabulary

    @property
    def has_errors(self) -> bool:
        """Whether something keeps these policies from answering."""
        return bool(self.workspace.problems) or any(d.is_error for d in self.examined.found)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What is to be told: everything, but of the policies that come with Licet beside these only errors."""
        return (*self.workspace.problems, *(d for d in self.examined.found if d.is_error or self.is_own(d)))

    def is_own(self, diagnostic: Diagnostic) -> bool:
        """Whether it is said of these policies themselves, and not of those that come with Licet beside them."""
        path = None if diagnostic.span is None else self.files.get(diagnostic.span.file)
        return path is None or self.workspace.owns(path)

    def name_of(self, path: Path) -> str | None:
        """The name of the file at a path; None if it is none of these."""
        path = path.resolve()
        return next((name for name, other in self.files.items() if other == path), None)

    def path_of(self, span: Span | None) -> Path | None:
        """The file that a span is in; the project file for what has no place or is said of that; None without one."""
        found = None if span is None else self.files.get(span.file)
        return found if found is not None else self.workspace.project

    def source(self, name: str) -> SourceFile | None:
        """The text of a file."""
        parsed = self.read.get(name, (None, ()))[0]
        return None if parsed is None else parsed[0]

    @property
    def texts(self) -> Mapping[str, tuple[Path, SourceFile]]:
        """The path and text of each file that could be read."""
        return {name: (self.files[name], parsed[0]) for name, (parsed, _) in self.read.items() if parsed is not None}

    def says_the_same_as(self, other: Snapshot) -> bool:
        """Whether another moment has the very same texts, and nothing else was found in it."""
        return (
            self.workspace == other.workspace
            and self.files == other.files
            and all(self.read[name] is other.read.get(name) for name in self.files)
            and self.examined.found == other.examined.found
        )

    def home(self, name: str) -> str | None:
        """The license that a file's unqualified clauses belong to."""
        parsed = self.read.get(name, (None, ()))[0]
        return None if parsed is None else home_license(parsed[1])


def snapshot(workspace: Workspace, buffers: Mapping[Path, str], before: Snapshot | None = None) -> Snapshot:
    """Read and check a workspace. A file whose text is as it was `before` is not parsed again, and the policies that
    come with Licet are neither read nor checked again.

    Args:
        workspace: which files.
        buffers: texts that stand in place of files, by their resolved paths.
        before: an earlier moment.
    """
    known = before.read if before is not None else {}
    read: dict[str, Read] = {}

    def reading(path: Path, name: str) -> Read:
        path = path.resolve()
        parsed, _ = known.get(name, (None, ()))
        if parsed is not None and not workspace.owns(path):
            read[name] = known[name]
            return read[name]
        buffer = buffers.get(path)
        source, unreadable = load_source(path, name) if buffer is None else (SourceFile(name, buffer), ())
        if source is None:
            read[name] = (None, unreadable)
        elif parsed is not None and parsed[0].text == source.text:
            read[name] = known[name]
        else:
            read[name] = _parsed(source)
        return read[name]

    with collection_paused():
        modules, sources, found = load_modules(workspace.roots, reading)
        files = {name: path.resolve() for name, path in policy_files(workspace.roots)[0].items()}
        shipped = [m for m in modules if not workspace.owns(files[m.name])]
        beneath = before.beneath if before is not None else None
        if shipped and (beneath is None or beneath.sources.keys() != {m.name for m in shipped}):
            beneath = examined(shipped, {m.name: sources[m.name] for m in shipped}, (), workspace.roots)
        own = [m for m in modules if workspace.owns(files[m.name])]
        texts = {m.name: sources[m.name] for m in own}
        result = examined(own, texts, found, workspace.roots, workspace.texts, beneath if shipped else None)
    return Snapshot(workspace, files, read, result, dict(buffers), beneath)


def _parsed(source: SourceFile) -> tuple[tuple[SourceFile, tree.Module], tuple[Diagnostic, ...]]:
    module, errors = parse_module(source)
    return (source, module), errors
