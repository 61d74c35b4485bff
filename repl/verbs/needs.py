"""`needs`: the unknown facts that would decide a verdict, as a decision table, and which to ask about first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.results import Output, Result

if TYPE_CHECKING:
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.repl.session.standpoint import Standpoint
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet needs snap_chat_product
  licet needs snap_chat_product --reading "summed of over_700_million"
"""


def _needed(at: Standpoint, use: str) -> Output:
    base, table = at.knowledge.base, at.knowledge.needs(use, on=at.day, readings=at.readings)

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.needs import needs_lines
        from licet.words.phrases import phrases_of

        return needs_lines(phrases_of(base), use, table, width=terminal.width)

    def data() -> object:
        from licet.views.data.changes import needs_json

        return needs_json(base, use, table)

    return Output((Result(lines, data),))


@click.command("needs", epilog=_EPILOG, short_help="The unknown facts that would decide a verdict.")
@click.argument("use", metavar="USE|LINES", shell_complete=complete_uses)
@asking("text", "json")
def command(asked: Asked, use: str) -> Output:
    """Show the unknown facts as a decision table, and which to ask about first."""
    return _needed(*asked.about(use))


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`needs [USE]`."""
    use = session.use_named(argument)
    return session, _needed(session.of_uses(), use)
