"""`fmt`: write policy files in the one style."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

import click

from licet.errors import PolicyError
from licet.grammar import SourceFile, load_source
from licet.grammar.formatter import format_source
from licet.repl.cli.loading import STDIN, project_folders
from licet.repl.cli.options import color_option
from licet.repl.cli.process import complain, complaining, finish
from licet.repl.cli.replacing import replace_file
from licet.repl.cli.streams import terminal_of, write
from licet.repl.screen.complaints import Misuse, Sources
from licet.repl.screen.statuses import ExitStatus, worst
from licet.repl.screen.style import paint
from licet.words.fragments import Line

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet fmt policies
  licet fmt --check policies       for continuous integration
  licet fmt --diff my_use.licet
  licet fmt - < my_use.licet       from standard input to standard output
"""


@click.command("fmt", epilog=_EPILOG, short_help="Format policy files.")
@click.argument("paths", nargs=-1, metavar="[PATHS]…")
@click.option("--check", is_flag=True, help="Change nothing; the exit status is 1 when a file is not formatted.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@color_option()
def command(paths: tuple[str, ...], check: bool, diff: bool, color: str) -> None:
    """Write policy files in the one style, by default those of the project. Comments and the order of statements stay;
    the meaning does, too."""
    sources = Sources()
    statuses: list[ExitStatus] = []
    with complaining(sources, color=color):
        for name, path in _files(paths):
            source = _read(name, path)
            sources.add(source)
            formatted, errors = format_source(source)
            if formatted is None:
                complain(errors, sources, color=color)
                statuses.append(ExitStatus.BAD_INPUT)
                continue
            same = formatted == source.text
            if check or diff:
                if diff and not same:
                    write(paint(_diff(source, formatted), terminal_of(sys.stdout, color)))
                elif not same:
                    write(f"{name} would change\n")
                statuses.append(ExitStatus.YES if same or not check else ExitStatus.NO)
            elif path is None:
                write(formatted)
            elif not same:
                replace_file(path, formatted)
                write(f"{name} changed\n", sys.stderr)
    finish(worst(statuses))


def _files(paths: Sequence[str]) -> list[tuple[str, Path | None]]:
    from licet.checks.files import policy_files

    if STDIN in paths and len(paths) > 1:
        raise Misuse("`-` stands alone", "format either files or the standard input")
    if STDIN in paths:
        return [("stdin", None)]
    named = tuple(map(Path, paths)) or project_folders()
    if not named:
        raise Misuse("no file is named, and there is no project here", "name files or folders: `licet fmt policies`")
    files, errors = policy_files(named)
    if errors:
        raise PolicyError(errors)
    return list(files.items())


def _read(name: str, path: Path | None) -> SourceFile:
    if path is None:
        return SourceFile(name, sys.stdin.read())
    source, errors = load_source(path, name)
    if source is None:
        raise PolicyError(errors)
    return source


def _diff(source: SourceFile, formatted: str) -> list[Line]:
    styles = {"+": "permitted", "-": "forbidden", "@": "dim"}
    lines = unified_diff(
        source.text.splitlines(), formatted.splitlines(), source.name, f"{source.name} (formatted)", lineterm=""
    )
    return [((styles.get(line[:1], ""), line),) for line in lines]
