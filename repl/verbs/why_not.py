"""`why not`: what stands in the way of a verdict, or of something being so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import ExitStatus

if TYPE_CHECKING:
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.repl.session.standpoint import Standpoint
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet why-not distil_llama_2_into_mistral
  licet why-not acme_chat_product --status forbidden
  licet why-not "mistral_7b comes_from llama_2_70b"
  licet why-not "Model comes_from llama_2_models and Model is small_model"

\b
Exit status: 0 it is so after all; 1 it is not.
"""

_VERDICTS = ("permitted", "permitted with duties", "not granted", "forbidden", "conflict", "unknown")


def _demanded(at: Standpoint, question: str, read: str) -> tuple[str | None, str | None] | None:
    """The use and the verdict that are asked for, each of which can be left out; None where literals are asked about.

    Args:
        at: what is asked.
        question: what was typed.
        read: how a reading is given.

    Raises:
        Misuse: the name of a use, and a word that is no verdict to ask for.
        PolicyError: words that begin like a verdict, and are none.
    """
    from licet.errors import PolicyError
    from licet.grammar import tree
    from licet.grammar.parser import parse_conjunction, parse_demand
    from licet.grammar.reading import trace
    from licet.verdict.verdict import Status

    demand, stuck = parse_demand(question)
    if demand is not None:
        if demand[1] == Status.CONTESTED.value:
            raise Misuse("a contested verdict has no reason of its own", f"ask under a reading: `{read}`")
        return demand
    conditions, _ = parse_conjunction(question)
    match conditions:
        case None if (last := trace("demand", question, 0, len(question)).last) and last.type != "NAME":
            raise PolicyError(stuck)
        case (tree.Atom(relation=word, arguments=(tree.Constant(name=name),), form="unary"),):
            vocabulary = at.knowledge.vocabulary
            if vocabulary.is_use(name) and word not in vocabulary.relations:
                choices = ", ".join(f"`{status.value}`" for status in Status if status is not Status.CONTESTED)
                raise Misuse(f"`{word}` is no verdict", f"a verdict is {choices}")
    return None


def _refused(at: Standpoint, question: str, use: str | None, verdict: str | None) -> Output:
    """What stands in the way of the verdict of a use, or else of literals."""
    knowledge, readings = at.knowledge, at.readings
    if use is not None:
        from licet.verdict.verdict import Status

        word = verdict or "permitted"
        refusal = knowledge.why_not_status(use, Status(word), on=at.day, readings=readings)
        told, asked = f"{use} is {word}", ((word, word),)
    else:
        refusal = knowledge.why_not(question, readings=readings)
        told, asked = question, (("", question),)

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.refusal import refusal_lines

        return refusal_lines(knowledge.base, refusal, asked, width=terminal.width)

    def data() -> object:
        from licet.views.data.refusal import refusal_json

        return refusal_json(knowledge.base, refusal, told)

    return Output((Result(lines, data),), status=ExitStatus.YES if refusal.holds else ExitStatus.NO)


@click.command("why-not", epilog=_EPILOG, short_help="What stands in the way of a verdict, or of something being so?")
@click.argument("question", metavar="USE|LITERALS", shell_complete=complete_uses)
@click.option("--status", "wanted", type=click.Choice(_VERDICTS), help="The verdict to ask for.  [default: permitted]")
@asking("text", "json")
def command(asked: Asked, question: str, wanted: str | None) -> Output:
    """Say which clauses speak against a use, which were beaten, and which would permit it and do not apply; or for
    literals which premises of the nearest rules are missing, false or blocked."""
    at, question = asked.subject(question)
    use, verdict = _demanded(at, question.strip(), '--reading "R of T"') or (None, None)
    if use is None and wanted is not None:
        raise Misuse("`--status` is for uses", "literals are asked about without it")
    return _refused(at, question, use, wanted or verdict)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`why not [USE [is VERDICT] | LITERALS]`."""
    question = argument.strip()
    at = session.of_literals()
    demanded = _demanded(at, question, "assume reading R of T")
    if demanded is None:
        return session, _refused(at, question, None, None)
    use = session.use_named(demanded[0] or "")
    return session, _refused(session.of_uses(), question, use, demanded[1])
