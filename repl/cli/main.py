"""The command line: `licet`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from licet.engine.collector import end_collection
from licet.repl.cli.process import Ended, complain
from licet.repl.screen.statuses import ExitStatus

__all__ = ["main", "run"]


def run() -> int:
    """Run the command line as a process of its own, which ends with it.

    Returns:
        The exit status.
    """
    status = main(alone=True)
    end_collection()
    return status


def main(arguments: Sequence[str] | None = None, *, alone: bool = False) -> int:
    """Run the command line.

    Args:
        arguments: what follows the program's name; by default those of the process.
        alone: whether the process ends with it, so that nothing has to be collected after one answer.

    Returns:
        The exit status. Nothing is raised: what goes wrong is a diagnostic on stderr.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if not _is_plain_question(given):
            return _parse(given)
        if alone:
            end_collection()
        return _ask(given[1:])
    except Ended as ended:
        return ended.status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.YES
    except Exception as error:
        return _fault(error)


def _is_plain_question(arguments: Sequence[str]) -> bool:
    """Whether it is `ask` with nothing but names, which needs no parser of options: importing one takes longer than the
    answer. A project can set options."""
    names = arguments[1:]
    plain = bool(names) and arguments[0] == "ask" and not any(name.startswith("-") for name in names)
    if not plain or "_LICET_COMPLETE" in os.environ:
        return False
    return import_module("licet.repl.cli.loading").project_file() is None


def _ask(uses: Sequence[str]) -> int:
    import_module("licet.repl.verbs.verdicts").ask_plainly(uses)
    return ExitStatus.YES


def _parse(arguments: Sequence[str]) -> int:
    import click

    from licet.repl.cli.commands import licet

    try:
        found = licet.main(args=arguments, prog_name="licet", standalone_mode=False)
        return found if isinstance(found, int) else ExitStatus.YES
    except click.ClickException as error:
        from licet.repl.cli.misuse import show_misuse

        show_misuse(error)
        return ExitStatus.BAD_INPUT
    except click.Abort:
        return 130


def _fault(error: Exception) -> int:
    if os.environ.get("LICET_DEBUG") == "1":
        import traceback

        traceback.print_exc()
    from licet.repl.screen.complaints import Sources, fault_of

    complain([fault_of(error)], Sources())
    return ExitStatus.FAULT
