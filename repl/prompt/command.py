"""`licet repl`, and `licet` alone: the session."""

from __future__ import annotations

import os
import sys

import click

from licet.repl.cli.options import output_options, pager_option
from licet.repl.cli.process import complaining, finish
from licet.repl.cli.streams import terminal_of, write
from licet.repl.screen.pager import pager_of
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.terminal import Terminal

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet repl                              the policies that come with Licet
  licet repl policies my_use.licet
  licet repl < questions.txt              answers, without a terminal
  echo "ask label_features_for_safety" | licet --format json
"""


@click.command("repl", epilog=_EPILOG, short_help="Open a session: ask, suppose, look around.")
@click.argument("paths", nargs=-1, metavar="[PATHS]…")
@click.option("--theme", type=click.Choice(["auto", "dark", "light"]), default="auto", show_default=True)
@click.option("--plain", is_flag=True, help="No box drawing and no redrawing, for screen readers.")
@click.option("--vi", is_flag=True, help="Edit with the keys of vi; otherwise with those of emacs.")
@pager_option
@output_options("text", "json")
def command(
    paths: tuple[str, ...], theme: str, plain: bool, vi: bool, no_pager: bool, format_: str, color: str
) -> None:
    """Open a session on policy files, or on those that come with Licet.

    Without a terminal the session reads entries from the standard input: commands, statements and literals as at the
    prompt, each starting in column one. It stops at the first error.
    """
    terminal = terminal_of(sys.stdout, color, theme, plain)
    if sys.stdin.isatty() and sys.stdout.isatty() and format_ == "text":
        from licet.repl.prompt.app import run_app

        pager = () if no_pager or plain else pager_of(os.environ)
        status = run_app(paths, terminal, vi=vi, pager=pager)
    else:
        status = _answer_input(paths, terminal, format_, color)
    finish(status)


def _answer_input(paths: tuple[str, ...], terminal: Terminal, format_: str, color: str) -> ExitStatus:
    from licet.repl.cli.loading import load_policies, presumes_nothing, roots_of
    from licet.repl.prompt.script import run_script
    from licet.repl.screen.complaints import Sources
    from licet.repl.session.session import session_over

    sources = Sources()
    with complaining(sources, format_, color):
        session = session_over(load_policies(sources, paths), roots_of(paths), strict=presumes_nothing())
        return run_script(
            session,
            sys.stdin.read(),
            format_,
            terminal,
            write,
            lambda text: write(text, sys.stderr),
        )
