"""`licet proofs` and `licet witnesses`: the ways in which an answer comes about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.statuses import ExitStatus, status_of_outcomes

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["proofs", "witnesses"]

_PROOFS = """\b
Examples:
  licet proofs distil_llama_2_into_mistral
  licet proofs "code_llama_34b descends_from llama_2_models" --most 5
  licet proofs judge_mistral_with_llama_2    a proof a reading, and where they part
"""

_WITNESSES = """\b
Examples:
  licet witnesses distil_llama_2_into_mistral
  licet witnesses "code_llama_34b descends_from llama_2_models"
"""


@click.command(
    "proofs", epilog=_PROOFS, short_help="Several proofs of an answer; for a contested one, where they part."
)
@click.argument("question", metavar="USE|LITERALS", shell_complete=complete_uses)
@click.option("--most", type=click.IntRange(min=1), default=3, show_default=True, metavar="N", help="Show so many.")
@click.option("--full", is_flag=True, help="Show every proof as a whole, and bookkeeping.")
@asking("text", "json")
def proofs(asked: Asked, question: str, most: int, full: bool) -> ExitStatus:
    """Show distinct proofs of an answer, the shortest first; of an answer that is not decided, one for each outcome."""
    knowledge = _loaded(asked, question)
    found = knowledge.proofs(question, on=asked.on, readings=asked.pins, most=most)
    if asked.format_ == "json":
        from licet.views.data.alternatives import proofs_json

        asked.show_json(proofs_json(knowledge.base, question, found))
    else:
        from licet.views.lines.alternatives import proofs_lines

        terminal = asked.terminal
        asked.show(proofs_lines(knowledge.base, found, width=terminal.width, full=full, plain=terminal.plain))
    return status_of_outcomes([ground.outcome for ground in found.grounds])


@click.command("witnesses", epilog=_WITNESSES, short_help="The stated facts that suffice for an answer.")
@click.argument("question", metavar="USE|LITERALS", shell_complete=complete_uses)
@click.option("--most", type=click.IntRange(min=1), default=3, show_default=True, metavar="N", help="Show so many.")
@asking("text", "json")
def witnesses(asked: Asked, question: str, most: int) -> ExitStatus:
    """Show minimal sets of stated facts from which an answer follows, all else being absent as it is."""
    knowledge = _loaded(asked, question)
    found = knowledge.witnesses(question, on=asked.on, readings=asked.pins, most=most)
    if asked.format_ == "json":
        from licet.views.data.alternatives import witnesses_json

        asked.show_json(witnesses_json(knowledge.base, question, found))
    else:
        from licet.views.lines.alternatives import witnesses_lines

        asked.show(witnesses_lines(knowledge.base, found, width=asked.terminal.width))
    return status_of_outcomes([case.outcome for case in found.cases])


def _loaded(asked: Asked, question: str) -> KnowledgeBase:
    from licet.grammar import SourceFile

    asked.sources.add(SourceFile("query", question))
    return asked.load()
