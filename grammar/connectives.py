"""Words that join further arguments to a relation: `Use fulfils Duty of L` is `fulfils_of(Use, Duty, L)`."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["CONNECTIVES", "composed", "parted"]

CONNECTIVES = ("as", "by", "for", "in", "of", "on", "to", "under", "with")


def composed(first: str, words: Sequence[str]) -> str:
    """The name of the relation that these words make: `fulfils` and `of`, `for` are `fulfils_of_for`."""
    return "_".join((first, *words))


def parted(relation: str, words: int) -> tuple[str, ...] | None:
    """The words that a relation's name is made of, the last `words` of which are connectives; None if it is not."""
    if words < 1:
        return None
    first, *rest = relation.rsplit("_", words)
    made = len(rest) == words and first != "" and all(word in CONNECTIVES for word in rest)
    return (first, *rest) if made else None
