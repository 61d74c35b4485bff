"""`licet test`: run the tests that stand beside the policy text."""

from __future__ import annotations

import sys

import click

from licet.repl.boundary import complaining, finish
from licet.repl.complaints import Sources
from licet.repl.loading import laid_over, load_policies
from licet.repl.options import output_options, terminal_of, with_option, write
from licet.repl.statuses import ExitStatus

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet test
  licet test policies
  licet test policies --format junit > tests.xml
"""


@click.command("test", epilog=_EPILOG, short_help="Run the tests of policy files.")
@click.argument("paths", nargs=-1, metavar="[PATHS]…")
@with_option("Take this file together with them.")
@output_options("text", "json", "junit", "github")
def command(paths: tuple[str, ...], extra: tuple[str, ...], format_: str, color: str) -> None:
    """Run every `test` statement of the policy files; the exit status is 1 when one fails."""
    sources = Sources()
    with complaining(sources, format_, color):
        from licet.repl.show import show_trials

        knowledge = load_policies(sources, laid_over(paths, extra), anew=True).knowledge
        trials = knowledge.test()
        write(show_trials(trials, format_, terminal_of(sys.stdout, color)))
    finish(ExitStatus.YES if all(t.passed for t in trials) else ExitStatus.NO)
