"""Where an artifact comes from and what comes from it, as trees of stated facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from licet.repl.session.stated import stated_in
from licet.words.fragments import Line

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["lineage_lines"]

_MOST = 40
_UP, _DOWN = 1, 0
"""Which argument of a relation is the next name: what it comes from, or what comes from it."""


def lineage_lines(knowledge: KnowledgeBase, name: str) -> Iterator[Line]:
    """The trees of what a name comes from and of what comes from it, by the stated relations between names of its kind;
    nothing where there is none."""
    tree = _Tree(knowledge, _relations(knowledge, knowledge.vocabulary.entities[name].kind))
    for heading, side in (("comes from", _UP), ("made from it", _DOWN)):
        if tree.next_to(name, side):
            yield (("", f"  {heading}"),)
            yield from tree.lines(name, side)


class _Tree(Struct, frozen=True):
    knowledge: KnowledgeBase
    relations: list[str]

    def next_to(self, name: str, side: int) -> list[tuple[str, str]]:
        """The relations and names one step from a name."""
        pattern = (name, None) if side == _UP else (None, name)
        found = ((r, f) for r in self.relations for f in stated_in(self.knowledge, r, pattern))
        return [(relation, str(fact.row[side])) for relation, fact in found]

    def lines(self, root: str, side: int) -> Iterator[Line]:
        """What is next to a name, and so on; a name that was shown is not gone into again, so circles end."""
        seen = {root}
        todo = [("", root, "    ", "")]
        shown = 0
        while todo:
            relation, name, before, mark = todo.pop()
            below = self.next_to(name, side)
            again = name in seen and bool(relation)
            if relation:
                if shown == _MOST:
                    yield (("dim", "    …"),)
                    return
                shown += 1
                words: Line = (("relation", relation), ("", " "), ("name", name))
                if side == _DOWN:
                    words = (("name", name), ("", "  "), ("relation", relation))
                yield (("dim", before + mark), *words, *([("dim", "  (shown above)")] if again and below else []))
                before += {"├─ ": "│  ", "└─ ": "   "}[mark]
            if not again:
                seen.add(name)
                marks = ["├─ "] * (len(below) - 1) + ["└─ "] * bool(below)
                todo.extend((*found, before, mark) for found, mark in reversed([*zip(below, marks, strict=True)]))


def _relations(knowledge: KnowledgeBase, kind: str) -> list[str]:
    """The relations of two arguments that such a name can have on both sides, and that facts state."""
    vocabulary = knowledge.vocabulary
    in_files = {f.relation for f in knowledge.base.program.facts}
    return [
        name
        for name, s in vocabulary.relations.items()
        if s.arity == 2
        and not s.functional
        and all(vocabulary.is_a(kind, k) for k in s.kinds)
        and (name in in_files or not knowledge.base.solver.rules_for(name))
    ]
