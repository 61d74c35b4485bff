"""`lsp`: the language server, for editors."""

from __future__ import annotations

import click

from licet.repl.cli.process import complaining
from licet.repl.screen.complaints import Misuse, Sources

__all__ = ["command"]

_EPILOG = """\b
Editors start it by themselves; docs/editors.md says how to tell them.
"""


@click.command("lsp", epilog=_EPILOG, short_help="A language server for editors.")
@click.option("--stdio", is_flag=True, help="Speak on standard input and output; it always does.")
def command(stdio: bool) -> None:  # noqa: ARG001
    """Speak the language server protocol on standard input and output: findings while somebody types, what names mean
    and where they are declared, verdicts of uses, results of tests."""
    with complaining(Sources()):
        try:
            from licet.repl.language_server.server import language_server
        except ImportError as error:
            raise Misuse(f"`{error.name}` is not installed", "`pip install licet[lsp]`", "U004") from None
        from importlib.metadata import version

        language_server(version("licet")).start_io()
