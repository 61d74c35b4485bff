"""`test`: run the tests that stand beside the policy text, or that were typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import showing
from licet.repl.cli.loading import STDIN, load_policies, own_files
from licet.repl.cli.options import engine_options, with_option
from licet.repl.screen.complaints import Misuse, Sources
from licet.repl.screen.results import Output, Result, wrapped
from licet.repl.screen.statuses import ExitStatus, worst

if TYPE_CHECKING:
    from licet.answers.failed_tests import Instead
    from licet.answers.policy_tests import Engine, TrialResult
    from licet.answers.test_selection import Chosen
    from licet.coverage.coverage import Coverage
    from licet.coverage.marks import Mark
    from licet.grammar.source import Span
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.repl.cli.loading_for_tests import Changed
    from licet.repl.screen.terminal import Terminal
    from licet.words.fragments import Line

__all__ = ["command", "of_trials"]

_EPILOG = """\b
Examples:
  licet test
  licet test policies
  licet test policies --format junit > tests.xml
  licet test --only "uses/*" --only "700 million"
  licet test --license llama_2 --jobs 4
  licet test --changed-since main            what a change can make fail
  licet test --coverage                      and what no test tries
  licet test --coverage --changed-since main --fail-under 90
  licet test --only B122 --cross-check

\b
Exit status: 0 all pass; 1 one fails, or less is covered than --fail-under; 2 none is chosen;
with --cross-check also 3 pyDatalog did not derive all answers; 4 the engines differ.
"""

_MOST_PROVED = 5
_TESTS_A_JOB = 40


def of_trials(
    trials: Sequence[TrialResult],
    instead: Mapping[Span, Sequence[Instead]] | None = None,
    coverage: Coverage | None = None,
    *,
    since: str | None = None,
    fail_under: float = 0.0,
    whole: bool = False,
) -> Output:
    """Tests that were run.

    Args:
        trials: their results.
        instead: what came in the place of what was expected, by the places of tests.
        coverage: what they cover, if that was asked for.
        since: the revision since which it changed, if only that counts.
        fail_under: how much of it in a hundred must be covered.
        whole: whether to list everything that is not.
    """

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.claims import trials_lines

        found = trials_lines(trials, width=terminal.width, instead=instead)
        if coverage is not None:
            from licet.views.lines.coverage import coverage_lines

            found += [(), *wrapped(coverage_lines(coverage, since, whole=whole), terminal.width)]
        return found

    def data() -> object:
        from licet.views.data.answers import trials_json
        from licet.views.data.coverage import coverage_of

        return trials_json(trials, instead, coverage_of(coverage, since) if coverage is not None else None)

    def page(format_: str) -> str:
        from licet.views.pages.continuous_integration import diagnostics_github, trials_junit

        return (
            trials_junit(trials) if format_ == "junit" else diagnostics_github([d for t in trials for d in t.findings])
        )

    too_little = coverage is not None and coverage.total.percent < fail_under
    statuses = [*map(_status, trials), ExitStatus.NO if too_little else ExitStatus.YES]
    return Output((Result(lines, data, answers=False, page=page),), status=worst(statuses))


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
@click.option("--license", "licenses", multiple=True, metavar="NAME", help="Run tests of uses that it could govern.")
@click.option("--file", "files", multiple=True, metavar="FILE", help="Run the tests of this policy file.")
@click.option("--changed-since", "since", metavar="REV", help="Run what the changes since then can make fail.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="In how many processes. [default: as fit]")
@click.option("--coverage", is_flag=True, help="Tell what the tests try of the policies, or of what changed.")
@click.option("--all", "whole", is_flag=True, help="List everything that no test tries.")
@click.option(
    "--fail-under",
    type=click.FloatRange(min=0, max=100),
    default=0.0,
    metavar="PERCENT",
    help="Fail if less is covered.",
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
    licenses: tuple[str, ...],
    files: tuple[str, ...],
    since: str | None,
    jobs: int | None,
    coverage: bool,
    whole: bool,
    fail_under: float,
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
    if engine != "licet" or cross_check:
        if licenses or files or since or coverage:
            raise Misuse("pyDatalog runs tests by their titles and places only", "use `--only`")
        knowledge = load_policies(sources, paths, extra, anew=True)
        trials = knowledge.test(only, files=own, engine=engine, cross_check=cross_check, seconds=seconds)
        _held(trials, only)
        return of_trials(trials)
    from licet.answers.processes import fitting_jobs
    from licet.coverage.runs import run_tests
    from licet.repl.cli.loading_for_tests import changed_since, load_again_for_tests, load_for_tests

    knowledge = load_for_tests(sources, paths, extra, shipped=shipped)
    changed = changed_since(since, knowledge, paths) if since is not None else None
    chosen = _chosen(knowledge, own, only, files, licenses, changed, coverage)
    if changed is None:
        _held(chosen, (*only, *files, *licenses))
    load = load_again_for_tests(paths, extra, shipped)
    number = 1 if STDIN in extra else jobs if jobs is not None else fitting_jobs(len(chosen), _TESTS_A_JOB)
    runs = run_tests(knowledge.policies, chosen, marking=coverage, jobs=number, load=load)
    covered = _covered(knowledge, runs.marks, own, changed, licenses) if coverage else None
    instead = dict(_instead(knowledge, runs.results))
    return of_trials(runs.results, instead, covered, since=since, fail_under=fail_under, whole=whole)


def _held(found: Sequence[object], patterns: Sequence[str]) -> None:
    """That there is something to run, where something was asked for.

    Raises:
        Misuse: there is nothing.
    """
    if patterns and not found:
        help = 'a pattern is part of a title or place: `--only "uses/*"`'
        raise Misuse("no test has such a title or place", help)


def _chosen(
    knowledge: KnowledgeBase,
    own: frozenset[str] | None,
    only: Sequence[str],
    files: Sequence[str],
    licenses: Sequence[str],
    changed: Changed | None,
    coverage: bool,
) -> list[Chosen]:
    """The tests that all of what was asked for fits. For the coverage of a change, those of its licenses, too: a clause
    that is new bites in tests whose answer it leaves."""
    from licet.answers.policy_tests import selected
    from licet.answers.test_selection import in_files, of_licenses
    from licet.repl.cli.loading_for_tests import known_licenses_named

    base = knowledge.base
    found = list(selected(base, only, own))
    if files:
        found = list(in_files(found, files))
    if licenses:
        known_licenses_named(knowledge, licenses)
        found = list(of_licenses(base, found, licenses))
    if changed is not None:
        near = [t for t in found if t[1].span in changed.tests]
        if coverage and changed.licenses:
            spans = {test.span for _, test in near}
            near += [t for t in of_licenses(base, found, changed.licenses) if t[1].span not in spans]
        found = near
    return found


def _covered(
    knowledge: KnowledgeBase,
    marks: frozenset[Mark],
    own: frozenset[str] | None,
    changed: Changed | None,
    licenses: Sequence[str],
) -> Coverage:
    from licet.coverage.coverage import coverage_of

    keys = changed.covered if changed is not None else None
    if licenses:
        of_them = {e.key for name in licenses for e in knowledge.vocabulary.clauses_of(name)}
        keys = frozenset(of_them) if keys is None else keys & of_them
    return coverage_of(knowledge.vocabulary, marks, own, keys)


def _instead(knowledge: KnowledgeBase, results: Sequence[TrialResult]) -> Iterator[tuple[Span, Sequence[Instead]]]:
    """What came in the place of what the first tests that failed expect."""
    from licet.answers.failed_tests import came_instead

    failed = [result for result in results if not result.passed]
    for result in failed[:_MOST_PROVED]:
        yield result.span, tuple(came_instead(knowledge.base, result))
