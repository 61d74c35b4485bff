"""Answers that go to a file instead of the screen."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from licet.repl.screen.complaints import no_way
from licet.repl.screen.results import Output, Result, said
from licet.repl.screen.show import as_line, as_text
from licet.repl.screen.terminal import Terminal

__all__ = ["diverted"]

_PAPER = Terminal(width=100)


def diverted(output: Output, path: Path) -> Output:
    """Add what an entry gave to a file, in the form that its name asks for; what is left to be shown: that this was
    done, and what has no such form.

    Raises:
        Misuse: the file cannot be written.
    """
    shown: tuple[Result, ...] = ()
    match path.suffix:
        case ".csv":
            text = "\n".join(result.table() for result in output.results if result.table is not None)
            shown = tuple(result for result in output.results if result.table is None)
        case ".json" | ".jsonl":
            text = as_line(output)
        case _:
            text = as_text(output, _PAPER)
    if not text:
        return output
    try:
        separate = "\n" if path.suffix not in (".json", ".jsonl") and path.stat().st_size else ""
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(separate + text)
    except OSError as error:
        raise no_way(f"`{path}` cannot be written", error, "`output` ends it") from error
    return replace(output, results=(*shown, said(f"written to {path}")))
