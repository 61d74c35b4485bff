"""`licet query`: what holds."""

from __future__ import annotations

import sys

import click

from licet.repl.boundary import complaining, finish
from licet.repl.complaints import Sources
from licet.repl.loading import load_policies
from licet.repl.options import PinType, engine_options, output_options, policy_options, terminal_of, write
from licet.repl.second_opinion import answered_by, confirm
from licet.repl.statuses import status_of_answers, status_of_truth

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
@click.option("--reading", "readings", multiple=True, type=PinType(), metavar="R of T", help="Read a term so.")
@policy_options
@engine_options
@output_options("text", "json")
def command(
    question: str,
    limit: int | None,
    readings: tuple[tuple[str, str], ...],
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    engine: str,
    cross_check: bool,
    format_: str,
    color: str,
) -> None:
    """Answer literals joined by `and`: with variables by a table, without by true, false, unknown or contested."""
    from licet.grammar import SourceFile

    sources = Sources({"query": SourceFile("query", question)})
    with complaining(sources, format_, color):
        from licet.repl.questions import has_variables
        from licet.repl.show import show_answers, show_truth
        from licet.verdict import Pin

        knowledge = load_policies(sources, policies, extra, assumed).knowledge
        pins = [Pin(term, reading) for term, reading in readings]
        terminal = terminal_of(sys.stdout, color)
        if cross_check:
            confirm(knowledge, question, None, pins)
        with answered_by(knowledge, engine) as answering:
            if has_variables(question):
                answers = answering.query(question, readings=pins, limit=limit)
                write(show_answers(answers, answering.base, format_, terminal))
                status = status_of_answers(answers)
            else:
                truth = answering.truth(question, readings=pins)
                write(show_truth(truth, answering.base, format_, terminal))
                status = status_of_truth(truth)
    finish(status)
