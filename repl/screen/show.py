"""Results as the text that is written, in the format that was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from licet.repl.screen.style import paint
from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import Line

if TYPE_CHECKING:
    from licet.repl.screen.results import Output
    from licet.repl.screen.terminal import Terminal

__all__ = ["as_answer", "as_json", "as_line", "as_text", "painted"]


def painted(lines: Iterable[Line], terminal: Terminal) -> str:
    """The lines as text, in plain marks where the terminal wants those."""
    if terminal.plain:
        from licet.views.lines.text import ascii_lines

        lines = ascii_lines(lines)
    return paint(lines, terminal)


def as_json(data: object) -> str:
    """The data as JSON, indented."""
    from licet.wire.envelope import json_text

    return json_text(data) + "\n"


def as_answer(output: Output, format_: str, terminal: Terminal) -> str:
    """What a command of the command line writes: an answer in text says that it is not legal advice."""
    if format_ == "json":
        found = [result.data() for result in output.results]
        return as_json(found[0] if len(found) == 1 else found)
    if format_ == "csv":
        return "\n".join(result.table() for result in output.results if result.table is not None)
    if format_ != "text":
        return "".join(result.page(format_) for result in output.results if result.page is not None)
    closing: list[Line] = [(), (("dim", DISCLAIMER),)] if any(r.answers for r in output.results) else []
    return painted([*_lines(output, terminal), *closing], terminal)


def as_text(output: Output, terminal: Terminal) -> str:
    """What the session shows for people."""
    return painted(_lines(output, terminal), terminal)


def as_line(output: Output) -> str:
    """What the session shows for machines: a JSON document on each line."""
    from licet.wire.envelope import json_text

    found = [result.data() for result in output.results]
    documents = [one for data in found for one in (data if isinstance(data, tuple) else (data,))]
    return "".join(json_text(document, indent=0) + "\n" for document in documents)


def _lines(output: Output, terminal: Terminal) -> list[Line]:
    """The lines of all results, a blank line between two of them."""
    parts = [result.lines(terminal) for result in output.results]
    return [line for i, part in enumerate(parts) for line in ([(), *part] if i else part)]
