"""A command line that makes no sense, as a diagnostic."""

from __future__ import annotations

import click

from licet.repl.cli.process import complain
from licet.repl.screen.complaints import Sources, complaint

__all__ = ["show_misuse"]


def show_misuse(error: click.ClickException) -> None:
    """Show on stderr what click found wrong, with a hint."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "licet"
    possibilities = getattr(error, "possibilities", None)
    help = f"did you mean `{possibilities[0]}`?" if possibilities else f"see `{path} --help`"
    message = error.message if isinstance(error, click.NoSuchOption) else error.format_message()
    if isinstance(error, click.NoSuchOption) and message.startswith("No such option"):
        message = f"there is no option `{error.option_name}` of `{path}`"
    complain([complaint(_worded(message), help)], Sources())


def _worded(message: str) -> str:
    """The message in the style of our diagnostics."""
    return (message[:1].lower() + message[1:].rstrip(".")).replace("'", "`")
