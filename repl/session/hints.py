"""What could have been meant by a name that is not declared."""

from __future__ import annotations

from collections.abc import Iterable

from licet.grammar import did_you_mean
from licet.policy.suggestions import Suggestions
from licet.policy.vocabulary import Vocabulary
from licet.repl.session.names import matching

__all__ = ["hint_for"]

_FEW = 3
_SHORTEST = 3


def hint_for(
    name: str, candidates: Iterable[str], otherwise: str | None = None, vocabulary: Vocabulary | None = None
) -> str | None:
    """The candidate that is spelled alike, a few that the name is a part of, or where they are names of a vocabulary
    what it may mean; otherwise what is given."""
    names = sorted(set(candidates))
    alike = did_you_mean(name, names)
    if alike is not None or len(name) < _SHORTEST:
        return alike or otherwise
    longer = [f"`{n}`" for n in matching(name, names, _FEW + 1)]
    if not longer:
        return Suggestions(vocabulary).hint(name, names, otherwise) if vocabulary is not None else otherwise
    *first, last = longer[:_FEW]
    words = f"{', '.join(first)} or {last}" if first else last
    return f"did you mean {words}?" if len(longer) <= _FEW else f"did you mean {', '.join([*first, last])} …?"
