"""What `list` can show: the sorts of declarations, and every kind, in the plural."""

from __future__ import annotations

from licet.policy.vocabulary import Vocabulary

__all__ = ["categories", "plural"]

_DECLARATIONS = ("claims", "clauses", "kinds", "licenses", "relations", "terms", "tests", "warnings")


def categories(vocabulary: Vocabulary) -> list[str]:
    """All that `list` can show, in order."""
    return sorted({*_DECLARATIONS, *map(plural, vocabulary.kinds)})


def plural(kind: str) -> str:
    """The plural of a kind's name."""
    if kind.endswith("s"):
        return f"{kind}es"
    return f"{kind[:-1]}ies" if kind.endswith("y") and kind[-2:-1] not in "aeiou" else f"{kind}s"
