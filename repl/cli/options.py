"""Options that several commands share, and the values they take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from licet.verdict.verdict import Pin

__all__ = [
    "DayType",
    "PinType",
    "assume_option",
    "color_option",
    "day_option",
    "engine_options",
    "output_options",
    "pager_option",
    "policies_option",
    "policy_options",
    "reading_option",
    "strict_option",
    "with_option",
]

_F = TypeVar("_F", bound=Callable[..., Any])


class DayType(click.ParamType[date]):
    """A day, written `2023-07-18`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"`{value}` is no day; days are written `2023-07-18`", param, ctx)


class PinType(click.ParamType["Pin"]):
    """A reading of a term, written `R of T` or `T=R`."""

    name = "reading"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Pin:
        from licet.grammar.parser import parse_reading_choice
        from licet.verdict.verdict import Pin

        if isinstance(value, Pin):
            return value
        found, _ = parse_reading_choice(value)
        if found is None:
            self.fail(f"`{value}` is no reading; write `parameters of improves` or `improves=parameters`", param, ctx)
        return Pin(found.term, found.reading)


class _Preferred(click.Option):
    """An option whose default the project file can set."""

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:
        from licet.errors import PolicyError
        from licet.repl.cli.loading import project_here

        try:
            project = project_here()
        except PolicyError:
            project = None  # whoever loads the policies says what is wrong with it
        preferred = {"--format": project.format, "--color": project.color} if project is not None else {}
        value = preferred.get(self.opts[0])
        known = isinstance(self.type, click.Choice) and value in self.type.choices
        return value if known else super().get_default(ctx, call)


def with_option(help: str = "Add the statements of a file (- is stdin).") -> Callable[[_F], _F]:
    """The option `--with`, which names further files."""
    return click.option("--with", "extra", multiple=True, metavar="FILE", help=help)


def policies_option(function: _F) -> _F:
    """Which policies to ask: `--policies`."""
    return click.option(
        "--policies",
        "-p",
        multiple=True,
        metavar="PATH",
        help="A policy file or folder. [default: those of the project, or those shipped]",
    )(function)


def assume_option(function: _F) -> _F:
    """What to take as given beside them: `--assume`."""
    return click.option(
        "--assume", "assumed", multiple=True, metavar="FACT", help='Take a fact as given, too: "fact …".'
    )(function)


def policy_options(function: _F) -> _F:
    """Which policies to ask, and what beside them: `--policies`, `--with`, `--assume`."""
    return policies_option(with_option()(assume_option(function)))


def day_option(function: _F) -> _F:
    """The day to ask for: `--on`."""
    return click.option(
        "--on", type=DayType(), metavar="DATE", help="The day to judge it on, instead of the stated one."
    )(function)


def reading_option(help: str = "Read a term so.") -> Callable[[_F], _F]:
    """Which readings to take: `--reading`."""
    return click.option("--reading", "readings", multiple=True, type=PinType(), metavar="R of T", help=help)


def strict_option(function: _F) -> _F:
    """Whether to presume nothing: `--strict`."""
    return click.option("--strict", is_flag=True, help="Presume nothing: what nobody says is unknown.")(function)


def color_option(help: str | None = None) -> Callable[[_F], _F]:
    """Whether to color: `--color`."""
    return click.option(
        "--color",
        cls=_Preferred,
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help=help,
    )


def pager_option(function: _F) -> _F:
    """Whether long answers go through a pager: `--no-pager`."""
    return click.option("--no-pager", is_flag=True, help="Show long answers without $LICET_PAGER or $PAGER.")(function)


def engine_options(function: _F) -> _F:
    """What answers: `--engine`, `--cross-check`."""
    for option in (
        click.option(
            "--cross-check", is_flag=True, help="Derive it with pyDatalog, too; where they differ, exit with 4."
        ),
        click.option(
            "--engine",
            type=click.Choice(["licet", "pydatalog"]),
            default="licet",
            show_default=True,
            help="What derives the answer; pyDatalog takes seconds.",
        ),
    ):
        function = option(function)
    return function


def output_options(*formats: str) -> Callable[[_F], _F]:
    """How to show the answer: `--format` and `--color`."""

    def decorate(function: _F) -> _F:
        for option in (
            color_option("NO_COLOR and FORCE_COLOR are honoured, too."),
            click.option(
                "--format",
                "format_",
                cls=_Preferred,
                type=click.Choice(formats),
                default=formats[0],
                show_default=True,
                help="How to show it.",
            ),
        ):
            function = option(function)
        return function

    return decorate
