"""`licet what-if`: a verdict, if things were otherwise."""

from __future__ import annotations

from datetime import date

import click

from licet.repl.cli.asked import Asked
from licet.repl.cli.options import DayType, PinType, output_options
from licet.repl.cli.process import complaining, finish
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.statuses import status_of_verdict

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet what-if judge_mistral_with_llama_2 --reading "parameters of improves"
  licet what-if distil_llama_2_into_mistral \\
    --retract "distil_llama_2_into_mistral distils_into mistral_7b"
  licet what-if snap_chat_product --assume "snap has_express_grant llama_2"

\b
The exit status is that of the verdict after the changes.
"""


@click.command("what-if", epilog=_EPILOG, short_help="The verdict of a use, if things were otherwise.")
@click.argument("use", shell_complete=complete_uses)
@click.option(
    "--assume", "assumed", multiple=True, metavar="FACT", help='Suppose a fact: "fact …"; or other statements.'
)
@click.option("--retract", "retracted", multiple=True, metavar="FACT", help="Suppose that a stated fact were not so.")
@click.option("--reading", "readings", multiple=True, type=PinType(), metavar="R of T", help="Suppose a reading.")
@click.option("--on", type=DayType(), metavar="DATE", help="The day, where the use does not state one.")
@click.option("--with", "extra", multiple=True, metavar="FILE", help="Add the statements of a file (- is stdin).")
@click.option(
    "--policies", "-p", multiple=True, metavar="PATH", help="A policy file or folder. [default: those shipped]"
)
@output_options("text", "json")
def command(
    use: str,
    assumed: tuple[str, ...],
    retracted: tuple[str, ...],
    readings: tuple[tuple[str, str], ...],
    on: date | None,
    extra: tuple[str, ...],
    policies: tuple[str, ...],
    format_: str,
    color: str,
) -> None:
    """Show the verdict before and after supposed changes, and what of its proofs is new and gone."""
    asked = Asked(policies, extra, (), on, readings, format_, color)
    with complaining(asked.sources, format_, color):
        from licet.grammar import SourceFile
        from licet.repl.session.loading import as_statement

        if not (assumed or retracted or readings):
            raise Misuse("nothing is supposed", "say what with `--assume`, `--retract` or `--reading`")
        knowledge = asked.load()
        kinds = knowledge.vocabulary.kinds
        stated = "".join(f"{as_statement(text, kinds)}\n" for text in assumed)
        withdrawn = "".join(f"{as_statement(text, kinds)}\n" for text in retracted)
        asked.sources.add(SourceFile("assumed", stated))
        asked.sources.add(SourceFile("retracted", withdrawn))
        found = knowledge.what_if(use, assume=stated, retract=withdrawn, on=on, readings=asked.pins)
        after = knowledge.assume(stated).base if stated else knowledge.base
        if format_ == "json":
            from licet.views.data.changes import what_if_json

            asked.show_json(what_if_json(after, found))
        else:
            from licet.views.lines.what_if import what_if_lines
            from licet.words.phrases import phrases_of

            asked.show(what_if_lines(phrases_of(after), found))
        assert found.after.verdict is not None
        status = status_of_verdict(found.after.verdict.status)
    finish(status)
