"""What a session can do outside of itself."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

__all__ = ["Surroundings", "editor_command", "open_editor"]


class Surroundings(Struct, frozen=True):
    """What requests are carried out with.

    Attributes:
        edit: opens a file at a line; None where nobody sits before a terminal.
        prefill: puts a text into the next prompt; None where there is none.
        watch: begins or ends to watch the policy files; None where nothing can be watched.
    """

    edit: Callable[[Path, int], None] | None = None
    prefill: Callable[[str], None] | None = None
    watch: Callable[[bool], None] | None = None


def editor_command(environ: Mapping[str, str], path: Path, line: int) -> list[str]:
    """How to open a file at a line, with $VISUAL, $EDITOR or vi."""
    words = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or "vi")
    name = Path(words[0]).name
    if name in ("code", "code-insiders", "codium"):
        return [*words, "--wait", "--goto", f"{path}:{line}"]
    if name in ("subl", "zed", "hx", "helix"):
        return [*words, f"{path}:{line}"]
    return [*words, f"+{line}", str(path)]


def open_editor(path: Path, line: int) -> None:
    """Open a file in the editor and wait for it.

    Raises:
        Misuse: the editor cannot be started.
    """
    import subprocess

    from licet.repl.screen.complaints import no_way

    command = editor_command(os.environ, path, line)
    try:
        subprocess.run(command, check=False)
    except OSError as error:
        raise no_way(f"`{command[0]}` cannot be started", error, "set EDITOR to your editor") from error
