"""`find`: the declared names that everyday words lead to, and how they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import showing
from licet.repl.cli.loading import load_policies
from licet.repl.cli.options import policies_option, with_option
from licet.repl.screen.complaints import Misuse, Sources
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import ExitStatus

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet find revenue
  licet find fine-tune
  licet find commercial use
"""
_SHOWN = 12


def _found(knowledge: KnowledgeBase, words: str, count: int | None) -> Output:
    """The names that words lead to, at most `count` of them."""
    hits = knowledge.find(words)

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.hits import hits_lines

        return hits_lines(words, hits, width=terminal.width, limit=count, plain=terminal.plain)

    def data() -> object:
        from licet.views.data.hits import hits_json

        return hits_json(words, hits, limit=count)

    status = ExitStatus.YES if hits else ExitStatus.NO
    return Output((Result(lines, data, answers=False),), status=status)


@click.command("find", epilog=_EPILOG, short_help="Which names do everyday words lead to?")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=_SHOWN,
    show_default=True,
    metavar="N",
    help="Show at most so many names.",
)
@policies_option
@with_option()
@showing("text", "json")
def command(
    sources: Sources, words: tuple[str, ...], limit: int, policies: tuple[str, ...], extra: tuple[str, ...]
) -> Output:
    """Find relations, purposes, duties, models, licenses and other names by words of everyday language, and how each is
    written. Looks at names, at what else they are called, at titles and at meanings."""
    return _found(load_policies(sources, policies, extra), " ".join(words), limit)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`find WORD …`.

    Raises:
        Misuse: there is no word.
    """
    words = argument.strip()
    if not words:
        raise Misuse("find what?", "`find revenue`")
    return session, _found(session.knowledge, words, _SHOWN)
