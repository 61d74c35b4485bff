"""`licet duties`: what a use owes, as a checklist."""

from __future__ import annotations

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.options import write
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.statuses import ExitStatus, status_of_verdict

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet duties acme_chat_product
  licet duties acme_chat_product --format markdown

\b
A duty is ticked off by a fact: `fact my_use fulfils attribution_notice`.
The exit status is that of the verdict, as of `licet ask`.
"""


@click.command("duties", epilog=_EPILOG, short_help="What a use owes, as a checklist.")
@click.argument("use", shell_complete=complete_uses)
@asking("text", "json", "markdown")
def command(asked: Asked, use: str) -> ExitStatus:
    """List the duties of a use with the words of the clauses that ask for them, and the notices to show word for
    word."""
    knowledge = asked.load()
    found = knowledge.duties(use, on=asked.on, readings=asked.pins)
    if asked.format_ == "json":
        from licet.views.data.changes import duties_json

        asked.show_json(duties_json(knowledge.base, found))
    elif asked.format_ == "markdown":
        from licet.views.lines.checklist import checklist_markdown

        write(checklist_markdown(knowledge.base, found))
    else:
        from licet.views.lines.checklist import checklist_lines

        asked.show(checklist_lines(knowledge.base, found, width=asked.terminal.width))
    return status_of_verdict(found.status)
