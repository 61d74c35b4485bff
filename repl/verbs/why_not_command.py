"""`licet why-not`: what stands in the way of a verdict, or of something being so."""

from __future__ import annotations

import re

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.statuses import ExitStatus

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet why-not distil_llama_2_into_mistral
  licet why-not acme_chat_product --status forbidden
  licet why-not "mistral_7b comes_from llama_2_70b"
  licet why-not "Model comes_from llama_2_models and Model is small_model"

\b
Exit status: 0 it is so after all; 1 it is not.
"""

_USE = re.compile(r"([a-z][a-z0-9_]*)(?:\s+is\s+([a-z ]+?))?")
_STATUSES = ("permitted", "permitted with duties", "not granted", "forbidden", "conflict", "unknown")


@click.command("why-not", epilog=_EPILOG, short_help="What stands in the way of a verdict, or of something being so?")
@click.argument("question", metavar="USE|LITERALS", shell_complete=complete_uses)
@click.option("--status", "wanted", type=click.Choice(_STATUSES), help="The verdict to ask for.  [default: permitted]")
@asking("text", "json")
def command(asked: Asked, question: str, wanted: str | None) -> ExitStatus:
    """Say which clauses speak against a use, which were beaten, and which would permit it and do not apply; or for
    literals which premises of the nearest rules are missing, false or blocked."""
    from licet.grammar import SourceFile

    asked.sources.add(SourceFile("query", question))
    knowledge = asked.load()
    named = _USE.fullmatch(question.strip())
    if named is not None and named[2] in (None, *_STATUSES):
        from licet.verdict.verdict import Status

        word = wanted or named[2] or "permitted"
        refusal = knowledge.why_not_status(named[1], Status(word), on=asked.on, readings=asked.pins)
        told = f"{named[1]} is {word}"
    elif wanted is not None:
        raise Misuse("`--status` is for uses", "literals are asked about without it")
    else:
        refusal = knowledge.why_not(question, readings=asked.pins)
        word = told = question
    if asked.format_ == "json":
        from licet.views.data.refusal import refusal_json

        asked.show_json(refusal_json(knowledge.base, refusal, told))
    else:
        from licet.views.lines.refusal import refusal_lines

        style = word if refusal.verdict is not None else ""
        asked.show(refusal_lines(knowledge.base, refusal, ((style, word),), width=asked.terminal.width))
    return ExitStatus.YES if refusal.holds else ExitStatus.NO
