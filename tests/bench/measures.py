"""What Licet takes for what users do, as a Markdown table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bench import cold, decision, explain, interview, lineage, second, session, text
from bench.timing import HEAD, Row, line

__all__ = ["PARTS", "measures"]

_EDGES = (1_000, 100_000)
_MANY = 1_000_000


def _over_lineage(large: bool) -> Iterator[Row]:
    for edges in (*_EDGES, *((_MANY,) if large else ())):
        yield from lineage.rows(edges)
        yield from explain.rows(edges)


PARTS: Final[Mapping[str, Callable[[bool], Iterable[Row]]]] = MappingProxyType(
    {
        "decision": lambda _: (*decision.rows(), *decision.shipped()),
        "interview": lambda _: interview.rows(),
        "cold": lambda _: cold.rows(),
        "session": lambda _: session.rows(),
        "text": lambda _: text.rows(),
        "second": lambda _: second.rows(),
        "lineage": _over_lineage,
    }
)
"""The parts, each with what measures it; that is told whether a hub with a million edges is wanted, too."""


def measures(parts: Iterable[str], large: bool) -> Iterator[str]:
    """The lines of the table, as they are measured."""
    yield from HEAD
    for part in parts:
        yield from map(line, PARTS[part](large))
