"""L401: an adopted reading that is no longer in force, or soon will not be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.lint.finding import finding
from licet.lint.subject import Subject

__all__ = ["expiring_adoptions"]

SOON = timedelta(days=60)


def expiring_adoptions(subject: Subject) -> Iterator[Diagnostic]:
    """The adoptions whose last day is past, or at most 60 days away, and that no other one of the organization and term
    follows."""
    adoptions = [w.statement for w in subject.written if isinstance(w.statement, tree.Adopt)]
    for adopt in adoptions:
        if adopt.in_force is None or adopt.in_force.end is None or any(_follows(other, adopt) for other in adoptions):
            continue
        end = adopt.in_force.end.value
        if end - SOON > subject.day:
            continue
        ends = "is no longer in force since" if end <= subject.day else "is in force until"
        yield finding(
            "L401",
            f"reading `{adopt.reading}` of `{adopt.term}`, adopted for `{adopt.organization.name}`, {ends} {end}",
            adopt.in_force.end.span,
            "adopt it anew for the time that follows, or another reading; without one no reading is the operative one",
        )


def _follows(one: tree.Adopt, other: tree.Adopt) -> bool:
    """Whether the first is in force on the day on which the second ends, or later."""
    if (one.organization.name, one.term) != (other.organization.name, other.term) or one is other:
        return False
    assert other.in_force is not None
    assert other.in_force.end is not None
    end = other.in_force.end.value
    return one.in_force is None or one.in_force.end is None or one.in_force.end.value > end
