"""`mutate`: small changes of policies that some test should notice, and the tests that are missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import showing
from licet.repl.cli.loading import STDIN, own_files
from licet.repl.cli.options import with_option
from licet.repl.cli.progress import Progress
from licet.repl.screen.complaints import Misuse, Sources, no_way
from licet.repl.screen.results import Output, Result, said, wrapped
from licet.repl.screen.statuses import ExitStatus

if TYPE_CHECKING:
    from licet.changes.statements import Key
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.mutation.mutants import Mutant
    from licet.mutation.mutation import Mutation
    from licet.repl.screen.terminal import Terminal
    from licet.words.fragments import Line

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet mutate                          every statement of the project, or of what comes with Licet
  licet mutate policies --license llama_2
  licet mutate --in-diff main           the statements that changed since this branch left main
  licet mutate policies --sample 40     one mutant in forty, the same ones each time
  licet mutate policies --sample 40 --score scores.json

\b
What a mutant does: M101 drops a clause or rule, M102 a condition, M103 an exception, M104 what a
clause defeats, M105 a duty; M106 moves a threshold, M107 a day; M108 swaps strict and non-strict,
M109 swaps `and` and `any of`.
One that may survive is accepted by a comment in or above its statement:
  # licet: allow M104 because "both are forbidden anyway"

\b
Exit status: 0 every mutant is noticed, proved equivalent or accepted, or enough are for --fail-under
or --score; 1 otherwise.
"""

_CODES = ("M101", "M102", "M103", "M104", "M105", "M106", "M107", "M108", "M109")

_MUTANTS_A_JOB = 40
_MOST_TESTS, _MOST_TESTS_IN_DIFF = 20, 5
"""For how many survivors a missing test is looked for: with each pull request only as many as take no minute."""


