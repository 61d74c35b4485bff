"""A small project as editors see it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from licet.editor.snapshot import Snapshot, snapshot
from licet.editor.workspace import workspace_of
from licet.grammar.diagnostics import Fix
from licet.grammar.fixing import with_fixes
from licet.grammar.source import SourceFile
from support.session_policies import laid_down

__all__ = ["PROJECT", "moment_of", "project", "source_of", "text_at", "with_changes"]

PROJECT = 'base = "none"\npolicies = ["policies"]\n'


def project(folder: Path) -> Path:
    """The folder, with the small policy base of the terminal as a project in it."""
    (folder / "licet.toml").write_text(PROJECT, "utf-8")
    (folder / "policies").mkdir()
    laid_down(folder / "policies")
    return folder


def moment_of(folder: Path, buffers: Mapping[str, str] | None = None, before: Snapshot | None = None) -> Snapshot:
    """The project as it is, with other texts for some of its files."""
    policies = (folder / "policies").resolve()
    texts = {policies / name: text for name, text in (buffers or {}).items()}
    return snapshot(workspace_of(policies / "world.licet", [folder]), texts, before)


def text_at(moment: Snapshot, file: str, start: int, end: int) -> str:
    """A stretch of a file, with the number of its line."""
    source = source_of(moment, file)
    return f"{file.rpartition('/')[2]}:{source.span(start, end).line} {source.text[start:end]}"


def source_of(moment: Snapshot, file: str) -> SourceFile:
    """The text of a file that is there."""
    source = moment.source(file)
    assert source is not None
    return source


def with_changes(moment: Snapshot, changes: Mapping[str, tuple[Fix, ...]]) -> dict[str, str]:
    """The texts of the files that changes touch, changed."""
    changed = {name: with_fixes(source_of(moment, name), fixes).text for name, fixes in changes.items()}
    return {name.rpartition("/")[2]: text for name, text in changed.items()}
