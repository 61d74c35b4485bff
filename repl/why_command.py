"""`licet why`: the reasons for a verdict, or for the truth of a literal."""

from __future__ import annotations

import sys
from datetime import date

import click

from licet.repl.boundary import complaining, finish
from licet.repl.complaints import Sources
from licet.repl.loading import load_policies
from licet.repl.options import engine_options, output_options, policy_options, question_options, terminal_of, write
from licet.repl.second_opinion import answered_by, confirm
from licet.repl.shell_names import complete_uses
from licet.repl.statuses import status_of_explanation

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet why label_features_for_safety
  licet why "llama_2_70b_chat descends_from llama_2_70b"
  licet why "not mistral_7b comes_from llama_2_70b"
  licet why label_features_for_safety --format html > proof.html
"""


@click.command("why", epilog=_EPILOG, short_help="Why may a use be made or not, and why is something so?")
@click.argument("question", metavar="USE|LITERAL", shell_complete=complete_uses)
@question_options
@policy_options
@engine_options
@click.option("--full", is_flag=True, help="Show bookkeeping, and every branch of the decision.")
@output_options("text", "json", "markdown", "html", "mermaid", "dot")
def command(
    question: str,
    on: date | None,
    readings: tuple[tuple[str, str], ...],
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    engine: str,
    cross_check: bool,
    full: bool,
    format_: str,
    color: str,
) -> None:
    """Prove a verdict, or that a literal without variables holds or does not, from facts and clauses."""
    from licet.grammar import SourceFile

    sources = Sources({"query": SourceFile("query", question)})
    with complaining(sources, format_, color):
        from licet.repl.questions import is_name
        from licet.repl.show import show_explanations
        from licet.verdict import Pin

        knowledge = load_policies(sources, policies, extra, assumed).knowledge
        pins = [Pin(term, reading) for term, reading in readings]
        if cross_check:
            confirm(knowledge, question, on, pins)
        with answered_by(knowledge, engine) as answering:
            if is_name(question):
                explanation = answering.why(question.strip(), on=on, readings=pins)
            else:
                explanation = answering.why_literal(question, readings=pins)
        write(show_explanations([explanation], knowledge, format_, terminal_of(sys.stdout, color), full))
        status = status_of_explanation(explanation)
    finish(status)
