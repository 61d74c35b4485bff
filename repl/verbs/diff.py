"""`diff`: which uses have another answer by other policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import showing
from licet.repl.cli.loading import load_policies
from licet.repl.cli.options import reading_option, with_option
from licet.repl.screen.complaints import Sources
from licet.repl.screen.results import Output, Result, wrapped
from licet.repl.screen.statuses import ExitStatus

if TYPE_CHECKING:
    from licet.repl.screen.terminal import Terminal
    from licet.verdict.verdict import Pin
    from licet.words.fragments import Line

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
@with_option("Add the statements of a file to both.")
@reading_option()
@showing("text", "json")
def command(
    sources: Sources, old: str, new: str, uses: tuple[str, ...], extra: tuple[str, ...], readings: tuple[Pin, ...]
) -> Output:
    """Compare the answers for all declared uses between two policy folders, and say which clauses, facts and readings
    make the difference."""
    before = load_policies(sources, [old], extra)
    after = load_policies(sources, [new], extra)
    found = before.compare(after, uses, readings=readings)

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.policy_diff import comparison_lines
        from licet.words.phrases import phrases_of

        return wrapped(comparison_lines(phrases_of(before.base), phrases_of(after.base), found), terminal.width)

    def data() -> object:
        from licet.views.data.changes import comparison_json

        return comparison_json(before.base, after.base, found)

    return Output((Result(lines, data),), status=ExitStatus.NO if found.changes else ExitStatus.YES)
