"""Programs in the surface language beside the same without one of their statements."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.verdict.base import Base
from support.surface_programs import surface_program

__all__ = ["with_and_without"]


def with_and_without(seed: int, kinds: tuple[type[tree.Node], ...], most: int) -> Iterator[tuple[Base, Base]]:
    """A program, and it without a statement of those kinds, for at most so many; where both pass the checks."""
    module, _ = parse_module(SourceFile("p.licet", surface_program(seed)))
    droppable = [i for i, s in enumerate(module.statements) if isinstance(s, kinds)]
    for dropped in Random(seed).sample(droppable, min(most, len(droppable))):
        rest = tuple(s for i, s in enumerate(module.statements) if i != dropped)
        try:
            one, other = (
                KnowledgeBase.parse(format_module(tree.Module("p.licet", s))).base for s in (module.statements, rest)
            )
        except PolicyError:
            continue
        yield one, other
