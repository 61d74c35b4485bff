"""Evaluation order of a program: the strongly connected components of its dependency graph, lowest first.

A program is stratified if no relation depends on itself through a negation or an aggregate (Apt, Blair and
Walker 1988); then the components, in this order, define its one perfect model.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from msgspec import Struct

from licet.logic.cycles import components
from licet.logic.ir import Literal, Program, Rule

__all__ = ["Component", "CycleStep", "NegativeCycle", "Stratification", "stratify"]


class Component(Struct, frozen=True, array_like=True):
    """Relations that depend on each other (sorted), or one that does not. `recursive` if one depends on itself."""

    relations: tuple[str, ...]
    recursive: bool


class Stratification(Struct, frozen=True):
    """The components of all relations that occur in rules; each comes after those that it depends on."""

    components: tuple[Component, ...]


class CycleStep(Struct, frozen=True):
    """One step of a cycle: the head of `rule` depends on the relation of `literal`, which is in its body."""

    rule: Rule
    literal: Literal


class NegativeCycle(Struct, frozen=True):
    """Why a program is not stratified: a shortest cycle of dependencies whose first step is a negated literal
    or the body of an aggregate. The literal of each step is of the head relation of the next, the last of the first."""

    steps: tuple[CycleStep, ...]


def stratify(program: Program) -> Stratification | NegativeCycle:
    """The evaluation order of `program`, or a cycle through negation or aggregation that leaves it without one.
    Neither depends on the order of rules."""
    rules = sorted(program.rules, key=lambda rule: rule.id)
    edges: dict[str, dict[str, None]] = {}
    for rule in rules:
        targets = edges.setdefault(rule.head.relation, {})
        for literal in _literals(rule):
            targets[literal.relation] = None
            edges.setdefault(literal.relation, {})
    found = list(components(edges))
    home = {relation: number for number, members in enumerate(found) for relation in members}
    inner = [
        CycleStep(rule, literal)
        for rule in rules
        for literal in _literals(rule)
        if home[rule.head.relation] == home[literal.relation]
    ]
    cycles = [_close(step, inner) for step in inner if step.literal.negated or step.rule.aggregate is not None]
    if cycles:
        return NegativeCycle(min(cycles, key=len))
    return Stratification(
        tuple(Component(members, len(members) > 1 or members[0] in edges[members[0]]) for members in found)
    )


def _literals(rule: Rule) -> Iterable[Literal]:
    return (item for item in rule.body if isinstance(item, Literal))


def _close(first: CycleStep, steps: Sequence[CycleStep]) -> tuple[CycleStep, ...]:
    """The shortest cycle that begins with `first`, by breadth-first search from its literal back to its head."""
    goal = first.rule.head.relation
    leaving: dict[str, list[CycleStep]] = {}
    for step in steps:
        leaving.setdefault(step.rule.head.relation, []).append(step)
    paths: dict[str, tuple[CycleStep, ...]] = {first.literal.relation: (first,)}
    queue = deque(paths)
    while goal not in paths:
        relation = queue.popleft()
        for step in leaving[relation]:
            if step.literal.relation not in paths:
                paths[step.literal.relation] = (*paths[relation], step)
                queue.append(step.literal.relation)
    return paths[goal]
