"""Proofs as graphs for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from licet.answers.explanation import Explanation
from licet.verdict.base import Base
from licet.views.outline.graph import Graph, graphs_of
from licet.views.outline.labels import words_of

__all__ = ["dot_escaped", "explanation_dot"]

_WIDTH = 48
_STYLES = {
    "clause": ' color="#6b3fa0" penwidth=2',
    "lost": ' color="#a61b1b" style=dashed',
    "fact": ' color="#1d4f91"',
    "aside": " style=dotted",
}


def explanation_dot(base: Base, explanation: Explanation, *, full: bool = False) -> str:
    """The proofs of an explanation as one graph, each in a frame of its own. Folds are drawn closed."""
    lines = ["digraph proof {", '  node [shape=box fontname="sans-serif" fontsize=10]']
    for i, (heading, graph) in enumerate(graphs_of(words_of(base), explanation, full=full), 1):
        lines += [f"  subgraph cluster_{i} {{", f'    label="{dot_escaped(heading)}"']
        lines += [*(f"    {line}" for line in _graph(graph)), "  }"]
    return "\n".join([*lines, "}"]) + "\n"


def _graph(graph: Graph) -> Iterator[str]:
    for vertex in graph.vertices:
        label = "".join(f"{dot_escaped(line)}\\l" for text in vertex.lines for line in _folded(text))
        yield f's{vertex.number} [label="{label}"{_STYLES.get(vertex.kind, "")}]'
    for edge in graph.edges:
        yield f"s{edge.source} -> s{edge.target}{' [style=dashed]' if edge.again else ''}"


def dot_escaped(text: str) -> str:
    """The text as it stands between double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _folded(text: str) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > _WIDTH:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
