"""`audit`: the verdicts of many uses, of many things and by several organizations, as a table."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING

import click

from licet.repl.cli.asked import Asked
from licet.repl.cli.loading import STDIN
from licet.repl.cli.options import color_option, day_option, policy_options, reading_option, strict_option
from licet.repl.cli.process import Ended, complaining, finish
from licet.repl.cli.progress import Progress
from licet.repl.cli.streams import terminal_of, write
from licet.repl.screen.complaints import Misuse, Sources, no_way
from licet.repl.screen.statuses import ExitStatus, worst
from licet.repl.verbs.audit_writing import Pieces, Wanted, Writer, pieces

if TYPE_CHECKING:
    from licet.grammar.source import SourceFile
    from licet.verdict.verdict import Pin

__all__ = ["command", "names_in", "read_uses"]

_EPILOG = """\b
Examples:
  licet audit                                  every model, everyday uses, a small company, today
  licet audit --models llama_2_models --by acme,giant --on 2024-01-01
  licet audit --use "host: runs MODEL; serves MODEL" --use "distributes MODEL"
  licet audit --use run,publish --format csv -o verdicts.csv
  licet audit --uses our_uses.licet --format html -o verdicts.html
  licet audit --tables hub --use run,sell -o verdicts.parquet

\b
A use is lines with a capitalized word in the place of the thing, perhaps with a name before them; the name of a use
that the policies declare, which is asked as it is; or an everyday use: run, earn, host, pass_on, tune, publish, rename,
quantize, sell, teach. A file of uses has them as blocks: `use host "Host it"` and the lines below.

