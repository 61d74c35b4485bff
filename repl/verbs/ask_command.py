"""`licet ask`: may this use be made?"""

from __future__ import annotations

import sys
from datetime import date

import click

from licet.repl.cli.options import engine_options, output_options, policy_options, question_options, terminal_of, write
from licet.repl.cli.process import complaining, finish
from licet.repl.cli.second_opinion import answered_by, confirm
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse, Sources
from licet.repl.screen.statuses import status_of_verdict, worst
from licet.repl.session.loading import STDIN, load_policies

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet ask label_features_for_safety
  licet ask label_features_for_safety --why
  licet ask label_features_for_safety --reading "any_help of improves"
  licet ask label_features_for_safety --cross-check
  licet ask --with my_use.licet my_use
  licet ask - < my_use.licet              every use that the text declares
  licet ask - --on 2024-01-01 < my_use.licet

\b
A use is a block of lines:
  use my_use "Label features of a small model"
    by acme
    on 2023-09-01
    does use
    involves llama_2_70b
"""


@click.command("ask", epilog=_EPILOG, short_help="May this use be made?")
@click.argument("uses", nargs=-1, required=True, metavar="USE…", shell_complete=complete_uses)
@question_options
@click.option("--why", is_flag=True, help="Show the proof, too.")
@policy_options
@engine_options
@output_options("text", "json")
def command(
    uses: tuple[str, ...],
    on: date | None,
    readings: tuple[tuple[str, str], ...],
    why: bool,
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    engine: str,
    cross_check: bool,
    format_: str,
    color: str,
) -> None:
    """Say whether a use may be made, with the clauses and duties that decide.

    USE is the name of a use that the policies declare, or `-` for those declared on the standard input.
    """
    sources = Sources()
    with complaining(sources, format_, color):
        from licet.verdict.verdict import Pin

        if STDIN in uses and STDIN not in extra:
            extra = (*extra, STDIN)
        loaded = load_policies(sources, policies, extra, assumed)
        names = _asked(uses, loaded.declared)
        pins = [Pin(term, reading) for term, reading in readings]
        knowledge, terminal = loaded.knowledge, terminal_of(sys.stdout, color)
        statuses = []
        from licet.repl.screen.show import show_explanations, show_verdicts

        for name in names if cross_check else ():
            confirm(knowledge, name, on, pins)
        with answered_by(knowledge, engine) as answering:
            if why:
                explanations = [answering.why(name, on=on, readings=pins) for name in names]
                write(show_explanations(explanations, knowledge, format_, terminal))
                statuses = [e.verdict.status for e in explanations if e.verdict is not None]
            else:
                verdicts = [answering.ask(name, on=on, readings=pins) for name in names]
                write(show_verdicts(verdicts, knowledge, format_, terminal, on))
                statuses = [v.status for v in verdicts]
    finish(worst(status_of_verdict(s) for s in statuses))


def _asked(uses: tuple[str, ...], declared: tuple[str, ...]) -> list[str]:
    """The uses to ask about, each once; `-` stands for those declared in the further files."""
    names: dict[str, None] = {}
    for use in uses:
        if use != STDIN:
            names[use] = None
        elif declared:
            names.update(dict.fromkeys(declared))
        else:
            raise Misuse("the standard input declares no use", 'a use is a block: `use my_use "…"` and its lines')
    return list(names)
