"""`licet completion`: completion for the shell."""

from __future__ import annotations

import click

from licet.repl.cli.streams import write

__all__ = ["command"]

_EPILOG = """\b
To have it in every shell, put one of these lines into the file that the shell reads at its start:
  eval "$(licet completion bash)"          ~/.bashrc
  eval "$(licet completion zsh)"           ~/.zshrc
  licet completion fish | source           ~/.config/fish/config.fish
"""


_AT_EVERY_COMMA, _AT_THE_FIRST_COMMA = 'string split "," $completion', 'string split -m 1 "," $completion'
"""Click's script for fish ends a description at its first comma."""


@click.command("completion", epilog=_EPILOG, short_help="Completion for bash, zsh and fish.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that lets the shell complete commands, options and names."""
    from click.shell_completion import get_completion_class

    from licet.repl.cli.commands import licet

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(licet, {}, "licet", "_LICET_COMPLETE").source()
    write(script.replace(_AT_EVERY_COMMA, _AT_THE_FIRST_COMMA) + "\n")
