"""Proofs as Mermaid flowcharts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from licet.answers.explanation import Explanation
from licet.verdict.base import Base
from licet.views.outline.graph import Graph, graphs_of
from licet.views.outline.labels import words_of

__all__ = ["explanation_mermaid", "mermaid_escaped"]

_SAFE = frozenset(" ,.:()+-_/='")
_LIST = re.compile(r"^(\d*)([-+.)])")
_CLASSES = (
    "classDef clause stroke-width:2px,stroke:#6b3fa0",
    "classDef lost stroke-dasharray:4,stroke:#a61b1b",
    "classDef fact stroke:#1d4f91",
    "classDef aside stroke-dasharray:2",
)
_STYLED = frozenset({"clause", "lost", "fact", "aside"})


def explanation_mermaid(base: Base, explanation: Explanation, *, full: bool = False) -> str:
    """The proofs of an explanation as one flowchart, each in a frame of its own. Folds are drawn closed."""
    lines = ["flowchart TD"]
    for i, (heading, graph) in enumerate(graphs_of(words_of(base), explanation, full=full), 1):
        lines += [f'  subgraph p{i}["{mermaid_escaped(heading)}"]', *(f"    {line}" for line in _chart(graph)), "  end"]
    return "\n".join([*lines, *(f"  {line}" for line in _CLASSES)]) + "\n"


def _chart(graph: Graph) -> Iterator[str]:
    for vertex in graph.vertices:
        label = "<br/>".join(mermaid_escaped(line) for line in vertex.lines)
        style = f":::{vertex.kind}" if vertex.kind in _STYLED else ""
        yield f's{vertex.number}["{label}"]{style}'
    for edge in graph.edges:
        yield f"s{edge.source} {'-.->' if edge.again else '-->'} s{edge.target}"


def mermaid_escaped(text: str) -> str:
    """The text as the label of a flowchart shows it: what could be syntax, or the beginning of a list, is written by
    its code."""
    shown = "".join(c if c.isalnum() or c in _SAFE else f"#{ord(c)};" for c in text)
    return _LIST.sub(lambda m: f"{m[1]}#{ord(m[2])};", shown)
