"""`licet why`: the reasons for a verdict, or for the truth of a literal."""

from __future__ import annotations

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.options import engine_options, write
from licet.repl.cli.second_opinion import answered_by, confirm
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.statuses import ExitStatus, status_of_explanation

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
@asking("text", "json", "markdown", "html", "mermaid", "dot")
@engine_options
@click.option("--full", is_flag=True, help="Show bookkeeping, and every branch of the decision.")
def command(asked: Asked, question: str, engine: str, cross_check: bool, full: bool) -> ExitStatus:
    """Prove a verdict, or that a literal without variables holds or does not, from facts and clauses."""
    from licet.grammar import SourceFile
    from licet.repl.screen.show import show_explanations
    from licet.verdict.subjects import is_name

    asked.sources.add(SourceFile("query", question))
    knowledge = asked.load()
    if cross_check:
        confirm(knowledge, question, asked.on, asked.pins)
    with answered_by(knowledge, engine) as answering:
        if is_name(question):
            explanation = answering.why(question.strip(), on=asked.on, readings=asked.pins)
        else:
            explanation = answering.why_literal(question, readings=asked.pins)
    write(show_explanations([explanation], knowledge, asked.format_, asked.terminal, full))
    return status_of_explanation(explanation)
