"""Where the entries of a project are remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

__all__ = ["history_file", "open_history"]


def history_file(environ: Mapping[str, str], roots: Sequence[Path]) -> Path:
    """The file for the policies at these roots, below XDG_STATE_HOME."""
    state = environ.get("XDG_STATE_HOME") or str(Path(environ.get("HOME", "~")).expanduser() / ".local" / "state")
    project = "\0".join(sorted(str(root.resolve()) for root in roots))
    name = sha256(project.encode()).hexdigest()[:16]
    return Path(state) / "licet" / f"history-{name}"


def open_history(environ: Mapping[str, str], roots: Sequence[Path]) -> History:
    """The history of a project; one that is not kept, where no file can be written."""
    path = history_file(environ, roots)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
