"""`import`: what others say of models, as policy text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from licet.repl.cli.loading import load_policies
from licet.repl.cli.options import color_option, policies_option, with_option
from licet.repl.cli.process import complaining, finish
from licet.repl.cli.replacing import replace_file, replaced_folder
from licet.repl.cli.streams import terminal_of, write
from licet.repl.screen.complaints import Misuse, Sources, lines_of, no_way
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.style import paint

if TYPE_CHECKING:
    from collections.abc import Callable

    from licet.imports import Found

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet import card README.md --hub acme/phoenix-7b --output phoenix.licet
  licet import hub cards.parquet --output models.licet
  licet import bom bom.json
  licet import csv models.csv --map map.toml
  licet import hub cards.parquet --tables facts

\b
Exit status: 0 all was read, 1 something was left out, 2 nothing could be read.
"""
_EACH = 500
_MOST_BYTES = 20_000_000


@click.group("import", epilog=_EPILOG, short_help="Cards, hub exports, bills of materials and tables to policy text.")
def command() -> None:
    """Write what others say of models as policy text, or as tables of facts, each with its source. Licenses that no
    policy declares are unread, and what contradicts is all stated; `licet check --with FILE` says where."""


class _To(Struct, frozen=True):
    """Where an import is written: as text, or as tables in a folder; whether over what is there, and the policies whose
    names it takes."""

    output: str | None
    tables: str | None
    force: bool
    policies: tuple[str, ...]
    extra: tuple[str, ...]
    color: str


def _options(function: Callable[..., None]) -> Callable[..., None]:
    """The options that all imports share, which the function gets as a `_To` before its own parameters. What goes wrong
    is told."""

    @click.option("--output", "-o", type=click.Path(), metavar="FILE", help="Write to this file, not to stdout.")
    @click.option(
        "--tables", type=click.Path(), metavar="FOLDER", help="Write Parquet tables of facts into this folder."
    )
    @click.option("--force", is_flag=True, help="Write over what is there.")
    @policies_option
    @with_option()
    @color_option()
    @wraps(function)
    def run(
        output: str | None,
        tables: str | None,
        force: bool,
        policies: tuple[str, ...],
        extra: tuple[str, ...],
        color: str,
        **own: Any,
    ) -> None:
        with complaining(Sources(), color=color):
            if output is not None and tables is not None:
                raise Misuse("an import is written as text or as tables", "`--output`, or `--tables`")
            function(_To(output, tables, force, policies, extra, color), **own)

    return run


@command.command("card", short_help="Model cards of the hub.")
@click.argument("paths", nargs=-1, required=True, metavar="README.md…")
@click.option("--hub", metavar="OWNER/NAME", help="What the model of the one card is called on the hub.")
@_options
def _card(to: _To, paths: tuple[str, ...], hub: str | None) -> None:
    """Read the front matter of model cards."""
    if hub is not None and len(paths) > 1:
        raise Misuse("`--hub` is the name of one model, and there are several cards")
    from licet.imports import card

    with _readable(paths[0]):
        _write((card(_text(path), path, hub) for path in paths), to, paths[0])


@command.command("hub", short_help="Exports of the hub: parquet or JSON lines.")
@click.argument("path", metavar="FILE")
@_options
def _hub(to: _To, path: str) -> None:
    """Read rows with a name (`id`) and a card (`card`) or its metadata: a parquet file, or JSON lines."""
    with _readable(path):
        from licet.imports import hub_rows, jsonl_rows, parquet_rows

        if path.endswith(".parquet"):
            _write(hub_rows(parquet_rows(Path(path)), path), to, path)
        else:
            with open(path, "rb") as file:
                _write(hub_rows(jsonl_rows(file), path), to, path)


@command.command("bom", short_help="Bills of materials: CycloneDX, SPDX 3.")
@click.argument("path", metavar="FILE")
@_options
def _bom(to: _To, path: str) -> None:
    """Read a bill of materials in JSON: CycloneDX 1.5 to 1.7, or SPDX 3 with its AI profile."""
    with _readable(path):
        from licet.imports import bom
        from licet.imports.bom import MOST_BYTES

        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
        _write([bom(data, path)], to, path)


