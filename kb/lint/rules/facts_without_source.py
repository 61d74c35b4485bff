"""L104: a fact that does not say where it is from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.lint.finding import finding
from licet.lint.subject import StatedFact, Subject

__all__ = ["facts_without_source"]

_FEWEST = 4


def facts_without_source(subject: Subject) -> Iterator[Diagnostic]:
    """Facts of the world without `per`: those that somebody had to look up (a number or day, a denial, what is unknown,
    what has days), and those of a relation of which three facts in four name a source, and four at least. What is said
    of a use is its owner's word."""
    vocabulary = subject.vocabulary
    facts = [f for f in subject.facts if f.kind is None or not vocabulary.is_a(f.kind, "use")]
    stated = Counter(f.relation for f in facts)
    sourced = Counter(f.relation for f in facts if f.per is not None)
    for fact in facts:
        if fact.per is not None:
            continue
        looked_up = _looked_up(fact)
        of, all_ = sourced[fact.relation], stated[fact.relation]
        if looked_up is None and (of < _FEWEST or of * 4 < all_ * 3):
            continue
        why = looked_up or f"{of} of {all_} facts of `{fact.relation}` say where they are from"
        yield finding(
            "L104",
            f"this fact of `{fact.relation}` names no source: {why}",
            fact.span,
            'say where it is from: `per "annual report 2025, page 12"`',
        )


def _looked_up(fact: StatedFact) -> str | None:
    """Why somebody had to look a fact up."""
    if isinstance(fact.value, tree.Unknown):
        return "that something is unknown has a reason"
    if isinstance(fact.value, (tree.Number, tree.Day, tree.YearMonth)):
        return "a number or day is from somewhere"
    if fact.days is not None:
        return "its days are from somewhere"
    return "a denial has a reason" if fact.denied else None
