"""`licet query`: what holds."""

from __future__ import annotations

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.options import engine_options, write
from licet.repl.cli.second_opinion import answered_by, confirm
from licet.repl.screen.statuses import ExitStatus, status_of_answers, status_of_truth

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet query "Model descends_from llama_2_70b"
  licet query "group_users(Org, 2023-06) > 700 million"
  licet query "mistral_7b is large_language_model"
"""


@click.command("query", epilog=_EPILOG, short_help="What holds, and of what?")
@click.argument("question", metavar="LITERALS")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show at most so many answers.")
@asking("text", "json", dated=False)
@engine_options
def command(asked: Asked, question: str, limit: int | None, engine: str, cross_check: bool) -> ExitStatus:
    """Answer literals joined by `and`: with variables by a table, without by true, false, unknown or contested."""
    from licet.grammar import SourceFile
    from licet.repl.screen.show import show_answers, show_truth
    from licet.repl.session.questions import has_variables

    asked.sources.add(SourceFile("query", question))
    knowledge = asked.load()
    if cross_check:
        confirm(knowledge, question, None, asked.pins)
    with answered_by(knowledge, engine) as answering:
        if has_variables(question):
            answers = answering.query(question, readings=asked.pins, limit=limit)
            write(show_answers(answers, answering.base, asked.format_, asked.terminal))
            return status_of_answers(answers)
        truth = answering.truth(question, readings=asked.pins)
        write(show_truth(truth, answering.base, asked.format_, asked.terminal))
        return status_of_truth(truth)
