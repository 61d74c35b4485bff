"""Writing a file or a folder in one step, so that an interruption leaves the old one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp

from licet.repl.screen.complaints import no_way

__all__ = ["replace_file", "replaced_folder"]


def replace_file(path: Path, text: str) -> None:
    """Write a file: one that is there keeps its permissions, and where a link leads to it, the link stays.

    Raises:
        Misuse: the system refuses it.
    """
    path = path.resolve()
    try:
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, delete=False) as file:
            file.write(text)
        try:
            os.chmod(file.name, mode)
            os.replace(file.name, path)
        except OSError:
            with suppress(OSError):
                os.unlink(file.name)
            raise
    except OSError as error:
        raise no_way(f"`{path}` cannot be written", error) from error


@contextmanager
def replaced_folder(path: Path) -> Iterator[Path]:
    """A new folder beside a path, whose place it takes once it is filled. What fails meanwhile leaves what was there.

    Raises:
        Misuse: the system refuses it, or the disk is full.
    """
    path = path.resolve()
    try:
        if path.exists() and not path.is_dir():
            raise NotADirectoryError(f"`{path}` is no folder")
        new = Path(mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        try:
            yield new
            os.chmod(new, path.stat().st_mode if path.exists() else 0o777 & ~_umask())
            if path.exists():
                old = Path(mkdtemp(prefix=f".{path.name}.", dir=path.parent))
                os.replace(path, old)
                os.replace(new, path)
                shutil.rmtree(old)
            else:
                os.replace(new, path)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise no_way(f"`{path}` cannot be written", error) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
