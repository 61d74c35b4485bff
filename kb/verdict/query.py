"""Questions about literals: conjunctions with variables, and the truth of conditions without."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from licet.engine.extension import Extended
from licet.grammar import tree
from licet.logic.ir import Literal, Origin, Rule, Var
from licet.logic.values import Row
from licet.policy.binding import bound_by
from licet.policy.bodies import BodyLowering
from licet.policy.kleene import double_further
from licet.policy.lowering import UNMENTIONED
from licet.policy.occurrences import variables
from licet.policy.relation_names import QUERY
from licet.policy.thresholds import further
from licet.verdict.base import Base
from licet.verdict.verdict import Pin

__all__ = ["QUERY", "Answers", "run_query", "with_query"]


class Answers(Struct, frozen=True):
    """The answers to a query, in a fixed order.

    Attributes:
        variables: the names of the columns.
        rows: the certain answers.
        possible: answers that hold only under some reading, or if some unknown fact is so. The value of a
            column can be UNKNOWN here.
        more: whether the limit cut answers off.
    """

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    possible: tuple[Row, ...] = ()
    more: bool = False


def with_query(base: Base, conditions: Sequence[tree.Condition]) -> tuple[Base, tuple[str, ...]]:
    """The base with the relation QUERY, which holds what satisfies the (checked) conditions, and its columns."""
    lowering = BodyLowering(base.vocabulary, QUERY, Origin("rule"))
    branches = lowering.branches(tree.Body(when=tuple(conditions)))
    known = bound_by(conditions, ())
    names = tuple(dict.fromkeys(v.name for v in variables(tuple(conditions)) if v.name in known))
    head = Literal(QUERY, tuple(Var(n) for n in names))
    rules = [Rule(f"{QUERY}/{i}", head, branch) for i, branch in enumerate(branches, 1)]
    asked = (*rules, *lowering.helpers)
    doubled, doubt = double_further(asked, base.doubt)
    reaches = further(base.thresholds, asked)
    return replace(base, doubt=doubt, thresholds=reaches, solver=Extended(base.solver, doubled)), names


def run_query(
    base: Base, conditions: Sequence[tree.Condition], pins: Iterable[Pin] = (), limit: int | None = None
) -> Answers:
    """The answers to a checked conjunction. All are found, whatever the limit: those that are given come first in the
    order of their values."""
    asked, names = with_query(base, conditions)
    solver = asked.pinned(asked.solver, pins)
    pattern = (None,) * len(names)
    rows = solver.answers(QUERY, pattern)
    twin = asked.doubt.possible(QUERY)
    certain = set(rows)
    doubtful = (
        [r for r in solver.answers(twin, pattern) if r not in certain and not UNMENTIONED & set(r)]
        if twin != QUERY
        else []
    )
    kept, shown = (rows, doubtful) if limit is None else (rows[:limit], doubtful[:limit])
    more = len(rows) > len(kept) or len(doubtful) > len(shown)
    return Answers(names, tuple(kept), tuple(shown), more)
