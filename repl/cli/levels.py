"""From which level on a comparison ends with a negative status."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from licet.repl.screen.statuses import ExitStatus

__all__ = ["fail_on_option", "status_of_levels"]

_F = TypeVar("_F", bound=Callable[..., Any])
_WEIGHTS = {"ERR": 1, "WARN": 2, "INFO": 3}
_LEVELS = {"err": 1, "warn": 2, "info": 3, "never": 0}


def fail_on_option(function: _F) -> _F:
    """The option `--fail-on`, given to a command as `fail_on`."""
    option = click.option(
        "--fail-on",
        type=click.Choice(list(_LEVELS)),
        default="info",
        show_default=True,
        help="From which level on the exit status is 1.",
    )
    return option(function)


def status_of_levels(levels: Iterable[str], fail_on: str, undecided: bool) -> ExitStatus:
    """The exit status of what was found at some levels, `ERR`, `WARN` or `INFO`."""
    if any(_WEIGHTS[level] <= _LEVELS[fail_on] for level in levels):
        return ExitStatus.NO
    return ExitStatus.UNDECIDED if undecided else ExitStatus.YES
