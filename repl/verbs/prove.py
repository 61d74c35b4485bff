"""`prove`: a certificate of a verdict or truth, which `verify` checks without trusting the engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from licet.repl.cli.loading import STDIN, load_policies, presumes_nothing
from licet.repl.cli.options import (
    assume_option,
    color_option,
    day_option,
    policies_option,
    reading_option,
    strict_option,
)
from licet.repl.cli.process import complaining
from licet.repl.cli.shell_names import complete_uses
from licet.repl.cli.streams import write
from licet.repl.screen.complaints import Misuse, Sources, no_way
from licet.repl.screen.results import Output

if TYPE_CHECKING:
    from licet.repl.session.session import Session
    from licet.repl.session.standpoint import Standpoint
    from licet.verdict.verdict import Pin

__all__ = ["at_prompt", "command"]


def _certificate(at: Standpoint, question: str, given: str, strict: bool) -> str:
    """The certificate of an answer, given further statements and the day.

    Raises:
        LicetError: there is no such answer, or none that can be certified.
    """
    certify = at.knowledge.certify
    return certify(question, given=given, on=at.day, readings=at.readings, strict=strict).decode("ascii") + "\n"


@click.command("prove", short_help="Write a certificate of a verdict or truth.")
@click.argument("question", metavar="USE|LITERAL", shell_complete=complete_uses)
@day_option
@reading_option()
@strict_option
@assume_option
@policies_option
@click.option("--output", "-o", default=STDIN, metavar="FILE", help="Where to write it. [default: standard output]")
@color_option()
def command(
    question: str,
    on: date | None,
    readings: tuple[Pin, ...],
    strict: bool,
    assumed: tuple[str, ...],
    policies: tuple[str, ...],
    output: str,
    color: str,
) -> None:
    """Write a certificate, which `licet verify` checks against the policies.

    \b
    Examples:
      licet prove distil_llama_2_into_mistral -o proof.json
      licet prove "code_llama_34b comes_from llama_2_70b" > proof.json
    """
    from licet.grammar import SourceFile
    from licet.repl.session.entry import as_statement
    from licet.repl.session.standpoint import Standpoint
    from licet.verdict.described_use import DESCRIBED

    sources = Sources({name: SourceFile(name, question) for name in ("query", DESCRIBED)})
    with complaining(sources, color=color):
        knowledge = load_policies(sources, policies)
        given = "".join(f"{as_statement(s, knowledge.vocabulary.kinds)}\n" for s in assumed)
        certificate = _certificate(Standpoint(knowledge, on, readings), question, given, strict or presumes_nothing())
        if output == STDIN:
            write(certificate)
            return
        try:
            Path(output).write_text(certificate, encoding="ascii")
        except (OSError, ValueError) as error:
            raise no_way(f"`{output}` cannot be written", error, "check the path") from error


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`prove [USE | LITERALS] to FILE`."""
    from licet.repl.screen.requests import Save
    from licet.repl.session.standpoint import Standpoint

    question, to, name = f" {argument}".rpartition(" to ")
    name = name.strip().strip('"')
    if not to or not name:
        raise Misuse("prove what, and write it where?", "`prove my_use to proof.json`")
    question = question.strip() or session.use_named("")
    if any(change.verb == "retract" for change in session.scratch.changes):
        raise Misuse("a certificate cannot take facts of the files back", "`undo` or `retract N` takes a change back")
    given = "".join(f"{c.text.rstrip()}\n" for c in session.scratch.changes if c.verb == "assume")
    at = Standpoint(session.scratch.files, session.day, session.readings)
    return session, Output(request=Save(Path(name).expanduser(), _certificate(at, question, given, session.strict)))
