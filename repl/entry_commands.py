"""Commands that are entries of a session: `licet why-not`, `licet what-if`, `licet remedies`, `licet needs`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

import click

from licet.repl.boundary import complaining, finish
from licet.repl.complaints import Sources
from licet.repl.loading import load_policies
from licet.repl.options import output_options, policy_options, question_options, terminal_of, write
from licet.repl.shell_names import complete_uses
from licet.repl.statuses import ExitStatus

__all__ = ["needs", "remedies", "what_if", "why_not"]


def _answer(
    entries: Sequence[str],
    on: date | None,
    readings: tuple[tuple[str, str], ...],
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    format_: str,
    color: str,
) -> None:
    """Carry out entries one after the other, and show what the last gives, or the first error."""
    sources = Sources()
    with complaining(sources, format_, color):
        from licet.repl.session import session_over
        from licet.repl.transcript import as_line, as_text
        from licet.repl.turn import respond

        loaded = load_policies(sources, policies, extra, assumed)
        session = session_over(loaded.knowledge, loaded.roots)
        setting = [f"assume reading {reading} of {term}" for term, reading in readings]
        setting += [f"as of {on}"] if on is not None else []
        for entry in (*setting, *entries):
            session, output = respond(session, entry)
            if output.status is ExitStatus.BAD_INPUT:
                break
        terminal = terminal_of(sys.stdout, color)
        wrong = output.status is ExitStatus.BAD_INPUT and format_ == "text"
        write(as_line(output) if format_ == "json" else as_text(output, terminal), sys.stderr if wrong else None)
    finish(output.status)


@click.command("why-not", short_help="What stands in the way of a verdict, or of something being so?")
@click.argument("question", metavar="USE|LITERALS", shell_complete=complete_uses)
@question_options
@policy_options
@output_options("text", "json")
def why_not(
    question: str,
    on: date | None,
    readings: tuple[tuple[str, str], ...],
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    format_: str,
    color: str,
) -> None:
    """Say which premises of the nearest rules fail.

    \b
    Examples:
      licet why-not my_use
      licet why-not "my_use is permitted"
      licet why-not "mistral_7b comes_from llama_2_70b"
    """
    _answer([f"why not {question}"], on, readings, policies, extra, assumed, format_, color)


@click.command("what-if", short_help="The verdict of a use, if things were otherwise.")
@click.argument("use", shell_complete=complete_uses)
@click.argument("changes", nargs=-1, required=True, metavar="CHANGE…")
@question_options
@policy_options
@output_options("text", "json")
def what_if(
    use: str,
    changes: tuple[str, ...],
    on: date | None,
    readings: tuple[tuple[str, str], ...],
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    format_: str,
    color: str,
) -> None:
    """Suppose facts, their absence, or readings.

    \b
    Examples:
      licet what-if my_use "not my_use judges mistral_7b"
      licet what-if my_use "my_use by acme" "reading parameters of improves"
    """
    _answer([f"ask {use}", f"what if {', '.join(changes)}"], on, readings, policies, extra, assumed, format_, color)


@click.command("remedies", short_help="The smallest changes that would make a use permitted.")
@click.argument("use", shell_complete=complete_uses)
@question_options
@policy_options
@output_options("text", "json")
def remedies(
    use: str,
    on: date | None,
    readings: tuple[tuple[str, str], ...],
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    format_: str,
    color: str,
) -> None:
    """Find changes of what the policies say can be changed; each is confirmed by judging the use anew.

    \b
    Examples:
      licet remedies my_use
    """
    _answer([f"remedies {use}"], on, readings, policies, extra, assumed, format_, color)


@click.command("needs", short_help="The unknown facts that would decide a verdict.")
@click.argument("use", shell_complete=complete_uses)
@question_options
@policy_options
@output_options("text", "json")
def needs(
    use: str,
    on: date | None,
    readings: tuple[tuple[str, str], ...],
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    format_: str,
    color: str,
) -> None:
    """Show the unknown facts as a decision table, and which to ask about first.

    \b
    Examples:
      licet needs snap_chat_product
    """
    _answer([f"needs {use}"], on, readings, policies, extra, assumed, format_, color)
