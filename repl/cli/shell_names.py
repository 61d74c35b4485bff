"""Names for the completion of the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from licet.policy.vocabulary import Vocabulary

__all__ = ["complete_names", "complete_uses"]


def complete_uses(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The declared uses that start so, with their titles; none where the policies cannot be loaded."""
    from click.shell_completion import CompletionItem

    vocabulary = _vocabulary(ctx)
    if vocabulary is None:
        return []
    found = (name for name in vocabulary.members("use") if name.startswith(incomplete))
    return [CompletionItem(name, help=vocabulary.entities[name].title) for name in found]


def complete_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The declared names of things, and the references to them, that start so."""
    from click.shell_completion import CompletionItem

    vocabulary = _vocabulary(ctx)
    if vocabulary is None:
        return []
    return [
        CompletionItem(name, help=entry.title)
        for entry in vocabulary.entities.values()
        for name in (entry.name, *entry.references)
        if name.startswith(incomplete)
    ]


def _vocabulary(ctx: click.Context) -> Vocabulary | None:
    from licet.errors import LicetError
    from licet.repl.cli.loading import roots_of
    from licet.repl.session.keeping import load_again

    try:
        return load_again(roots_of(ctx.params.get("policies") or ())).knowledge.vocabulary
    except LicetError:
        return None
