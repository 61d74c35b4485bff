"""What an audit of tables comes to: how many models have which verdict for each use, and which clauses decide them."""

from __future__ import annotations

from collections.abc import Iterator

from licet.tables.auditing import TablesAudit
from licet.tables.writing import Counts
from licet.verdict.verdict import Status
from licet.words.fragments import Line, clean
from licet.words.tables import align

__all__ = ["tables_audit_lines"]

_MOST_CLAUSES = 3


def tables_audit_lines(audit: TablesAudit, counts: Counts) -> Iterator[Line]:
    """The day and who asks; then a line for each use, with the numbers of models by verdict; then for each use the
    clauses that decide for most of them."""
    makers = list(dict.fromkeys(asked.by for asked in audit.asked if asked.by is not None))
    day = audit.judge.asking.days.on or audit.judge.asking.days.undated
    about = [f"by {clean(makers[0])}"] if len(makers) == 1 else []
    about += [f"on {day.isoformat()}"] if day else []
    about += [f"{counts.models} models in {len(audit)} classes of models that are alike"]
    yield (("dim", "; ".join(about)),)
    yield ()
    found = [status for status in Status if any(s is status for _, s in counts.verdicts)]
    several = len(makers) > 1
    rows = []
    for place, asked in enumerate(audit.asked):
        by: list[Line] = [(("", clean(asked.by or "")),)] if several else []
        cells = [(("number", str(counts.verdicts.get((place, status), 0))),) for status in found]
        rows.append([(("", clean(asked.use)),), *by, *cells])
    heads: list[Line] = [(("", "use"),), *([(("", "by"),)] if several else []), *((("", s.value),) for s in found)]
    yield from align(heads, rows)
    lines = [
        [(("", clean(asked.use)),), (("name", clean(clause)),), (("number", str(number)),)]
        for place, asked in enumerate(audit.asked)
        for clause, number in _most_frequent(counts, place)
    ]
    if lines:
        yield ()
        yield from align([(("", "use"),), (("", "decided by"),), (("", "models"),)], lines)


def _most_frequent(counts: Counts, place: int) -> list[tuple[str, int]]:
    """The clauses that decide a use for most models."""
    found = [(clause, number) for (of, clause), number in counts.clauses.items() if of == place]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:_MOST_CLAUSES]
