"""The session without a terminal: entries from a text, answers to a stream."""

from __future__ import annotations

from collections.abc import Callable

from licet.repl.prompt.carry_out import advance
from licet.repl.prompt.surroundings import World
from licet.repl.prompt.transcript import as_line, as_text
from licet.repl.screen.results import Drawn, Explained, Found, Grid, Held, Judged, Leave, Page, Refused, Result
from licet.repl.screen.statuses import ExitStatus, worst
from licet.repl.screen.style import paint
from licet.repl.screen.terminal import Terminal
from licet.repl.session.entry import entries
from licet.repl.session.session import Session
from licet.words.disclaimer import DISCLAIMER

__all__ = ["run_script"]


def run_script(
    session: Session,
    text: str,
    format_: str,
    terminal: Terminal,
    write: Callable[[str], None],
    complain: Callable[[str], None],
) -> ExitStatus:
    """Answer every entry of a text, and stop at the first error.

    Args:
        session: the session to begin with.
        text: the entries.
        format_: `text`, or `json` for a document on each line.
        terminal: what the output can show.
        write: takes answers.
        complain: takes errors in text; in JSON they are among the answers.

    Returns:
        The gravest status of the answers, or that of the error.
    """
    statuses: list[ExitStatus] = []
    shown = answered = False
    for entry in entries(text):
        session, output = advance(session, entry.text, World())
        statuses.append(output.status)
        wrong = output.status in (ExitStatus.BAD_INPUT, ExitStatus.FAULT)
        if format_ == "json":
            write(as_line(output))
        elif output.results:
            (complain if wrong else write)(("\n" if shown and not wrong else "") + as_text(output, terminal))
            shown = shown or not wrong
            answered = answered or any(map(_answers, output.results))
        if wrong or isinstance(output.request, Leave):
            break
    if answered and format_ == "text":
        write("\n" + paint([(("dim", DISCLAIMER),)], terminal))
    return worst(statuses)


def _answers(result: Result) -> bool:
    """Whether a result answers a question of what may be done or what holds."""
    match result:
        case Judged() | Explained() | Refused() | Found() | Held():
            return True
        case Page(data=data) | Drawn(data=data) | Grid(data=data):
            return "disclaimer" in data
        case _:
            return False
