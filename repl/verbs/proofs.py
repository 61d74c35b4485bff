"""`proofs`: distinct proofs of an answer; of one that is not decided a proof for each outcome, and where they part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import status_of_outcomes

if TYPE_CHECKING:
    from licet.answers.alternatives import Proofs
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.repl.session.standpoint import Standpoint
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet proofs distil_llama_2_into_mistral
  licet proofs "code_llama_34b descends_from llama_2_models" --most 5
  licet proofs judge_mistral_with_llama_2    a proof a reading, and where they part
"""
_MOST = 3


def _proved(at: Standpoint, question: str, most: int = _MOST) -> Proofs:
    return at.knowledge.proofs(question, on=at.day, readings=at.readings, most=most)


def _shown(at: Standpoint, question: str, found: Proofs, full: bool = False) -> Output:
    base = at.knowledge.base

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.alternatives import proofs_lines

        return proofs_lines(base, found, width=terminal.width, full=full, plain=terminal.plain)

    def data() -> object:
        from licet.views.data.alternatives import proofs_json

        return proofs_json(base, question, found)

    status = status_of_outcomes([ground.outcome for ground in found.grounds])
    return Output((Result(lines, data),), status=status)


@click.command(
    "proofs", epilog=_EPILOG, short_help="Several proofs of an answer; for a contested one, where they part."
)
@click.argument("question", metavar="USE|LITERALS", shell_complete=complete_uses)
@click.option("--most", type=click.IntRange(min=1), default=_MOST, show_default=True, metavar="N", help="Show so many.")
@click.option("--full", is_flag=True, help="Show every proof as a whole, and bookkeeping.")
@asking("text", "json")
def command(asked: Asked, question: str, most: int, full: bool) -> Output:
    """Show distinct proofs of an answer, the shortest first; of an answer that is not decided, one for each outcome."""
    at, question = asked.subject(question)
    return _shown(at, question, _proved(at, question, most), full)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`proofs [USE | LITERALS]`."""
    question, at = session.subject(argument)
    found = _proved(at, question)
    output = _shown(at, question, found)

    def step(number: int) -> Result | None:
        from licet.views.lines.alternatives import proof_outlines
        from licet.views.lines.proof import step_lines

        outlines = proof_outlines(at.knowledge.base, found)
        outline = next((outline for outline in outlines if number in outline.nodes), None)
        if outline is None:
            return None
        return replace(output.results[0], lines=lambda t: step_lines(outline, number, t.width, plain=t.plain))

    return replace(session, steps=step), output
