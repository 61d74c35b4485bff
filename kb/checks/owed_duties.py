"""Duties that a use is said to fulfil or to refuse: some clause of the license must ask for them."""

from __future__ import annotations

from collections.abc import Iterator

from licet.checks.scope import Scope
from licet.grammar import tree
from licet.grammar.source import Span
from licet.policy.vocabulary import Vocabulary

__all__ = ["check_owed"]

_MOST_LISTED = 8


def check_owed(duty: str, license: str, span: Span, scope: Scope) -> None:
    """Report a duty that no clause of the license asks for (E424)."""
    vocabulary = scope.vocabulary
    if license not in vocabulary.licenses:
        return
    asked = sorted(set(_asked(license, vocabulary)))
    if duty in asked:
        return
    elsewhere = sorted(name for name in vocabulary.licenses if duty in _asked(name, vocabulary))
    shown = ", ".join(f"`{name}`" for name in asked[:_MOST_LISTED])
    help = f"it asks for {shown}" if asked else "no clause of it asks for anything"
    if elsewhere:
        help += f"; `{duty}` is asked for by " + ", ".join(f"`{name}`" for name in elsewhere[:_MOST_LISTED])
    scope.findings.error("E424", f"no clause of `{license}` asks for `{duty}`", span, help)


def _asked(license: str, vocabulary: Vocabulary) -> Iterator[str]:
    for entry in vocabulary.clauses_of(license):
        yield from (e.duty.name for e in entry.clause.effects if isinstance(e, tree.Requires))
