"""Evaluation order of a program: the strongly connected components of its dependency graph, lowest first.

A program is stratified if no relation depends on itself through a negation or an aggregate (Apt, Blair and
Walker 1988); then the components, in this order, define its one perfect model.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from licet.ir import Literal, Program, Rule

__all__ = ["Component", "CycleStep", "NegativeCycle", "Stratification", "stratify"]


@dataclass(frozen=True, slots=True)
class Component:
    """Relations that depend on each other (sorted), or one that does not. `recursive` if one depends on itself."""

    relations: tuple[str, ...]
    recursive: bool


@dataclass(frozen=True, slots=True)
class Stratification:
    """The components of all relations that occur in rules; each comes after those that it depends on."""

    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class CycleStep:
    """One step of a cycle: the head of `rule` depends on the relation of `literal`, which is in its body."""

    rule: Rule
    literal: Literal


@dataclass(frozen=True, slots=True)
class NegativeCycle:
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
    graph = {name: sorted(edges[name]) for name in sorted(edges)}
    components = _components(graph)
    home = {relation: number for number, members in enumerate(components) for relation in members}
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
        tuple(
            Component(tuple(sorted(members)), len(members) > 1 or members[0] in edges[members[0]])
            for members in components
        )
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


def _components(graph: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Tarjan's strongly connected components, without recursion, dependencies first."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    waiting: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in graph:
        if root in index:
            continue
        path = [(root, iter(graph[root]))]
        while path:
            node, successors = path[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                waiting.append(node)
                on_stack.add(node)
            for successor in successors:
                if successor not in index:
                    path.append((successor, iter(graph[successor])))
                    break
                if successor in on_stack:
                    low[node] = min(low[node], index[successor])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    cut = waiting.index(node)
                    found.append(waiting[cut:])
                    on_stack.difference_update(waiting[cut:])
                    del waiting[cut:]
    return found
