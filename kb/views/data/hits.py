"""Names that were found by words, as a document."""

from __future__ import annotations

from collections.abc import Sequence

from licet.policy.lexicon import Hit
from licet.views.data.values import place_of
from licet.wire import documents
from licet.wire.envelope import Document, enveloped

__all__ = ["hits_json"]


def hits_json(words: str, hits: Sequence[Hit], *, limit: int | None = None) -> Document:
    """What some words lead to, at most `limit` of it, and how much there is besides."""
    shown = hits[:limit]
    return enveloped(documents.Hits(words, tuple(map(_hit, shown)), len(hits) - len(shown)))


def _hit(hit: Hit) -> documents.Hit:
    return documents.Hit(
        hit.name,
        hit.sort,
        hit.title,
        hit.meaning,
        hit.also,
        hit.write,
        hit.under,
        hit.found_in,
        place_of(hit.span),
    )
