"""`licet prove` and `licet verify`: certificates that can be checked without trusting the engine."""

from __future__ import annotations

import os
import stat
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from licet.repl.cli.options import output_options, question_options, terminal_of, write
from licet.repl.cli.process import complain, complaining, finish
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse, Sources, complaint
from licet.repl.screen.statuses import ExitStatus
from licet.repl.session.loading import STDIN, as_statement, load_policies
from licet.verdict.subjects import is_name

if TYPE_CHECKING:
    from licet.certificate.verify import Verification

__all__ = ["prove", "verify"]

_POLICIES = click.option(
    "--policies", "-p", multiple=True, metavar="PATH", help="A policy file or folder. [default: those shipped]"
)


@click.command("prove", short_help="Write a certificate of a verdict or truth.")
@click.argument("question", metavar="USE|LITERAL", shell_complete=complete_uses)
@question_options
@click.option("--assume", "assumed", multiple=True, metavar="FACT", help='Take a fact as given, too: "fact …".')
@_POLICIES
@click.option("--output", "-o", default=STDIN, metavar="FILE", help="Where to write it. [default: standard output]")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def prove(
    question: str,
    on: date | None,
    readings: tuple[tuple[str, str], ...],
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

    sources = Sources({"query": SourceFile("query", question)})
    with complaining(sources, color=color):
        from licet.verdict.verdict import Pin

        knowledge = load_policies(sources, policies).knowledge
        statements = [as_statement(s, knowledge.vocabulary.kinds) for s in assumed]
        if on is not None and is_name(question):
            statements.append(f"fact on({question.strip()}) = {on.isoformat()}")
        given = "".join(f"{s}\n" for s in statements)
        pins = [Pin(term, reading) for term, reading in readings]
        certificate = knowledge.certify(question, given=given, readings=pins).decode("ascii") + "\n"
        if output == STDIN:
            write(certificate)
        else:
            _save(output, certificate)


@click.command("verify", short_help="Check a certificate against policies.")
@click.argument("file", metavar="FILE")
@click.argument("paths", nargs=-1, metavar="[PATHS]…")
@_POLICIES
@output_options("text", "json")
def verify(file: str, paths: tuple[str, ...], policies: tuple[str, ...], format_: str, color: str) -> None:
    """Check a certificate that `licet prove` wrote, with a kernel that shares no code with the engine.

    PATHS are the policy files and folders, as with --policies; without any those that come with Licet; `-` is the
    standard input. Shown is what is proved: which answer, of whom, under which readings and given facts, by which
    policies. The exit status is 0 when it is accepted; 3 when it is accepted under added rules, which is to say that it
    was given statements that are no facts, so the policies alone do not say so; and 4 when it is rejected.

    \b
    Examples:
      licet verify proof.json
      licet verify proof.json policies
      licet prove my_use -p policies | licet verify - -p policies
    """
    sources = Sources()
    with complaining(sources, format_, color):
        from licet.certificate.verify import verify as verified
        from licet.repl.screen.show import answered, as_json
        from licet.views.data.alternatives import verification_json
        from licet.views.lines.verification import proved_lines

        found = verified(_read(file), (*policies, *paths))
    if format_ == "json":
        write(as_json(verification_json(found)))
    elif found.proved is not None:
        terminal = terminal_of(sys.stdout, color)
        write(answered(proved_lines(found.proved, width=terminal.width), terminal))
    else:
        changed = ", ".join(f"`{name}`" for name in found.changed)
        help = f"other than when it was written: {changed}" if changed else None
        complain([complaint(f"the certificate is rejected: {found.reason}", help, "F002")], sources, color=color)
    finish(_status(found))


def _status(found: Verification) -> ExitStatus:
    if found.accepted:
        return ExitStatus.YES
    return ExitStatus.UNDECIDED if found.accepted_under_added_rules else ExitStatus.FAULT


def _save(file: str, text: str) -> None:
    try:
        Path(file).write_text(text, encoding="ascii")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise Misuse(f"`{file}` cannot be written: {reason}", "check the path", "U004") from error


def _read(file: str) -> bytes:
    """No more than a certificate can have, and one byte: devices and pipes never end."""
    from licet.certificate.kernel import MOST_BYTES

    try:
        if file == STDIN:
            return sys.stdin.read(MOST_BYTES + 1).encode()
        opened = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(opened, "rb") as data:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise Misuse(f"`{file}` is no regular file", "`-` reads from the standard input", "U004")
            return data.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise Misuse(f"`{file}` cannot be read: {reason}", "check the path", "U004") from error