@click.command("mutate", epilog=_EPILOG, short_help="Which small changes of the policies does no test notice?")
@click.argument("paths", nargs=-1, metavar="[PATHS]…")
@click.option("--in-diff", "since", metavar="REV", help="Mutate only the statements that changed since then.")
@click.option("--license", "licenses", multiple=True, metavar="NAME", help="Mutate only what belongs to this license.")
@click.option("--file", "files", multiple=True, metavar="FILE", help="Mutate only what stands in this policy file.")
@click.option("--kind", "codes", multiple=True, type=click.Choice(_CODES), help="Make only such mutants.")
@click.option(
    "--sample", type=click.IntRange(min=1), default=1, metavar="N", help="Take one mutant in so many. [default: all]"
)
@click.option(
    "--tests",
    type=click.IntRange(min=0),
    metavar="N",
    help="For how many survivors to look for the missing test. [default: 20, with --in-diff 5]",
)
@click.option("--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="In how many processes. [default: as fit]")
@click.option("--all", "whole", is_flag=True, help="List every survivor, and what is equivalent or accepted.")
@click.option("--fail-under", type=click.FloatRange(min=0, max=100), metavar="PERCENT", help="Fail below this score.")
@click.option("--score", "recorded", metavar="FILE", help="Fail if the score is lower than the one in this file.")
@click.option("--write", is_flag=True, help="Write the score to that file instead.")
@click.option("--shipped", is_flag=True, help="Mutate the policies that come with Licet, too.")
@with_option("Take this file together with them.")
@showing("text", "json")
def command(
    sources: Sources,
    paths: tuple[str, ...],
    extra: tuple[str, ...],
    since: str | None,
    licenses: tuple[str, ...],
    files: tuple[str, ...],
    codes: tuple[str, ...],
    sample: int,
    tests: int | None,
    jobs: int | None,
    whole: bool,
    fail_under: float | None,
    recorded: str | None,
    write: bool,
    shipped: bool,
) -> Output:
    """Change the policies in small ways, and tell which changes no test notices, each with the test that is missing."""
    from licet.answers.processes import fitting_jobs
    from licet.mutation.mutation import mutate
    from licet.repl.cli.loading_for_tests import (
        changed_keys,
        known_licenses_named,
        load_again_for_tests,
        load_for_tests,
    )

    if STDIN in extra:
        raise Misuse("mutants are of files, and not of the standard input", "name a file")
    if write and recorded is None:
        raise Misuse("there is no file to write the score to", "name it: `--score scores.json --write`")
    knowledge = load_for_tests(sources, paths, extra, shipped=shipped)
    known_licenses_named(knowledge, licenses)
    tests = tests if tests is not None else _MOST_TESTS if since is None else _MOST_TESTS_IN_DIFF
    keys = changed_keys(since, knowledge, paths) if since is not None else None
    own = None if shipped else own_files(paths, extra)
    chosen = _chosen(knowledge, own, keys, licenses, files, codes, sample)
    number = jobs if jobs is not None else fitting_jobs(len(chosen), _MUTANTS_A_JOB)
    load = load_again_for_tests(paths, extra, shipped)
    progress = Progress(len(chosen), shown=True)
    try:
        mutation = mutate(
            knowledge.policies, chosen, files=own, tests=tests, jobs=number, load=load, told=progress.show
        )
    finally:
        progress.end()
    result = _shown(mutation, since, sample, whole)
    if recorded is not None:
        return _held_to(Path(recorded), result, mutation, sample, write)
    survived = any(m.fate.value == "survived" for m in mutation.mutants)
    fails = survived if fail_under is None else mutation.score < fail_under
    return Output((result,), status=ExitStatus.NO if fails else ExitStatus.YES)


def _chosen(
    knowledge: KnowledgeBase,
    own: frozenset[str] | None,
    keys: frozenset[Key] | None,
    licenses: tuple[str, ...],
    files: tuple[str, ...],
    codes: tuple[str, ...],
    sample: int,
) -> tuple[Mutant, ...]:
    from licet.answers.test_selection import is_in_files
    from licet.mutation.mutation import all_mutants, chosen_mutants

    found = all_mutants(knowledge.base)
    if files:
        found = tuple(m for m in found if is_in_files(m.span.file, files))
        if not found:
            raise Misuse("nothing that can be mutated stands in such a file", "name one with clauses or rules")
    return chosen_mutants(found, files=own, keys=keys, licenses=licenses, codes=codes, sample=sample)


def _shown(mutation: Mutation, since: str | None, sample: int, whole: bool) -> Result:
    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.mutation import mutation_lines

        found = mutation_lines(mutation, since, whole=whole)
        return [part for line in found for part in _fitted(line, terminal.width)]

    def data() -> object:
        from licet.views.data.mutation import mutation_json

        return mutation_json(mutation, since, sample)

    return Result(lines, data, answers=False)


def _fitted(line: Line, width: int) -> list[Line]:
    """The line, wrapped unless it is to be pasted."""
    return [line] if line and line[0][0] == "code" else wrapped([line], width)


def _held_to(path: Path, result: Result, mutation: Mutation, sample: int, write: bool) -> Output:
    """The result held to the score in a file, or written there.

    Raises:
        Misuse: the file cannot be read or written.
    """
    from licet.mutation.recorded import Unreadable, read_score, write_score

    try:
        if write:
            write_score(path, sample, mutation)
            return Output((result, said(f"{path} has the score")))
        before = read_score(path, sample)
    except Unreadable as error:
        raise Misuse(str(error), "`--score FILE --write` makes one", "U004") from error
    except OSError as error:
        raise no_way(f"`{path}` cannot be written", error) from error
    if before is None:
        raise Misuse(f"`{path}` has no score of one mutant in {sample}", "`--score FILE --write` makes one", "U004")
    met = before.is_met_by(mutation)
    words = "no lower than" if met else "lower than"
    told = said(f"the score is {words} the {int(before.percent * 10) / 10:.1f}% of {path}")
    return Output((result, told), status=ExitStatus.YES if met else ExitStatus.NO)
