"""Rows of an audit as documents."""

from __future__ import annotations

from collections.abc import Iterable

from licet.answers.audit import Audit, AuditRow
from licet.views.data.values import values_of
from licet.views.data.verdict import duty_of, need_of
from licet.views.outline.labels import words_of
from licet.wire import documents
from licet.wire.envelope import Document, enveloped

__all__ = ["audit_json", "audit_row_json"]


def audit_json(audit: Audit, rows: Iterable[tuple[AuditRow, str]], total: int, following: int | None) -> Document:
    """Rows of an audit, each with why its verdict is so in words; how many there are in all, and which follows."""
    return enveloped(documents.Audit(tuple(_row(audit, row, because) for row, because in rows), total, following))


def audit_row_json(audit: Audit, row: AuditRow, because: str) -> Document:
    """A row of an audit, with why its verdict is so in words."""
    return enveloped(_row(audit, row, because))


def _row(audit: Audit, row: AuditRow, because: str) -> documents.AuditRow:
    words, verdict = words_of(audit.policies.base), row.verdict
    return documents.AuditRow(
        thing=row.thing,
        use=row.use,
        title=row.title,
        by=row.by,
        on=values_of(verdict.on),
        status=verdict.status,
        allows=verdict.status.allows,
        refuses=verdict.status.refuses,
        clauses=verdict.clauses,
        over=verdict.over,
        because=because,
        duties=tuple(duty_of(words, duty) for duty in verdict.duties),
        needs=tuple(tuple(need_of(words, need) for need in needs.needs) for needs in verdict.needs),
    )
