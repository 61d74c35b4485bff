"""`duties`: what a use owes, as a checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import status_of_verdict

if TYPE_CHECKING:
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.repl.session.standpoint import Standpoint
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet duties acme_chat_product
  licet duties acme_chat_product --format markdown

\b
A duty is ticked off by a fact: `fact my_use fulfils attribution_notice of llama_2`.
The exit status is that of the verdict, as of `licet ask`.
"""


def _owed(at: Standpoint, use: str) -> Output:
    base, found = at.knowledge.base, at.knowledge.duties(use, on=at.day, readings=at.readings)

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.checklist import checklist_lines

        return checklist_lines(base, found, width=terminal.width)

    def data() -> object:
        from licet.views.data.changes import duties_json

        return duties_json(base, found)

    def page(_: str) -> str:
        from licet.views.lines.checklist import checklist_markdown

        return checklist_markdown(base, found)

    return Output((Result(lines, data, page=page),), status=status_of_verdict(found.status))


@click.command("duties", epilog=_EPILOG, short_help="What a use owes, as a checklist.")
@click.argument("use", metavar="USE|LINES", shell_complete=complete_uses)
@asking("text", "json", "markdown")
def command(asked: Asked, use: str) -> Output:
    """List the duties of a use with the words of the clauses that ask for them, and the notices to show word for
    word."""
    return _owed(*asked.about(use))


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`duties [USE]`."""
    use = session.use_named(argument)
    return session, _owed(session.of_uses(), use)
