"""Which project a folder belongs to: where its project file is."""

from __future__ import annotations

from pathlib import Path

__all__ = ["PROJECT_FILE", "find_project"]

PROJECT_FILE = "licet.toml"


def find_project(start: Path) -> Path | None:
    """The project file of a folder: in it, or in the nearest folder above that has one.

    It is looked for as far as the repository, the home folder or the file system goes. A file beyond would be somebody
    else's, and could turn an answer.
    """
    home = Path.home()
    folder = start.resolve()
    for place in (folder, *folder.parents):
        file = place / PROJECT_FILE
        if file.is_file():
            return file
        if place == home or (place / ".git").exists():
            return None
    return None