@command.command("csv", short_help="A table, with a map of its columns.")
@click.argument("path", metavar="FILE")
@click.option("--map", "map_", required=True, metavar="MAP.toml", help="Which column holds what.")
@_options
def _csv(to: _To, path: str, map_: str) -> None:
    """Read a CSV file. MAP.toml says in which column each field is: `hub`, `title`, `license`, `license_name`,
    `license_link`, `base_model`, `base_model_relation`, `datasets`."""
    with _readable(path):
        from licet.imports import table

        with open(path, encoding="utf-8-sig", newline="") as file:
            _write(table(file, path, _text(map_)), to, path)


def _text(path: str) -> str:
    with _readable(path), open(path, "rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise Misuse(f"`{path}` is larger than {_MOST_BYTES // 1_000_000} MB", None, "U004")
    with _readable(path):
        return data.decode("utf-8")


@contextmanager
def _readable(path: str) -> Iterator[None]:
    """Turn what keeps a file from being read into a complaint."""
    from licet.imports.found import Missing

    try:
        yield
    except Missing as error:
        raise Misuse(str(error), "`pip install 'licet[import]'`", "U004") from error
    except (OSError, ValueError) as error:
        raise no_way(f"`{path}` cannot be read", error) from error


def _write(found: Iterable[Found], to: _To, source: str) -> None:
    """Write what was found in a source, all of it or nothing, and tell what was left out.

    Raises:
        Ended: something was left out, or nothing was found.
        Misuse: the file or folder is there, or cannot be written.
    """
    place = to.output or to.tables
    if place is not None and not to.force and os.path.exists(place):
        raise Misuse(f"`{place}` is there already", "`--force` writes over it", "U004")
    if to.tables is not None:
        _write_tables(_read(found, source), Path(to.tables), to)
    else:
        _write_text(found, to)


def _write_tables(found: Iterable[Found], folder: Path, to: _To) -> None:
    from licet.imports.fact_tables import write_fact_tables

    knowledge = load_policies(Sources(), to.policies, to.extra)
    with replaced_folder(folder) as new:
        rows = write_fact_tables(_counted(found), knowledge, new)
    told = {
        "things": "descriptions of things",
        "mentioned": "things that are only mentioned",
        "licenses": "licenses that no policy declares, and that are unread",
        "conflicts": "conflicts of a stated license with one that binds by lineage",
        "problems": "parts that could not be read and were left out",
    }
    write("".join(f"{rows[table]:>10,} {what}: `{folder / table}.parquet`\n" for table, what in told.items()))
    if rows["problems"]:
        finish(ExitStatus.NO if rows["things"] else ExitStatus.BAD_INPUT)


def _write_text(found: Iterable[Found], to: _To) -> None:
    from licet.imports import policy_text
    from licet.imports.found import together

    whole = together(_counted(found))
    sources = Sources()
    text, warnings = (
        policy_text(whole.things, load_policies(sources, to.policies, to.extra)) if whole.things else ("", ())
    )
    if text and to.output is None:
        write(text)
    elif text and to.output is not None:
        replace_file(Path(to.output), text)
    told = [*whole.problems, *warnings]
    if told:
        write(paint(lines_of(told, {}), terminal_of(sys.stderr, to.color)), sys.stderr)
    if whole.problems:
        finish(ExitStatus.NO if whole.things else ExitStatus.BAD_INPUT)


def _read(found: Iterable[Found], path: str) -> Iterator[Found]:
    """The same; what keeps the file from being read is not what keeps another one from being written."""
    with _readable(path):
        yield from found


def _counted(found: Iterable[Found]) -> Iterator[Found]:
    """The same, with a count on a terminal."""
    shown = sys.stderr.isatty()
    for number, one in enumerate(found, 1):
        if shown and number % _EACH == 0:
            write(f"\r{number} rows", sys.stderr)
        yield one
    if shown:
        write("\r\033[K", sys.stderr)
