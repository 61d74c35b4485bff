"""The border between a command and the process: answers go to stdout, complaints to stderr, and a status ends it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from licet.errors import LicetError
from licet.grammar.diagnostics import Diagnostic
from licet.repl.cli.streams import terminal_of, write
from licet.repl.screen.complaints import Sources, diagnostics_of, lines_of, status_of_error
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.style import paint

__all__ = ["Ended", "complain", "complaining", "finish"]


class Ended(Exception):
    """The command is over; its status is other than that of a clean end."""

    def __init__(self, status: ExitStatus) -> None:
        super().__init__(status)
        self.status = status


def finish(status: ExitStatus) -> None:
    """End the command with a status.

    Raises:
        Ended: always, unless the status is that of a clean end.
    """
    if status is not ExitStatus.YES:
        raise Ended(status)


@contextmanager
def complaining(sources: Sources, format_: str = "text", color: str = "auto") -> Iterator[None]:
    """Turn our exceptions into diagnostics and an exit status."""
    try:
        yield
    except LicetError as error:
        complain(diagnostics_of(error), sources, format_, color)
        raise Ended(status_of_error(error)) from error


def complain(diagnostics: Sequence[Diagnostic], sources: Sources, format_: str = "text", color: str = "auto") -> None:
    """Show what stopped an answer: as text on stderr, warnings left out, or where machines read as JSON on stdout."""
    if format_ == "json":
        from licet.views.data.answers import diagnostics_json
        from licet.wire.envelope import json_text

        write(json_text(diagnostics_json(diagnostics)) + "\n")
    else:
        shown = [d for d in diagnostics if d.is_error] or diagnostics
        write(paint(lines_of(shown, sources), terminal_of(sys.stderr, color)), sys.stderr)
