"""`serve`: the interview, the licenses and the JSON API in a browser."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from licet.repl.cli.options import color_option, policy_options
from licet.repl.cli.process import complaining
from licet.repl.cli.streams import write
from licet.repl.screen.complaints import Misuse, Sources, no_way

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["command", "loaded"]

_EPILOG = """\b
Examples:
  licet serve                       shows the address to open
  licet serve --port 8000 -p policies
  licet serve --host 0.0.0.0 --port 8000      others may ask, too; they need the token
"""


@click.command("serve", epilog=_EPILOG, short_help="The interview, the licenses and a JSON API in a browser.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one if none is named.")
@click.option("--token", envvar="LICET_TOKEN", help="The token that addresses need; a new one if none is named.")
@click.option("--no-token", is_flag=True, help="Let everybody ask who reaches the address.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="How many processes answer.")
@click.option("--seconds", type=click.FloatRange(0.1, 3600), default=20.0, show_default=True, help="For one answer.")
@policy_options
@color_option()
def command(
    host: str,
    port: int,
    token: str | None,
    no_token: bool,
    workers: int,
    seconds: float,
    color: str,
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
) -> None:
    """Serve the interview as plain pages, the licenses with their words beside the rules, and the JSON API."""
    sources = Sources()
    with complaining(sources, color=color):
        try:
            import uvicorn

            from licet.web.app import application
            from licet.web.workers import Bounds
        except ImportError as error:
            raise Misuse(f"`{error.name}` is not installed", "`pip install licet[web]`", "U004") from None
        import secrets
        import socket

        from licet.repl.cli.asked import Asked
        from licet.repl.cli.loading import STDIN

        if STDIN in extra:
            raise Misuse("`serve` cannot read policies from the standard input", "name a file with `--with`")
        if token is not None and (not token.isascii() or not all(c.isalnum() or c in "-_" for c in token) or not token):
            raise Misuse("the token has other characters than letters, digits, `-` and `_`")
        Asked(policies, extra, assumed, sources=sources).load()
        wanted = None if no_token else token or secrets.token_urlsafe(16)
        try:
            listening = socket.create_server((host, port))
        except OSError as error:
            raise no_way(f"cannot listen at {host}:{port}", error) from error
        load = partial(loaded, policies, extra, assumed)
        app = application(load, token=wanted, workers=workers, bounds=Bounds(answering=seconds))
        address = f"http://{host}:{listening.getsockname()[1]}/" + (f"{wanted}/" if wanted else "")
        write(f"serving at {address}\nCtrl-C ends it\n")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=5)
        uvicorn.Server(config).run([listening])


def loaded(policies: tuple[str, ...], extra: tuple[str, ...], assumed: tuple[str, ...]) -> KnowledgeBase:
    """The policies of the options, in whatever process."""
    from licet.repl.cli.asked import Asked

    return Asked(policies, extra, assumed).load()
