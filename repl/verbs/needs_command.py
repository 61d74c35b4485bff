"""`licet needs`: the unknown facts that would decide a verdict."""

from __future__ import annotations

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.statuses import ExitStatus

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet needs snap_chat_product
  licet needs snap_chat_product --reading "summed of over_700_million"
"""


@click.command("needs", epilog=_EPILOG, short_help="The unknown facts that would decide a verdict.")
@click.argument("use", shell_complete=complete_uses)
@asking("text", "json")
def command(asked: Asked, use: str) -> ExitStatus:
    """Show the unknown facts as a decision table, and which to ask about first."""
    knowledge = asked.load()
    table = knowledge.needs(use, on=asked.on, readings=asked.pins)
    if asked.format_ == "json":
        from licet.views.data.changes import needs_json

        asked.show_json(needs_json(knowledge.base, use, table))
    else:
        from licet.views.lines.needs import needs_lines
        from licet.words.phrases import phrases_of

        asked.show(needs_lines(phrases_of(knowledge.base), use, table, width=asked.terminal.width))
    return ExitStatus.YES
