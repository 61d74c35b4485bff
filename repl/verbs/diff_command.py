"""`licet diff`: which uses have another answer by other policies."""

from __future__ import annotations

import sys

import click

from licet.repl.cli.options import PinType, output_options, terminal_of, write
from licet.repl.cli.process import complaining, finish
from licet.repl.screen.complaints import Sources
from licet.repl.screen.statuses import ExitStatus
from licet.repl.session.loading import load_policies

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet diff main/policies policies
  licet diff main/policies policies --with my_uses.licet --use my_use

\b
Exit status: 0 every use has the same answer; 1 some have another.
"""


@click.command("diff", epilog=_EPILOG, short_help="Which uses have another answer by other policies, and why?")
@click.argument("old")
@click.argument("new")
@click.option("--use", "uses", multiple=True, metavar="USE", help="Compare only this use. [default: all declared]")
@click.option("--with", "extra", multiple=True, metavar="FILE", help="Add the statements of a file to both.")
@click.option("--reading", "readings", multiple=True, type=PinType(), metavar="R of T", help="Read a term so.")
@output_options("text", "json")
def command(
    old: str,
    new: str,
    uses: tuple[str, ...],
    extra: tuple[str, ...],
    readings: tuple[tuple[str, str], ...],
    format_: str,
    color: str,
) -> None:
    """Compare the answers for all declared uses between two policy folders, and say which clauses, facts and readings
    make the difference."""
    sources = Sources()
    with complaining(sources, format_, color):
        from licet.repl.screen.show import answered, as_json
        from licet.verdict.verdict import Pin

        before = load_policies(sources, [old], extra).knowledge
        after = load_policies(sources, [new], extra).knowledge
        found = before.compare(after, uses, readings=[Pin(term, reading) for term, reading in readings])
        if format_ == "json":
            from licet.views.data.changes import comparison_json

            write(as_json(comparison_json(before.base, after.base, found)))
        else:
            from licet.views.lines.policy_diff import comparison_lines
            from licet.words.phrases import phrases_of

            lines = comparison_lines(phrases_of(before.base), phrases_of(after.base), found)
            write(answered(lines, terminal_of(sys.stdout, color)))
    finish(ExitStatus.NO if found.changes else ExitStatus.YES)
