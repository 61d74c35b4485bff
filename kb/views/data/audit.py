"""Rows of an audit as documents."""

from __future__ import annotations

from licet.answers.audit import Audit, AuditRow
from licet.views.data.values import values_of
from licet.views.data.verdict import duty_of, need_of
from licet.views.outline.labels import words_of
from licet.wire import documents
from licet.wire.envelope import Document, enveloped

__all__ = ["audit_row_json"]


def audit_row_json(audit: Audit, row: AuditRow, because: str) -> Document:
    """A row of an audit, with why its verdict is so in words."""
    words, verdict = words_of(audit.policies.base), row.verdict
    return enveloped(
        documents.AuditRow(
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
    )
