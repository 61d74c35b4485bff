"""`check`: find what is wrong with policy files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from licet.checks.files import policy_files
from licet.errors import PolicyError
from licet.grammar import load_source
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.fixing import with_safe_fixes
from licet.repl.cli.loading import load_policies, own_files, project_folders, project_here
from licet.repl.cli.options import output_options, pager_option, with_option
from licet.repl.cli.process import complaining, finish
from licet.repl.cli.replacing import replace_file
from licet.repl.cli.streams import paged, terminal_of, write
from licet.repl.screen.brief import brief
from licet.repl.screen.complaints import Misuse, Sources, lines_of
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.style import paint

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet check                             the policies that come with Licet
  licet check --with mine.licet           a file of one's own beside them
  licet check policies --texts ../texts   quotes are looked up there, too
  licet check policies --format github    annotations for a pull request
  licet check --fix mine.licet            what can only have been meant in one way is written so
"""


@click.command("check", epilog=_EPILOG, short_help="Find what is wrong with policy files.")
@click.argument("paths", nargs=-1, metavar="[PATHS]…")
@with_option("Take this file together with them.")
@click.option(
    "--texts", multiple=True, metavar="DIR", help="Look for license texts in this folder, too, by their hash."
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--fix", is_flag=True, help="First write in the files named what can only have been meant in one way.")
@click.option("--all", "all_", is_flag=True, help="Show each finding, also those that are told together.")
@pager_option
@output_options("text", "json", "github", "gitlab", "sarif")
def command(
    paths: tuple[str, ...],
    extra: tuple[str, ...],
    texts: tuple[str, ...],
    strict: bool,
    fix: bool,
    all_: bool,
    format_: str,
    color: str,
    no_pager: bool,
) -> None:
    """Check policy files: their syntax, names, kinds, clauses, and that each quote stands in the license's text.

    What is found goes to stderr, and one line that counts it to stdout; the other formats go to stdout. Texts, quotes
    and locators that could not be looked at are told together, by license, except in those formats. Of the policies
    that come with Licet only errors are told where they are there for files of one's own.

    `--fix` changes spelling alone: `2026/06/01`, `==`, curly quotes, an indented statement. What it cannot be sure of
    it leaves: a name that is spelled like another may be that of another model.
    """
    sources = Sources()
    if fix:
        with complaining(sources, color=color):
            _fix((*(map(Path, paths) if paths else project_folders()), *map(Path, extra)))
    with complaining(sources, format_, color):
        project, own = project_here(), own_files(paths, extra)
    try:
        found: Sequence[Diagnostic] = load_policies(sources, paths, extra, texts=texts, anew=True).warnings
    except PolicyError as error:
        found = error.diagnostics
    if own is not None:
        found = [d for d in found if d.is_error or d.span is None or d.span.file in own]
    strict = strict or (project is not None and project.strict_check)
    bad = any(d.is_error for d in found) or (strict and bool(found))
    if format_ == "text":
        terminal = terminal_of(sys.stderr, color)
        text = paint(lines_of(found if all_ else brief(found), sources), terminal)
        if found and (no_pager or not (sys.stderr.isatty() and paged(text, terminal.width))):
            write(text, sys.stderr)
        write(f"{_summary(found)}\n")
    else:
        write(_written(found, format_))
    finish(ExitStatus.BAD_INPUT if bad else ExitStatus.YES)


def _fix(paths: Sequence[Path]) -> None:
    """Make the safe changes in files, and say how many."""
    if not paths:
        raise Misuse("`--fix` needs files", "name them: `licet check --fix mine.licet`")
    files, _ = policy_files(paths)
    for name, path in files.items():
        source, _ = load_source(path, name)
        if source is not None:
            mended, fixes = with_safe_fixes(source)
            if fixes:
                replace_file(path, mended.text)
                write(f"{name}: {len(fixes)} change{'s' if len(fixes) != 1 else ''}\n", sys.stderr)


def _written(found: Sequence[Diagnostic], format_: str) -> str:
    """Findings for machines."""
    match format_:
        case "json":
            from licet.repl.screen.show import as_json
            from licet.views.data.answers import diagnostics_json

            return as_json(diagnostics_json(found))
        case "sarif":
            from importlib.metadata import version

            from licet.views.pages.continuous_integration import diagnostics_sarif

            return diagnostics_sarif(found, version=version("licet"))
        case "gitlab":
            from licet.views.pages.continuous_integration import diagnostics_gitlab

            return diagnostics_gitlab(found)
        case _:
            from licet.views.pages.continuous_integration import diagnostics_github

            return diagnostics_github(found)


def _summary(found: Sequence[Diagnostic]) -> str:
    errors = sum(d.is_error for d in found)
    warnings = len(found) - errors
    parts = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return ", ".join(parts) or "nothing to complain of"
