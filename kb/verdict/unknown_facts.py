"""Unknown facts as needs: what would have to be known of them for an answer."""

from __future__ import annotations

from collections.abc import Iterable

from licet.logic.oracle import World
from licet.logic.patterns import Pattern
from licet.logic.values import Row, Value
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import need_of
from licet.verdict.encountered_values import encountered
from licet.verdict.verdict import Need

__all__ = ["needs_of"]


def needs_of(
    base: Base, solver: World, goals: Iterable[tuple[str, Pattern]], facts: Iterable[tuple[str, Row]]
) -> tuple[Need, ...]:
    """Unknown facts as needs, each with the values at which it can change whether the goals hold.

    Args:
        base: the policies.
        solver: the world that the question is asked in.
        goals: patterns of relations by their own names.
        facts: relations and rows, without the value of a functional relation.
    """
    unknown = list(facts)
    everywhere = {relation: base.thresholds_of(relation) for relation, _ in unknown}
    if not any(everywhere.values()):
        return tuple(need_of(solver, relation, row, everywhere[relation]) for relation, row in unknown)
    possible = [(base.doubt.possible(relation), pattern) for relation, pattern in goals]
    met = encountered(solver, base.doubt, possible, base.plans)

    def near(relation: str) -> tuple[Value, ...]:
        nearby = met.among(everywhere[relation], base.columns_of(relation))
        return nearby or everywhere[relation] if base.is_summed(relation) else nearby

    return tuple(need_of(solver, relation, row, near(relation)) for relation, row in unknown)
