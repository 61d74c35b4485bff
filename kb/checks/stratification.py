"""Stratification of what policies define: no relation may depend on its own absence or on its own total.

The edges are those of rules and readings. Clauses derive nothing that a condition could ask for, so no cycle goes
through them. The engine checks the lowered program again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from licet.checks.calculations import endless_calculation
from licet.checks.findings import Findings, around
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.grammar.source import Span
from licet.logic.cycles import cyclic, path
from licet.policy.negation import inner_questions, resolve
from licet.policy.occurrences import atoms, is_nested_too_deep

__all__ = ["Dependency", "check_strata", "dependencies"]

_MOST_REPORTED = 20


class Dependency(Struct, frozen=True, array_like=True):
    """`head` is derived from `on`: from its absence or total if `through` says so. `by` is the rule or reading, and
    `endless` a calculation in it that could go on for ever if `on` were derived from `head` in turn."""

    head: str
    on: str
    through: str | None
    by: str
    span: Span
    endless: Span | None = None

    def __str__(self) -> str:
        match self.through:
            case None:
                return f"{self.by} needs `{self.on}`"
            case "not":
                return f"{self.by} needs `{self.on}` to fail"
            case "unless":
                return f"{self.by} needs `{self.on}` within its `unless`"
            case operator:
                return f"{self.by} takes the {operator} over `{self.on}`"


def dependencies(modules: Iterable[tree.Module]) -> tuple[Dependency, ...]:
    """What each rule and reading of the modules needs."""
    found: list[Dependency] = []
    for module in modules:
        for statement in module.statements:
            if isinstance(statement, tree.Rule):
                through = statement.aggregate.operator if statement.aggregate else None
                by = f"`{statement.head.relation}`"
                found.extend(_needs(statement.head.relation, statement.body, through, by, statement.calculation))
            elif isinstance(statement, tree.Term):
                name = statement.head.relation
                for reading in statement.readings:
                    found.extend(_needs(name, reading.body, None, f"reading `{reading.name}` of `{name}`"))
    return tuple(found)


def _needs(
    head: str, body: tree.Body, aggregate: str | None, by: str, result: tree.Operation | None = None
) -> Iterator[Dependency]:
    if is_nested_too_deep(body):
        return
    endless = endless_calculation(body, result)
    place = None if endless is None else endless.span
    for atom, negative in atoms(body):
        yield Dependency(head, atom.relation, "not" if negative else aggregate, by, atom.span, place)
    for inner in inner_questions(resolve(body)):
        for lender in inner.lenders:
            yield Dependency(head, lender.relation, "unless", by, lender.span)


def check_strata(all_of_them: Sequence[Dependency], new: Collection[Dependency], findings: Findings) -> None:
    """Report the cycles through a negation or an aggregate (E313), or through a calculation that does not end (E319),
    that some new dependency takes part in.

    Args:
        all_of_them: every dependency, the new ones included.
        new: those of the modules being checked.
        findings: where to report.
    """
    steps: dict[tuple[str, str], Dependency] = {}
    graph: dict[str, set[str]] = {}
    in_order = sorted(all_of_them, key=lambda d: (d.span, d.head, d.on, d.through or "", d.by))
    for dependency in in_order:
        graph.setdefault(dependency.head, set()).add(dependency.on)
        key = (dependency.head, dependency.on)
        if key not in steps or (steps[key].through is None and dependency.through is not None):
            steps[key] = dependency
    fresh = {(d.head, d.on) for d in new}
    told: set[frozenset[tuple[str, str]]] = set()
    for members in cyclic(graph):
        within = frozenset(members)
        strict = [d for d in steps.values() if d.through and d.head in within and d.on in within]
        endless = {d.endless: d for d in reversed(in_order) if d.endless and d.head in within and d.on in within}
        for dependency in (
            *sorted(strict, key=lambda d: d.span)[:_MOST_REPORTED],
            *(endless[place] for place in sorted(endless)[:_MOST_REPORTED]),
        ):
            way = [dependency.head, *path(graph, dependency.on, dependency.head, within)]
            cycle = [dependency, *(steps[pair] for pair in list(pairwise(way))[1:])]
            steps_of_it = frozenset((d.head, d.on) for d in cycle)
            if fresh & steps_of_it and steps_of_it not in told:
                told.add(steps_of_it)
                _report(cycle, findings)


def _report(cycle: list[Dependency], findings: Findings) -> None:
    first = cycle[0]
    words, labels = around([str(step) for step in cycle], [step.span for step in cycle])
    if first.through is None and first.endless is not None:
        findings.error(
            "E319",
            f"`{first.head}` is calculated from itself, and nothing says where that ends: {words}",
            first.endless,
            "take steps by a constant that a test ends, `N + 1` under `N < 100`, or calculate outside the circle",
            [Label(first.span, str(first)), *labels],
        )
        return
    what = "its own absence" if first.through in ("not", "unless") else f"a {first.through} over itself"
    findings.error(
        "E313",
        f"`{first.head}` depends on {what}: {words}",
        first.span,
        "break the circle: leave one of these conditions out, or derive a new relation for one of the two roles",
        labels,
    )
