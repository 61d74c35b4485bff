"""`licet test`: run the tests that stand beside the policy text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from licet.repl.cli.options import engine_options, output_options, terminal_of, with_option, write
from licet.repl.cli.process import complaining, finish
from licet.repl.screen.complaints import Misuse, Sources
from licet.repl.screen.statuses import ExitStatus, worst
from licet.repl.session.loading import laid_over, load_policies

if TYPE_CHECKING:
    from licet.answers.policy_tests import Engine, TrialResult

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet test
  licet test policies
  licet test policies --format junit > tests.xml
  licet test --only "uses/*" --only "700 million"
  licet test --only B122 --cross-check

\b
Exit status: 0 all pass; 1 one fails; 2 none is chosen; with --cross-check also
3 pyDatalog did not derive all answers; 4 the engines differ.
"""


@click.command("test", epilog=_EPILOG, short_help="Run the tests of policy files.")
@click.argument("paths", nargs=-1, metavar="[PATHS]…")
@click.option(
    "--only", multiple=True, metavar="PATTERN", help="Run tests whose title or place has that; * is anything."
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    metavar="N",
    help="How long pyDatalog may take for a test.",
)
@with_option("Take this file together with them.")
@engine_options
@output_options("text", "json", "junit", "github")
def command(
    paths: tuple[str, ...],
    extra: tuple[str, ...],
    only: tuple[str, ...],
    seconds: float,
    engine: Engine,
    cross_check: bool,
    format_: str,
    color: str,
) -> None:
    """Run the `test` statements of the policy files; the exit status is 1 when one fails.

    With --cross-check, pyDatalog derives what each test was answered, positive and absent, a second time. A test that
    it does not get to is listed and counts as no agreement.
    """
    sources = Sources()
    with complaining(sources, format_, color):
        from licet.repl.screen.show import show_trials

        knowledge = load_policies(sources, laid_over(paths, extra), anew=True).knowledge
        trials = knowledge.test(only, engine=engine, cross_check=cross_check, seconds=seconds)
        if only and not trials:
            raise Misuse("no test has such a title or place", 'a pattern is part of either: `--only "uses/*"`')
        write(show_trials(trials, format_, terminal_of(sys.stdout, color)))
    finish(worst(map(_status, trials)))


def _status(trial: TrialResult) -> ExitStatus:
    if trial.second is not None and trial.second.differences:
        return ExitStatus.FAULT
    if not trial.passed:
        return ExitStatus.NO
    return ExitStatus.YES if trial.second is None or trial.second.unchecked is None else ExitStatus.UNDECIDED
