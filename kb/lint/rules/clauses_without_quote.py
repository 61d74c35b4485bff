"""L301: a clause that does not quote what it encodes."""

from __future__ import annotations

from collections.abc import Iterator

from licet.grammar.diagnostics import Diagnostic
from licet.lint.finding import finding
from licet.lint.subject import Subject

__all__ = ["clauses_without_quote"]


def clauses_without_quote(subject: Subject) -> Iterator[Diagnostic]:
    """The clauses without a quote: nobody can hold them against the text, and a proof shows no words for them."""
    for entry in subject.clauses:
        if not entry.clause.quotes:
            yield finding(
                "L301",
                f"clause `{entry.clause.name}` quotes nothing of `{entry.license}`",
                entry.clause.name_span,
                'quote the words that it encodes: `quote "…"`',
            )
