"""Cycles in directed graphs, found in an order that depends only on the names or numbers of the nodes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

__all__ = ["components", "cycles", "cyclic", "path"]

Graph = Mapping[str, Iterable[str]]
_Node = TypeVar("_Node", str, int)


def cyclic(graph: Graph) -> Iterator[tuple[str, ...]]:
    """The strongly connected components that hold a cycle, each sorted."""
    return (c for c in components(graph) if len(c) > 1 or c[0] in graph.get(c[0], ()))


def components(graph: Mapping[_Node, Iterable[_Node]]) -> Iterator[tuple[_Node, ...]]:
    """The strongly connected components, each sorted and after those that it has edges to; after Tarjan (1972), without
    recursion."""
    index: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    stack: list[_Node] = []
    waiting: set[_Node] = set()
    for root in sorted(graph):
        if root in index:
            continue
        work: list[tuple[_Node, Iterator[_Node]]] = []
        _enter(root, graph, index, low, stack, waiting, work)
        while work:
            node, successors = work[-1]
            for successor in successors:
                if successor not in index:
                    _enter(successor, graph, index, low, stack, waiting, work)
                    break
                if successor in waiting:
                    low[node] = min(low[node], index[successor])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    members = [stack.pop()]
                    while members[-1] != node:
                        members.append(stack.pop())
                    waiting.difference_update(members)
                    yield tuple(sorted(members))


def _enter(
    node: _Node,
    graph: Mapping[_Node, Iterable[_Node]],
    index: dict[_Node, int],
    low: dict[_Node, int],
    stack: list[_Node],
    waiting: set[_Node],
    work: list[tuple[_Node, Iterator[_Node]]],
) -> None:
    index[node] = low[node] = len(index)
    stack.append(node)
    waiting.add(node)
    work.append((node, iter(sorted(graph.get(node, ())))))


def path(graph: Graph, start: str, end: str, within: frozenset[str]) -> list[str]:
    """A shortest path from start to end, both included, through the nodes of `within`; empty when there is none."""
    before: dict[str, str | None] = {start: None}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node == end:
            steps = [node]
            while (previous := before[steps[-1]]) is not None:
                steps.append(previous)
            return steps[::-1]
        for successor in sorted(graph.get(node, ())):
            if successor in within and successor not in before:
                before[successor] = node
                queue.append(successor)
    return []


def cycles(graph: Graph) -> Iterator[list[str]]:
    """One shortest cycle for each component that has one, from its first name back to it (which is not repeated)."""
    for members in cyclic(graph):
        within = frozenset(members)
        first = members[0]
        ways = (path(graph, successor, first, within) for successor in sorted(graph[first]) if successor in within)
        best = min((way for way in ways if way), key=len)
        yield [first, *best[:-1]]
