"""The session without a terminal: entries from a text, answers to a stream."""

from __future__ import annotations

from collections.abc import Callable

from licet.repl.prompt.carry_out import advance
from licet.repl.prompt.surroundings import Surroundings
from licet.repl.screen.requests import Leave
from licet.repl.screen.show import as_line, as_text
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
        session, output = advance(session, entry.text, Surroundings())
        statuses.append(output.status)
        wrong = output.status in (ExitStatus.BAD_INPUT, ExitStatus.FAULT)
        if format_ == "json":
            write(as_line(output))
        elif output.results:
            (complain if wrong else write)(("\n" if shown and not wrong else "") + as_text(output, terminal))
            shown = shown or not wrong
            answered = answered or any(result.answers for result in output.results)
        if wrong or isinstance(output.request, Leave):
            break
    if answered and format_ == "text":
        write("\n" + paint([(("dim", DISCLAIMER),)], terminal))
    return worst(statuses)
