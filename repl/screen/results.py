"""What a question or an entry gives: results that can be drawn, and the exit status that goes with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from licet.repl.screen.statuses import ExitStatus
from licet.words.fragments import Line, text_of, unindented, wrap
from licet.words.widths import columns

if TYPE_CHECKING:
    from licet.grammar import Diagnostic, SourceFile
    from licet.repl.screen.requests import Request
    from licet.repl.screen.terminal import Terminal
    from licet.wire.values import Wire

__all__ = ["Output", "Result", "complained", "page", "said", "wrapped"]


class Result(Struct, frozen=True):
    """Something to show.

    Attributes:
        lines: draws it for a terminal.
        data: the same for machines: a document, or a tuple of some.
        answers: whether it says what may be done or what holds, so that it goes with the disclaimer.
        page: draws it in a further format of that name, if there are some.
        table: draws it as comma-separated values, if it is a table.
    """

    lines: Callable[[Terminal], list[Line]]
    data: Callable[[], object]
    answers: bool = True
    page: Callable[[str], str] | None = None
    table: Callable[[], str] | None = None


class Output(Struct, frozen=True):
    """What was found, what is asked of the world, the exit status that goes with it, and what is to be done when it has
    been shown."""

    results: tuple[Result, ...] = ()
    request: Request | None = None
    status: ExitStatus = ExitStatus.YES
    afterwards: Callable[[], object] = tuple


def said(text: str) -> Result:
    """A sentence."""

    def data() -> Wire:
        from licet.wire.shown import Message

        return Message(text)

    return page([(("", text),)], data)


def page(lines: Iterable[Line], content: Callable[[], Wire]) -> Result:
    """Lines that are ready to be shown, and for machines the content of a document."""
    ready = tuple(lines)

    def data() -> object:
        from licet.wire.envelope import enveloped

        return enveloped(content())

    return Result(lambda terminal: wrapped(ready, terminal.width), data, answers=False)


def complained(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> Result:
    """Errors and warnings, and the texts they point into."""

    def lines(terminal: Terminal) -> list[Line]:
        from licet.repl.screen.complaints import lines_of

        return lines_of(diagnostics, sources, terminal.width)

    def data() -> object:
        from licet.views.data.answers import diagnostics_json

        return diagnostics_json(diagnostics)

    return Result(lines, data, answers=False)


def wrapped(lines: Iterable[Line], width: int) -> list[Line]:
    """The lines, those that are too long as several, the further ones indented deeper; a margin goes on."""
    return [part for line in lines for part in _wrapped(line, width)]


def _wrapped(line: Line, width: int) -> list[Line]:
    text = text_of(line)
    if columns(text) <= width:
        return [line]
    if line[0][0] == "rule":
        return _code_wrapped(line, width)
    indent = min(len(text) - len(text.lstrip()), width // 2)
    return wrap(unindented(line), width, (("", " " * indent),), (("", " " * (indent + 4)),))


def _code_wrapped(line: Line, width: int) -> list[Line]:
    """A line of code after a margin, which stands before its further lines, too."""
    margin, code = line[0][1], text_of(line[1:])
    indent = " " * (len(code) - len(code.lstrip()))
    further = f"{' ' * (len(margin) - 2)}| {indent}    "
    return wrap(unindented(line[1:]), width, (line[0], ("", indent)), (("rule", further),))
