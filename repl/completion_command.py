"""`licet completion`: completion for the shell."""

from __future__ import annotations

import click

from licet.repl.options import write

__all__ = ["command"]

_EPILOG = """\b
To have it in every shell, put one of these lines into the file that the shell reads at its start:
  eval "$(licet completion bash)"          ~/.bashrc
  eval "$(licet completion zsh)"           ~/.zshrc
  licet completion fish | source           ~/.config/fish/config.fish
"""


@click.command("completion", epilog=_EPILOG, short_help="Completion for bash, zsh and fish.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that lets the shell complete commands, options and names."""
    from click.shell_completion import get_completion_class

    from licet.repl.cli import licet

    kind = get_completion_class(shell)
    assert kind is not None
    write(kind(licet, {}, "licet", "_LICET_COMPLETE").source() + "\n")
