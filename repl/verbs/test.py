"""`test`: run the tests that stand beside the policy text, or that were typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import showing
from licet.repl.cli.loading import load_policies, own_files
from licet.repl.cli.options import engine_options, with_option
from licet.repl.screen.complaints import Misuse, Sources
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import ExitStatus, worst

if TYPE_CHECKING:
    from licet.answers.policy_tests import Engine, TrialResult
    from licet.repl.screen.terminal import Terminal
    from licet.words.fragments import Line

__all__ = ["command", "tested"]

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


def tested(trials: Sequence[TrialResult]) -> Output:
    """Tests that were run."""

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.claims import trials_lines

        return trials_lines(trials, width=terminal.width)

    def data() -> object:
        from licet.views.data.answers import trials_json

        return trials_json(trials)

    def page(format_: str) -> str:
        from licet.views.pages.continuous_integration import diagnostics_github, trials_junit

        return (
            trials_junit(trials) if format_ == "junit" else diagnostics_github([d for t in trials for d in t.findings])
        )

    return Output((Result(lines, data, answers=False, page=page),), status=worst(map(_status, trials)))


def _status(trial: TrialResult) -> ExitStatus:
    if trial.second is not None and trial.second.differences:
        return ExitStatus.FAULT
    if not trial.passed:
        return ExitStatus.NO
    return ExitStatus.YES if trial.second is None or trial.second.unchecked is None else ExitStatus.UNDECIDED


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
@click.option("--shipped", is_flag=True, help="Run those of the policies that come with Licet, too.")
@with_option("Take this file together with them.")
@engine_options
@showing("text", "json", "junit", "github")
def command(
    sources: Sources,
    paths: tuple[str, ...],
    extra: tuple[str, ...],
    only: tuple[str, ...],
    seconds: float,
    shipped: bool,
    engine: Engine,
    cross_check: bool,
) -> Output:
    """Run the `test` statements of the policy files; the exit status is 1 when one fails.

    With --cross-check, pyDatalog derives what each test was answered, positive and absent, a second time. A test that
    it does not get to is listed and counts as no agreement.
    """
    own = None if shipped else own_files(paths, extra)
    knowledge = load_policies(sources, paths, extra, anew=True)
    trials = knowledge.test(only, files=own, engine=engine, cross_check=cross_check, seconds=seconds)
    if only and not trials:
        raise Misuse("no test has such a title or place", 'a pattern is part of either: `--only "uses/*"`')
    return tested(trials)
