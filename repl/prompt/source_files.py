"""Policy files of the installed package in the editor: a copy is to be read, the file stays as it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp

from licet.checks.files import shipped_policies
from licet.repl.screen.complaints import no_way

__all__ = ["is_installed", "look_at_copy"]


def is_installed(path: Path, roots: Sequence[Path]) -> bool:
    """Whether a policy file was read from the installed package, and not from a folder that was named.

    Args:
        path: the file, as it was found below the roots.
        roots: the files and folders that were loaded.
    """
    shipped = shipped_policies()
    return shipped in roots and path.is_relative_to(shipped)


def look_at_copy(path: Path, line: int, edit: Callable[[Path, int], None]) -> str:
    """Open a copy of a file that only can be read, and say so. A copy that was written to all the same is kept.

    Raises:
        Misuse: it cannot be copied, or the editor cannot be started.
    """
    try:
        text = path.read_bytes()
        folder = Path(mkdtemp(prefix="licet-"))
        copy = folder / path.name
        copy.write_bytes(text)
        copy.chmod(0o444)
    except OSError as error:
        raise no_way(f"`{path}` cannot be copied", error) from error
    try:
        edit(copy, line)
    finally:
        kept = copy.is_file() and copy.read_bytes() != text
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    if kept:
        return f"`{path.name}` comes with Licet and stays as it is; what you wrote is in {copy}"
    return f"`{path.name}` comes with Licet: that was a copy, to read"
