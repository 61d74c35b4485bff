"""Which policy files belong together: those of a project, or those of a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from licet.checks.files import shipped_policies
from licet.checks.project_folder import find_project
from licet.errors import PolicyError
from licet.grammar.diagnostics import Diagnostic
from licet.knowledge.project import read_project

__all__ = ["Workspace", "workspace_of"]


class Workspace(Struct, frozen=True):
    """Policy files that are checked together. Paths are resolved.

    Attributes:
        folder: where they are.
        roots: the files and folders to load, those that come with Licet included where they are built on.
        texts: folders where license texts are looked up by their hash.
        strict: whether questions presume nothing.
        project: the project file, if there is one.
        problems: what is wrong with it; there are no roots then.
        beside: the policies that come with Licet, where these stand beside them.
    """

    folder: Path
    roots: tuple[Path, ...]
    texts: tuple[Path, ...] = ()
    strict: bool = False
    project: Path | None = None
    problems: tuple[Diagnostic, ...] = ()
    beside: Path | None = None

    def owns(self, path: Path) -> bool:
        """Whether a file, its path resolved, is of these policies themselves, and not of those beside them."""
        return self.beside is None or not path.is_relative_to(self.beside)


def workspace_of(path: Path, folders: Sequence[Path] = ()) -> Workspace:
    """The workspace of a policy file.

    Args:
        path: the file, which need not be there.
        folders: the folders that are open in the editor.

    Returns:
        the project that the file belongs to; else the policies that come with Licet, if it is one of them; else the
        innermost open folder that it is in; else its own folder.
    """
    path = path.resolve()
    file = find_project(path.parent)
    if file is not None:
        return _of_project(file)
    shipped = shipped_policies().resolve()
    around = [folder.resolve() for folder in (*folders, shipped)]
    inside = [folder for folder in around if path.is_relative_to(folder)]
    folder = shipped if shipped in inside else max(inside, key=lambda f: len(f.parts), default=path.parent)
    return Workspace(folder, (folder,))


def _of_project(file: Path) -> Workspace:
    try:
        project = read_project(file)
    except PolicyError as error:
        return Workspace(file.parent, (), project=file, problems=error.diagnostics)
    beside = shipped_policies().resolve() if project.on_shipped else None
    return Workspace(project.folder, project.roots(), project.texts, project.strict, file, beside=beside)
