"""What earlier comparisons found out about the uses of policies, kept beside the compiled policies: it is of the very
same files, or it is not used."""

from __future__ import annotations

import json
import os
from pathlib import Path

from licet.knowledge.kept import Kept
from licet.knowledge.private_files import Unusable, read_private, write_private

__all__ = ["keep_licenses", "known_licenses"]

_SUFFIX = ".uses"
_MAGIC = b"licet uses 1\n"


def known_licenses(kept: Kept) -> dict[str, list[str]]:
    """The licenses that could govern something of a use, by the use, as far as they were kept."""
    if kept.entry is None:
        return {}
    path = kept.entry.with_suffix(_SUFFIX)
    try:
        data = read_private(path, _magic(path))
        found = json.loads(bytes(data)) if data is not None else {}
    except (Unusable, ValueError):
        return {}
    return found if _is_sound(found) else {}


def keep_licenses(kept: Kept, known: dict[str, list[str]]) -> None:
    """Keep them for the next comparison, if the policies are kept."""
    if kept.entry is not None and known:
        path = kept.entry.with_suffix(_SUFFIX)
        write_private(path, _magic(path), json.dumps(known, sort_keys=True).encode())


def _magic(path: Path) -> bytes:
    return _MAGIC + os.fsencode(path.name) + b"\n"


def _is_sound(found: object) -> bool:
    return isinstance(found, dict) and all(
        isinstance(name, str) and isinstance(names, list) and all(isinstance(n, str) for n in names)
        for name, names in found.items()
    )
