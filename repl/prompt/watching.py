"""Telling that policy files have changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from licet.checks.files import policy_files

__all__ = ["Stamp", "changed", "stamp"]

Stamp = tuple[tuple[str, int, int], ...]
"""The files with their times of change and sizes."""


def stamp(roots: Sequence[Path]) -> Stamp:
    """How the policy files below these roots are now; two stamps differ when a file was changed, added or removed."""
    found = []
    for name, path in policy_files(roots)[0].items():
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((name, status.st_mtime_ns, status.st_size))
    return tuple(found)


def changed(before: Stamp, after: Stamp) -> tuple[str, ...]:
    """The names of the files that were changed, added or removed between two stamps."""
    return tuple(sorted({name for name, *_ in {*before} ^ {*after}}))