\b
Ctrl-C ends it and keeps what is done; again, it ends at once.
Exit status: 0 all permitted; 1 some refused; 3 some undecided; 130 stopped.
"""

_FORMATS = ("text", "csv", "jsonl", "markdown", "html")
_ROWS_A_JOB = 100


@click.command("audit", epilog=_EPILOG, short_help="The verdicts of many uses of many models, as a table.")
@click.option(
    "--models", "-m", multiple=True, metavar="NAME", help="A model, family, kind or pattern. [default: every model]"
)
@click.option(
    "--use", "-u", "uses", multiple=True, metavar="USE|LINES", help="What is done. [default: the everyday uses]"
)
@click.option("--uses", "files", multiple=True, metavar="FILE", help="A file of uses to ask.")
@click.option("--by", multiple=True, metavar="NAME", help="Who makes the uses. [default: a small company]")
@click.option(
    "--tables",
    multiple=True,
    metavar="PATH",
    help="Ask about all models in tables of facts, such as `licet import --tables` writes.",
)
@day_option
@reading_option()
@strict_option
@policy_options
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to show it."
)
@click.option("--output", "-o", default=STDIN, metavar="FILE", help="Where to write it. [default: standard output]")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help="In how many processes with --tables. [default: as fit]",
)
@color_option("NO_COLOR and FORCE_COLOR are honoured, too.")
def command(
    models: tuple[str, ...],
    uses: tuple[str, ...],
    files: tuple[str, ...],
    by: tuple[str, ...],
    tables: tuple[str, ...],
    on: date | None,
    readings: tuple[Pin, ...],
    strict: bool,
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
    format_: str,
    output: str,
    jobs: int | None,
    color: str,
) -> None:
    """Ask about uses of many things at once, and say for each whether it may be made and which clauses decide.

    The day is today, unless the use says otherwise, or --on, which counts before what the use says.
    """
    from licet.answers.processes import fitting_jobs

    sources = Sources()
    asked = Asked(policies, extra, assumed, on, readings, strict, sources)
    with complaining(sources, color=color):
        if tables:
            _of_tables(asked, tables, models, uses, files, by, format_, output, jobs, color)
            return
        wanted = Wanted(
            tuple(names_in(models)),
            tuple(_uses(asked, uses, files)),
            tuple(names_in(by)),
            on,
            date.today(),
            readings,
            format_,
        )
        audit = wanted.audit(asked.load())
        with _interruptible() as is_stopped, _sink(output, atomic=format_ == "html") as stream:
            writer = wanted.writer(audit, terminal_of(stream, color))
            found = pieces(wanted, writer, jobs or fitting_jobs(len(audit), _ROWS_A_JOB), asked.again())
            statuses = _run(found, writer, stream, is_stopped)
        asked.ending.close()
    if len(statuses) < len(audit):
        write(f"stopped after {len(statuses)} of {len(audit)}\n", sys.stderr)
        raise Ended(ExitStatus.STOPPED)
    finish(worst(statuses))


def _uses(asked: Asked, uses: Sequence[str], files: Sequence[str]) -> list[str | SourceFile]:
    """The uses that are asked for, whose texts errors can then point into.

    Raises:
        PolicyError: a file of uses cannot be read.
    """
    from licet.grammar.source import SourceFile

    lines = names_in(uses)
    for number, use in enumerate(lines, 1):
        asked.sources.add(SourceFile(f"use {number}", use))
    read = [read_uses(name) for name in files]
    for source in read:
        asked.sources.add(source)
    return [*lines, *read]


def _of_tables(
    asked: Asked,
    tables: tuple[str, ...],
    models: Sequence[str],
    uses: Sequence[str],
    files: Sequence[str],
    by: Sequence[str],
    format_: str,
    output: str,
    jobs: int | None,
    color: str,
) -> None:
    """The audit of the models in tables.

    Raises:
        LicetError: an option, a name, a use or a table is not what it should be.
    """
    from licet.repl.verbs.audit_of_tables import TablesAsked, audit_of_tables

    if models:
        raise Misuse("`--models` and `--tables` exclude each other", "tables are asked about all of their models")
    if format_ != "text" or (output != STDIN and not output.endswith(".parquet")):
        raise Misuse(
            "the rows of `--tables` are written as Parquet",
            "`-o verdicts.parquet`; without it, only how many there are",
        )
    wanted = TablesAsked(tables, _uses(asked, uses, files), names_in(by), None if output == STDIN else output, jobs)
    with _interruptible() as is_stopped:
        audit_of_tables(asked, wanted, is_stopped, color)


def names_in(texts: Sequence[str]) -> list[str]:
    """The names in texts, with commas between them; lines are one."""
    return [name for text in texts for name in _names(text)]


def _names(text: str) -> list[str]:
    return [text] if ";" in text or " " in text.strip() else [name for name in text.split(",") if name]


def read_uses(name: str) -> SourceFile:
    """A file of uses.

    Raises:
        PolicyError: it cannot be read.
    """
    from licet.errors import PolicyError
    from licet.grammar.loading import load_source

    source, found = load_source(name)
    if source is None:
        raise PolicyError(found)
    return source


# --- Going through the rows ---


def _run(pieces: Pieces, writer: Writer, stream: IO[str], is_stopped: Callable[[], bool]) -> list[ExitStatus]:
    """Write row after row until the end or Ctrl-C; their statuses."""
    statuses: list[ExitStatus] = []
    progress = Progress(len(writer.audit), shown=not (writer.streams and stream.isatty()))
    write(writer.head(), stream)
    try:
        with closing(pieces) as found:
            for piece, status in found:
                write(writer.text(piece), stream)
                statuses.append(status)
                progress.show(len(statuses))
                if is_stopped():
                    break
    finally:
        progress.end()
        write(writer.end(len(statuses)), stream)
    return statuses


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, instead of what it does otherwise; pressed again, it does that."""
    stopped = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        signal.signal(signal.SIGINT, before)

    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:  # not in the main thread: nobody can press it
        yield lambda: False
        return
    try:
        yield lambda: stopped
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _sink(name: str, *, atomic: bool) -> Iterator[IO[str]]:
    """Where the table goes: the standard output, or a file; with `atomic`, one that is there whole or not at all.

    Raises:
        Misuse: it cannot be written.
    """
    if name == STDIN:
        yield sys.stdout
        return
    path = Path(name)
    part = path.with_name(f".{path.name}.{os.getpid()}.part") if atomic else path
    try:
        with open(part, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        if atomic:
            os.replace(part, path)
    except OSError as error:
        raise no_way(f"`{name}` cannot be written", error, "check the path") from error
    finally:
        if atomic:
            part.unlink(missing_ok=True)
