"""The commands of `licet` and their options. Each lives in a module of its own, imported when it is called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Final

import click

__all__ = ["licet"]

_VERBS: Final = (
    *("ask", "audit", "why", "why-not", "what-if", "remedies", "needs", "duties", "proofs", "witnesses"),
    *("query", "prove", "find", "describe", "list", "show", "verify", "recheck", "diff", "check", "lint"),
    *("explain", "test", "mutate", "fmt", "init"),
)
_COMMANDS: Final = MappingProxyType(
    {
        **{verb: f"verbs.{verb.replace('-', '_')}" for verb in _VERBS},
        "import": "verbs.importing",
        "interview": "prompt.interview_command",
        "serve": "verbs.serve",
        "lsp": "language_server.command",
        "repl": "prompt.command",
        "completion": "cli.completion",
    }
)
"""The module of each command, below `licet.repl`."""

_EPILOG = """\b
Examples:
  licet                                          open a session
  licet ask label_features_for_safety --why      may this be done, and why?
  licet why-not distil_llama_2_into_mistral      what stands in the way?
  licet query "Model descends_from llama_2_70b"
  licet find commercial                          which names does a word lead to?
  licet check policies                           find what is wrong with policy files
  licet import card README.md                    a model card as policy text
  echo "Model comes_from llama_2_models" | licet

\b
Exit status: 0 permitted, true or clean; 1 a negative answer; 2 bad input;
3 unknown or contested, or accepted under added rules; 4 an internal fault, or a certificate that is rejected.
"""


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return _command(cmd_name) if cmd_name in _COMMANDS else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if args and args[0].startswith("-") and args[0] not in own:
            args = ["repl", *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            if os.path.exists(args[0]):
                raise click.UsageError(f"there is no command `{args[0]}`; `licet repl {args[0]}` opens a session on it")
            raise click.NoSuchOption(args[0], f"there is no command `{args[0]}`", list(_close(args[0])), ctx)
        return super().resolve_command(ctx, args)


def _command(name: str) -> click.Command:
    command = import_module(f"licet.repl.{_COMMANDS[name]}").command
    assert isinstance(command, click.Command)
    return command


def _close(word: str) -> Sequence[str]:
    from difflib import get_close_matches

    return get_close_matches(word, _COMMANDS, n=1)


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"licet {version('licet')}")
        ctx.exit()


@click.group(cls=_Commands, invoke_without_command=True, epilog=_EPILOG, context_settings={"max_content_width": 100})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Show the version."
)
@click.pass_context
def licet(ctx: click.Context) -> None:
    """May this organization make this use of this model, on this date?

    Without a command, `licet` opens an interactive session on the policies that come with it; piped into, it reads
    questions and statements and answers them. It then takes the options of `licet repl`.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(_command("repl"))
