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
from licet.lint.allowances import allowances_of, unallowed
from licet.repl.cli.findings import show_findings
from licet.repl.cli.loading import files_to_fix, load_policies, own_files, project_here
from licet.repl.cli.options import output_options, pager_option, with_option
from licet.repl.cli.process import complaining, finish
from licet.repl.cli.replacing import replace_file
from licet.repl.cli.streams import write
from licet.repl.screen.brief import brief
from licet.repl.screen.complaints import Sources
from licet.repl.screen.statuses import ExitStatus

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
            _fix(files_to_fix(paths, extra))
    with complaining(sources, format_, color):
        project, own = project_here(), own_files(paths, extra)
    try:
        knowledge = load_policies(sources, paths, extra, texts=texts, anew=True)
        found: Sequence[Diagnostic] = unallowed(knowledge.warnings, allowances_of(knowledge.base.modules))
    except PolicyError as error:
        found = error.diagnostics
    if own is not None:
        found = [d for d in found if d.is_error or d.span is None or d.span.file in own]
    strict = strict or (project is not None and project.strict_check)
    bad = any(d.is_error for d in found) or (strict and bool(found))
    told = brief(found) if format_ == "text" and not all_ else found
    show_findings(told, _summary(found), sources, format_, color, no_pager)
    finish(ExitStatus.BAD_INPUT if bad else ExitStatus.YES)


def _fix(paths: Sequence[Path]) -> None:
    """Make the safe changes in files, and say how many."""
    files, _ = policy_files(paths)
    for name, path in files.items():
        source, _ = load_source(path, name)
        if source is not None:
            mended, fixes = with_safe_fixes(source)
            if fixes:
                replace_file(path, mended.text)
                write(f"{name}: {len(fixes)} change{'s' if len(fixes) != 1 else ''}\n", sys.stderr)


def _summary(found: Sequence[Diagnostic]) -> str:
    errors = sum(d.is_error for d in found)
    warnings = len(found) - errors
    parts = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return ", ".join(parts) or "nothing to complain of"
