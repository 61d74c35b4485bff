"""`licet why`: the reasons for a verdict, or for the truth of a literal."""

from __future__ import annotations

import re
import sys
from datetime import date

import click

from licet.repl.boundary import complaining, finish
from licet.repl.complaints import Sources
from licet.repl.loading import load_policies
from licet.repl.options import output_options, policy_options, question_options, terminal_of, write
from licet.repl.shell_names import complete_uses
from licet.repl.statuses import status_of_explanation

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet why label_features
  licet why "code_llama_34b descends_from llama_2"
  licet why "not mistral_7b comes_from llama_2"
"""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@click.command("why", epilog=_EPILOG, short_help="Why may a use be made or not, and why is something so?")
@click.argument("question", metavar="USE|LITERAL", shell_complete=complete_uses)
@question_options
@policy_options
@output_options("text", "json")
def command(
    question: str,
    on: date | None,
    readings: tuple[tuple[str, str], ...],
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    format_: str,
    color: str,
) -> None:
    """Prove a verdict, or that a literal without variables holds or does not, from facts and clauses."""
    from licet.grammar import SourceFile

    sources = Sources({"query": SourceFile("query", question)})
    with complaining(sources, format_, color):
        from licet.repl.show import show_explanations
        from licet.verdict import Pin

        knowledge = load_policies(sources, policies, extra, assumed).knowledge
        pins = [Pin(term, reading) for term, reading in readings]
        if _NAME.fullmatch(question.strip()):
            explanation = knowledge.why(question.strip(), on=on, readings=pins)
        else:
            explanation = knowledge.why_literal(question, readings=pins)
        write(show_explanations([explanation], knowledge, format_, terminal_of(sys.stdout, color)))
        status = status_of_explanation(explanation)
    finish(status)
