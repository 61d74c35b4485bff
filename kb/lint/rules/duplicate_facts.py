"""L103: a fact that stands twice."""

from __future__ import annotations

from collections.abc import Iterator

from licet.grammar.diagnostics import Diagnostic, Label
from licet.lint.finding import finding, without_line
from licet.lint.subject import StatedFact, Subject

__all__ = ["duplicate_facts"]


def duplicate_facts(subject: Subject) -> Iterator[Diagnostic]:
    """The facts that are stated again, word for word."""
    first: dict[tuple[object, ...], StatedFact] = {}
    for fact in subject.facts:
        before = first.setdefault(fact.said, fact)
        if before is fact:
            continue
        fix = without_line(subject.sources, fact.span) if fact.per in (None, before.per) else None
        yield finding(
            "L103",
            f"this fact of `{fact.relation}` is stated twice",
            fact.span,
            "leave one of them out; where each has a source, name both in the one that stays",
            (Label(before.span, "stated here, too"),),
            fix,
        )
