"""`why`: the reasons for a verdict, or for the truth of a literal; and `expand`, which goes into a step of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.options import engine_options
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import status_of_explanation

if TYPE_CHECKING:
    from licet.answers.explanation import Explanation
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.repl.session.standpoint import Standpoint
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command", "expand", "explained"]

_EPILOG = """\b
Examples:
  licet why label_features_for_safety
  licet why "llama_2_70b_chat descends_from llama_2_70b"
  licet why "not mistral_7b comes_from llama_2_70b"
  licet why label_features_for_safety --format html > proof.html
"""


def _explanation(at: Standpoint, question: str) -> Explanation:
    from licet.verdict.subjects import is_name

    if is_name(question):
        return at.knowledge.why(question.strip(), on=at.day, readings=at.readings)
    return at.knowledge.why_literal(question, readings=at.readings)


def explained(explanation: Explanation, knowledge: KnowledgeBase, *, full: bool = False) -> Output:
    """A verdict or truth with its proofs; `full` shows bookkeeping, and every branch of the decision."""
    base = knowledge.base

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.explanation import explanation_lines

        return explanation_lines(base, explanation, width=terminal.width, full=full, plain=terminal.plain)

    def data() -> object:
        from licet.views.data.answers import explanation_json

        return explanation_json(base, explanation, full=full)

    def page(format_: str) -> str:
        pages = import_module(f"licet.views.pages.{format_}")
        drawn: str = getattr(pages, f"explanation_{format_}")(base, explanation, full=full)
        return drawn

    return Output((Result(lines, data, page=page),), status=status_of_explanation(explanation))


@click.command("why", epilog=_EPILOG, short_help="Why may a use be made or not, and why is something so?")
@click.argument("question", metavar="USE|LITERAL", shell_complete=complete_uses)
@asking("text", "json", "markdown", "html", "mermaid", "dot")
@engine_options
@click.option("--full", is_flag=True, help="Show bookkeeping, and every branch of the decision.")
def command(asked: Asked, question: str, engine: str, cross_check: bool, full: bool) -> Output:
    """Prove a verdict, or that a literal without variables holds or does not, from facts and clauses."""
    standing, question = asked.subject(question)
    knowledge = standing.knowledge
    with asked.answered_by(engine, cross_check, knowledge, [question]) as at:
        return explained(_explanation(at, question), knowledge, full=full)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`why [USE | LITERAL]`."""
    question, at = session.subject(argument)
    explanation = _explanation(at, question)
    output = explained(explanation, at.knowledge)
    session = session.with_asked(question) if explanation.verdict is not None else session

    def step(number: int) -> Result | None:
        from licet.views.lines.explanation import expansion_lines

        def lines(terminal: Terminal) -> list[Line]:
            width, plain = terminal.width, terminal.plain
            return expansion_lines(at.knowledge.base, explanation, number, width=width, plain=plain) or []

        found = expansion_lines(at.knowledge.base, explanation, number) is not None
        return replace(output.results[0], lines=lines) if found else None

    return replace(session, steps=step), output


def expand(session: Session, argument: str) -> tuple[Session, Output]:
    """`expand N`: a step of the last proof with everything under it."""
    if session.steps is None:
        raise Misuse("there is no proof to go into", "`why` shows one")
    number = argument.strip().strip("[]")
    if not number.isdecimal():
        raise Misuse("which step?", "the steps to go into have a number in brackets: `expand 7`")
    step = session.steps(int(number))
    if step is None:
        raise Misuse(f"there is no step {number}", "the steps to go into have a number in brackets")
    return session, Output((step,))
