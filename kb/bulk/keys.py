"""Which columns tell the rows of a table apart, found out from its rows when it is worth it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from licet.bulk.expressions import name, table
from licet.bulk.selects import column_name
from licet.bulk.session import Session

__all__ = ["Keys"]


class Keys:
    """What was found out about tables that are there and no longer change."""

    def __init__(self, session: Session, tables: Mapping[str, str]) -> None:
        self._session = session
        self._tables = tables
        self._found: dict[tuple[str, tuple[int, ...]], bool] = {}

    def unique(self, relation: str, positions: tuple[int, ...]) -> bool:
        """Whether no two rows of a relation have the same values at these positions."""
        key = (relation, positions)
        if key not in self._found:
            self._found[key] = self._known(relation, positions) or self._count(relation, positions)
        return self._found[key]

    def _known(self, relation: str, positions: tuple[int, ...]) -> bool:
        found = (known for (of, known), unique in self._found.items() if unique and of == relation)
        return any(set(known) <= set(positions) for known in found)

    def _count(self, relation: str, positions: tuple[int, ...]) -> bool:
        own = table(self._tables[relation])
        values = exp.select(*(exp.column(name(column_name(i))) for i in positions)).from_(own.copy()).distinct()
        counts = (exp.select(exp.Count(this=exp.Star())).from_(rows) for rows in (own, values.subquery(name("k"))))
        every, different = (self._session.rows(query)[0][0] for query in counts)
        return bool(every == different)
