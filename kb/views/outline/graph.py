"""An outline as a graph for drawing: a vertex for each step that is shown, an edge to each step that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from licet.answers.explanation import Explanation
from licet.views.outline.labels import Words
from licet.views.outline.strands import heading_of, strands_of
from licet.views.outline.tree import Node, Outline
from licet.words.fragments import short, sourced, text_of

__all__ = ["Edge", "Graph", "Vertex", "graph_of", "graphs_of"]

_QUOTE = 100


class Vertex(Struct, frozen=True):
    """A step: its number, its kind (see `licet.views.outline.tree.Node`), and the lines of its label."""

    number: int
    kind: str
    lines: tuple[str, ...]


class Edge(Struct, frozen=True):
    """From a step to one that it rests on; `again` when that one is drawn under another step too."""

    source: int
    target: int
    again: bool


class Graph(Struct, frozen=True):
    """The vertices in the order of their numbers, and the edges in the order of reading."""

    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]


def graph_of(outline: Outline) -> Graph:
    """What is shown of an outline; folds are vertices without what is in them."""
    shown: dict[int, Node] = {}
    todo = [outline.nodes[outline.root]]
    while todo:
        node = todo.pop()
        shown[node.number] = node
        todo.extend([] if node.folded else reversed(outline.children(node)))
    stands_for = {
        n: node.shown_at if node.shown_at is not None and node.shown_at in shown else n for n, node in shown.items()
    }
    edges = [
        Edge(number, stands_for[child], stands_for[child] != child)
        for number, node in shown.items()
        if not node.folded
        for child in node.children
    ]
    kept = sorted(n for n in shown if stands_for[n] == n)
    return Graph(tuple(Vertex(n, shown[n].kind, _label(outline, shown[n])) for n in kept), tuple(dict.fromkeys(edges)))


def graphs_of(words: Words, explanation: Explanation, *, full: bool) -> Iterator[tuple[str, Graph]]:
    """The proofs of an explanation as graphs, each with what it takes for granted and comes to. Folds are closed."""
    for strand in strands_of(words, explanation, full=full):
        yield text_of(heading_of(words.phrases, strand)), graph_of(strand.outline)


def _label(outline: Outline, node: Node) -> tuple[str, ...]:
    lines = [text_of(node.claim)]
    if node.remark:
        lines.append(node.remark)
    if node.folded:
        lines.append(f"+{outline.size(node)} steps")
    if node.citation is not None and node.citation.quotes and not node.folded:
        lines.append(f"“{short(' '.join(node.citation.quotes), _QUOTE)}”")
    if node.source is not None:
        lines.append(f"per {sourced(short(node.source, _QUOTE))}")
    if node.span is not None and node.span.file:
        lines.append(str(node.span))
    return tuple(lines)
