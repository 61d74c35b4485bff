"""Policy files from disk; whatever is wrong with one is a diagnostic."""

from __future__ import annotations

from pathlib import Path

from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.source import SourceFile, Span

__all__ = ["MAX_BYTES", "load_source"]

MAX_BYTES = 20_000_000


def load_source(path: Path | str, name: str | None = None) -> tuple[SourceFile | None, tuple[Diagnostic, ...]]:
    """Read a policy file: UTF-8, with or without a byte order mark, with any line ends.

    Args:
        path: where it is.
        name: how diagnostics show it; by default the path with forward slashes.

    Returns:
        The file and no errors, or None and one error: E120 it cannot be found or read, E121 it is larger than
        `MAX_BYTES`, E122 it is not UTF-8 text.
    """
    path = Path(path)
    shown = name if name is not None else path.as_posix()

    def failed(code: str, message: str, help: str) -> tuple[None, tuple[Diagnostic, ...]]:
        return None, (Diagnostic(Severity.ERROR, code, message, Span(shown, 1, 1, 1, 1), help),)

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return failed("E120", f"there is no file `{shown}`", "check the path")
    except IsADirectoryError:
        return failed("E120", f"`{shown}` is a folder, not a file", "name the file in it")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        return failed("E120", f"`{shown}` cannot be read: {reason}", "check the file's permissions")
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        return failed("E121", f"`{shown}` is larger than {limit}", "split it: the order of files means nothing")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return failed("E122", f"`{shown}` is not UTF-8 text: see line {line}", "save the file as UTF-8")
    return SourceFile(shown, text), ()
