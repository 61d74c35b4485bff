"""`ask`: may this use be made?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.loading import STDIN
from licet.repl.cli.options import engine_options
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output
from licet.repl.verbs.verdicts import judged, together, verdicts

if TYPE_CHECKING:
    from licet.repl.session.session import Session

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet ask label_features_for_safety
  licet ask label_features_for_safety --why
  licet ask label_features_for_safety --reading "any_help of improves"
  licet ask label_features_for_safety --cross-check
  licet ask "by acme; on 2026-03-01; runs llama_3_1_8b; serves llama_3_1_8b"
  licet ask --with my_use.licet my_use
  licet ask - < my_use.licet              every use that the text declares
  licet ask - --on 2024-01-01 < my_use.licet
  licet ask my_use --receipt my_use.json  to be asked again by `licet recheck`

\b
A use is a block of lines, or these lines with `;` between them, which are called `the_use`:
  use my_use "Label features of a small model"
    by acme
    on 2023-09-01
    runs llama_2_70b
    labels_features_of gpt2_small with llama_2_70b
    fulfils copy_of_agreement of llama_2

\b
A use is acts on things: each line says what is done to what. `licet find WORD` leads from everyday words to the lines.
"""


@click.command("ask", epilog=_EPILOG, short_help="May this use be made?")
@click.argument("uses", nargs=-1, required=True, metavar="USE…", shell_complete=complete_uses)
@asking("text", "json")
@engine_options
@click.option("--why", is_flag=True, help="Show the proof, too.")
@click.option("--receipt", metavar="FILE", help="Write down the answer and what it rests on, for `licet recheck`.")
def command(
    asked: Asked, uses: tuple[str, ...], why: bool, receipt: str | None, engine: str, cross_check: bool
) -> Output:
    """Say whether a use may be made, with the clauses and duties that decide.

    USE is the name of a use that the policies declare, its lines with `;` between them, or `-` for the uses declared on
    the standard input.
    """
    if receipt is None:
        return verdicts(asked, uses, why, engine, cross_check)
    from licet.repl.cli.receipts import revision_here, write_new

    if len(uses) != 1 or STDIN in uses:
        raise Misuse("a receipt is of one use", "name it: `licet ask my_use --receipt FILE`")
    asked = replace(asked, lays_on=True)
    knowledge = asked.load()
    output = verdicts(asked, uses, why, engine, cross_check, knowledge=knowledge)
    commit, clean = revision_here(asked.policies)
    written = knowledge.receipt(uses[0], on=asked.on, readings=asked.readings, commit=commit, clean=clean)
    write_new(receipt, written.decode())
    return output


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`ask USE [USE …]`."""
    found = []
    for name in re.split(r"[\s,]+", argument.strip()):
        use = session.use_named(name)
        at = session.of_uses()
        verdict = at.knowledge.ask(use, on=at.day, readings=at.readings, presumptions=True, thresholds=True)
        found.append(judged(verdict, at.knowledge))
        session = replace(session.with_asked(use), steps=None)
    return session, together(found)
