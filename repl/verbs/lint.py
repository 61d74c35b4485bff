"""`lint`: find what looks wrong in policies that are in order."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import click

from licet.grammar.diagnostics import Diagnostic
from licet.grammar.fixing import with_fixes
from licet.repl.cli.findings import show_findings
from licet.repl.cli.loading import files_to_fix, load_policies, own_files
from licet.repl.cli.options import DayType, output_options, pager_option, with_option
from licet.repl.cli.process import complaining, finish
from licet.repl.cli.replacing import replace_file
from licet.repl.cli.streams import write
from licet.repl.screen.complaints import Sources
from licet.repl.screen.statuses import ExitStatus

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet lint                              the policies of the project, or those that come with Licet
  licet lint policies --on 2026-06-01     as on that day
  licet lint policies --format github     annotations for a pull request
  licet lint --fix mine.licet             facts that stand twice, and idle allowances, are taken out
  licet explain L203                      what a code means
"""


@click.command("lint", epilog=_EPILOG, short_help="Find what looks wrong in policies that are in order.")
@click.argument("paths", nargs=-1, metavar="[PATHS]…")
@with_option("Take this file together with them.")
@click.option("--on", type=DayType(), metavar="DATE", help="The day on which positions are looked at. [default: today]")
@click.option("--fix", is_flag=True, help="First take out what can be taken out safely.")
@pager_option
@output_options("text", "json", "github", "gitlab", "sarif")
def command(
    paths: tuple[str, ...],
    extra: tuple[str, ...],
    on: date | None,
    fix: bool,
    format_: str,
    color: str,
    no_pager: bool,
) -> None:
    """Find what looks wrong in policy files that pass the checks: names that nothing reads, clauses that never decide
    anything or that nothing sets an order between, clauses without words or tests, facts without a source.

    What is found goes to stderr, and one line that counts it to stdout; the other formats go to stdout. The exit status
    is 1 where something is found. Of the policies that come with Licet nothing is told where they are there for files
    of one's own.

    A finding that is to stay is allowed in place, with the reason: `# licet: allow L203 because "…"`.
    """
    sources = Sources()
    with complaining(sources, format_, color):
        if fix:
            files_to_fix(paths, extra)
        found = _found(sources, paths, extra, on)
        if fix and _fix(found, paths, extra):
            sources = Sources()
            found = _found(sources, paths, extra, on)
    show_findings(found, _count(found), sources, format_, color, no_pager)
    finish(ExitStatus.NO if found else ExitStatus.YES)


def _found(sources: Sources, paths: Sequence[str], extra: Sequence[str], on: date | None) -> tuple[Diagnostic, ...]:
    own = own_files(paths, extra)
    found = load_policies(sources, paths, extra, anew=True).lint(on)
    return found if own is None else tuple(d for d in found if _is_about(d, own))


def _is_about(diagnostic: Diagnostic, files: Collection[str]) -> bool:
    """Whether one of its places is in one of those files."""
    spans = [diagnostic.span, *(label.span for label in diagnostic.labels)]
    return any(span is None or span.file in files for span in spans)


def _fix(found: Collection[Diagnostic], paths: Sequence[str], extra: Sequence[str]) -> bool:
    """Make the safe changes, and say how many; whether there were any."""
    from licet.checks.files import policy_files
    from licet.grammar import load_source

    fixes = [d.fix for d in found if d.fix is not None and d.fix.safe]
    files, _ = policy_files(files_to_fix(paths, extra))
    for name in sorted({fix.span.file for fix in fixes} & set(files)):
        source, _ = load_source(Path(files[name]), name)
        if source is not None:
            made = [fix for fix in fixes if fix.span.file == name]
            replace_file(Path(files[name]), with_fixes(source, made).text)
            write(f"{name}: {len(made)} change{'s' if len(made) != 1 else ''}\n", sys.stderr)
    return bool(fixes)


def _count(found: Sequence[Diagnostic]) -> str:
    return f"{len(found)} finding{'s' if len(found) != 1 else ''}" if found else "nothing found"
