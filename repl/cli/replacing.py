"""Writing a file in one step, so that an interruption leaves the old one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from licet.repl.screen.complaints import no_way

__all__ = ["replace_file"]


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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
