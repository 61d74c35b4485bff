"""Names that were found by words, as styled lines."""

from __future__ import annotations

from collections.abc import Sequence

from licet.policy.lexicon import Hit
from licet.words.fragments import Fragment, Line, clean, wrap

__all__ = ["hits_lines"]

_INDENT: Line = (("", "  "),)
_DEEPER: Line = (("", "    "),)


def hits_lines(
    words: str, hits: Sequence[Hit], *, width: int = 80, limit: int | None = None, plain: bool = False
) -> list[Line]:
    """What some words lead to: each name with what it is, what it is also called, what it means and how it is written.

    Args:
        words: what was looked for.
        hits: what was found.
        width: the columns of a line.
        limit: how many to show at most; None for all.
        plain: mark with ASCII only.
    """
    if not hits:
        return wrap((("dim", f"nothing is called so or means it: {clean(words)}"),), width)
    lines = [line for hit in hits[:limit] for line in _hit_lines(hit, width)]
    left = len(hits) - len(hits[:limit])
    mark = "..." if plain else "…"
    return [*lines, (("dim", f"{mark} {left:_} more; a further word narrows it down"),)] if left else lines


def _hit_lines(hit: Hit, width: int) -> list[Line]:
    head: list[Fragment] = [("heading", f"{hit.sort} "), ("name", clean(hit.name))]
    if hit.title:
        head += [("", "  "), ("", f"at {clean(hit.title)}" if hit.sort == "clause" else f'"{clean(hit.title)}"')]
    lines = wrap(head, width, (), _DEEPER)
    if hit.meaning:
        lines += wrap((("", clean(hit.meaning)),), width, _INDENT, _DEEPER)
    if hit.also:
        lines += wrap((("dim", f"also {', '.join(map(clean, hit.also))}"),), width, _INDENT, _DEEPER)
    where = f"under {_article(hit.under)}: " if hit.under else "write: "
    return [*lines, *wrap((("dim", where), ("", clean(hit.write))), width, _INDENT, _DEEPER)]


def _article(kind: str) -> str:
    """The kind with its article; `use` begins with a consonant."""
    return f"{'an' if kind[:1] in 'aeio' else 'a'} {clean(kind)}"
