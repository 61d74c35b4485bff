"""What Licet takes for what users do, as a Markdown table."""

from __future__ import annotations

from bench import cold, decision, explain, lineage, second, session, text
from bench.timing import table

__all__ = ["measures"]


def measures(large: bool) -> str:
    """All measurements; those over a hub with a million edges too, where `large`."""
    rows = [*decision.rows(), *decision.shipped(), *cold.rows(), *session.rows(), *text.rows(), *second.rows()]
    for edges in (1000, 100_000, *((1_000_000,) if large else ())):
        rows += [*lineage.rows(edges), *explain.rows(edges)]
    return table(rows)
