"""What tests cover of policies, as a part of documents."""

from __future__ import annotations

from licet.coverage.coverage import Coverage, Share
from licet.views.data.values import place_of
from licet.wire import documents

__all__ = ["coverage_of"]


def coverage_of(coverage: Coverage, since: str | None = None) -> documents.Coverage:
    """What is covered; `since` is the revision since which it changed, if only that counts."""
    clauses = tuple(
        documents.CoveredClause(
            clause.key,
            clause.locator,
            place_of(clause.span),
            clause.bites,
            clause.spares,
            tuple(documents.CoveredCondition(c.text, place_of(c.span), c.holds, c.fails) for c in clause.conditions),
        )
        for clause in coverage.clauses
    )
    readings = tuple(documents.CoveredReading(r.term, r.reading, place_of(r.span), r.counts) for r in coverage.readings)
    sections = tuple(documents.CoveredSection(s.license, s.number, s.bites, s.clauses) for s in coverage.sections)
    return documents.Coverage(
        since,
        _share(coverage.biting),
        _share(coverage.sparing),
        _share(coverage.outcomes),
        _share(coverage.counting),
        _share(coverage.total),
        clauses,
        readings,
        sections,
    )


def _share(share: Share) -> documents.CoverShare:
    return documents.CoverShare(share.tried, share.count)
