"""Why a verdict is so, in a line."""

from __future__ import annotations

from collections.abc import Callable

from licet.verdict.base import Base
from licet.verdict.verdict import Verdict
from licet.views.lines.verdict import VerdictView
from licet.views.outline.labels import words_of
from licet.words.fragments import Line, clean, joined, text_of

__all__ = ["because", "reasons"]

_ENDLESS = 1_000_000


def reasons(base: Base) -> Callable[[Verdict], str]:
    """What says of a verdict in one line of text why it is so."""
    view = VerdictView(words_of(base), _ENDLESS)
    return lambda verdict: text_of(because(view, verdict))


def because(view: VerdictView, verdict: Verdict) -> Line:
    """The clauses that decide, or what is in their place."""
    parts: list[Line] = []
    if verdict.over:
        parts.append((("", "over "), *joined([(("relation", clean(t)),) for t in verdict.over])))
    if verdict.clauses:
        parts.append(view.phrases.clauses(verdict.clauses))
    silent: dict[str, list[Line]] = {}
    for silence in verdict.silences:
        silent.setdefault(silence.license, []).append((("", clean(silence.action)),))
    for license, actions in silent.items():
        parts.append((("name", clean(license)), ("", " does not grant "), *joined(list(dict.fromkeys(actions)))))
    parts += [_needed(view, verdict)] if verdict.needs else []
    if not parts and verdict.unbound:
        names = joined([(("name", clean(unbound.license)),) for unbound in verdict.unbound])
        parts = [(*names, ("", " not binding"))]
    if not parts:
        parts = list(view.unquoted(verdict))
    return joined(parts, "; ")


def _needed(view: VerdictView, verdict: Verdict) -> Line:
    """What has to be known for a decision; the first way, if there are several."""
    missing = [tuple(f for f in view.need(need) if f[0] != "dim") for need in verdict.needs[0].needs]
    return (("", "not known: "), *joined(missing, " and "))
