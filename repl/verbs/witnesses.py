"""`witnesses`: sets of stated facts that suffice for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import status_of_outcomes

if TYPE_CHECKING:
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.repl.session.standpoint import Standpoint
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet witnesses distil_llama_2_into_mistral
  licet witnesses "code_llama_34b descends_from llama_2_models"
"""
_MOST = 3


def _witnessed(at: Standpoint, question: str, most: int = _MOST) -> Output:
    base = at.knowledge.base
    found = at.knowledge.witnesses(question, on=at.day, readings=at.readings, most=most)

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.alternatives import witnesses_lines

        return witnesses_lines(base, found, width=terminal.width)

    def data() -> object:
        from licet.views.data.alternatives import witnesses_json

        return witnesses_json(base, question, found)

    return Output((Result(lines, data),), status=status_of_outcomes([case.outcome for case in found.cases]))


@click.command("witnesses", epilog=_EPILOG, short_help="The stated facts that suffice for an answer.")
@click.argument("question", metavar="USE|LITERALS", shell_complete=complete_uses)
@click.option("--most", type=click.IntRange(min=1), default=_MOST, show_default=True, metavar="N", help="Show so many.")
@asking("text", "json")
def command(asked: Asked, question: str, most: int) -> Output:
    """Show sets of stated facts that suffice for an answer: with one of them and the rules alone it is the same."""
    return _witnessed(*asked.subject(question), most)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`witnesses [USE | LITERALS]`."""
    question, at = session.subject(argument)
    return session, _witnessed(at, question)
