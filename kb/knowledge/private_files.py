"""Files that nobody else can have written, read and written whole.

A folder counts if it is ours and nobody else may write to it. A file in it counts if it is an ordinary file, ours,
closed to other writers, and no larger than what is ever written there: not a link, which could lead to anything, nor a
pipe or device, which could hold up or never end. All is asked of the open file, so it cannot be another one afterwards.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

__all__ = ["Unusable", "is_private", "read_private", "remove_leftovers", "write_private"]

_OTHERS_MAY_WRITE = 0o022
_MOST_BYTES = 500_000_000
_DIGEST = hashlib.sha256().digest_size
_PART = ".part"
_LONGEST_WRITE = 3600.0


class Unusable(Exception):
    """What is there was not written by `write_private` of ours. The message says why."""


def is_private(folder: Path) -> bool:
    """Whether the folder is there, or can be made, and nobody else may write to it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return stat.S_ISDIR(folder.stat().st_mode) and _trouble(folder.stat()) is None
    except OSError:
        return False


def read_private(path: Path, magic: bytes) -> memoryview | None:
    """What was written there, or None if there is nothing.

    Raises:
        Unusable: it is no ordinary file of ours, or not as it was written.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unusable("it is a link" if path.is_symlink() else (error.strerror or str(error)).lower()) from None
    try:
        status = os.fstat(descriptor)
        trouble = _trouble(status) if stat.S_ISREG(status.st_mode) else "it is no ordinary file"
        if trouble is None and status.st_size > _MOST_BYTES:
            trouble = f"it has more than {_MOST_BYTES:_} bytes"
        if trouble is not None:
            raise Unusable(trouble)
        with open(descriptor, "rb", buffering=0, closefd=False) as file:
            data = memoryview(file.readall())
    finally:
        os.close(descriptor)
    start = len(magic) + _DIGEST
    if data[: len(magic)] != magic:
        raise Unusable("it has another format")
    if hashlib.sha256(data[start:]).digest() != data[len(magic) : start]:
        raise Unusable("it is damaged")
    return data[start:]


def write_private(path: Path, magic: bytes, data: bytes) -> None:
    """Write a file at once or not at all, in place of whatever is there; what cannot be written is no fault."""
    part = path.with_suffix(f".{os.getpid()}{_PART}")
    with suppress(OSError):
        part.unlink(missing_ok=True)
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with open(descriptor, "wb") as file:
                file.write(magic + hashlib.sha256(data).digest() + data)
            part.replace(path)
        except OSError:
            part.unlink()


def remove_leftovers(folder: Path) -> None:
    """Remove what is left of writes that were cut off: their process is gone, or had an hour."""
    for name in os.listdir(folder):
        if name.endswith(_PART):
            path = folder / name
            with suppress(OSError):
                if not _runs(name) or path.lstat().st_mtime < time.time() - _LONGEST_WRITE:
                    path.unlink()


def _trouble(status: os.stat_result) -> str | None:
    if not hasattr(os, "getuid"):
        return None
    if status.st_uid != os.getuid():
        return "it belongs to somebody else"
    return "others may write to it" if status.st_mode & _OTHERS_MAY_WRITE else None


def _runs(name: str) -> bool:
    """Whether the process whose number is in the name of a part may still be running."""
    number = name.removesuffix(_PART).rpartition(".")[2]
    if not (number.isascii() and number.isdigit()) or not hasattr(os, "getuid"):
        return True
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
