"""Where an artifact comes from, as a tree of stated facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from licet.fragments import Line
from licet.repl.stated import stated_in

if TYPE_CHECKING:
    from licet.knowledge import KnowledgeBase

__all__ = ["lineage_lines"]

_MOST = 60


def lineage_lines(knowledge: KnowledgeBase, name: str) -> Iterator[Line]:
    """The tree of what a name comes from, by the stated relations between names of its kind; nothing if there is none.

    A name that was shown before is not gone into again, so a circle of facts ends.
    """
    relations = _relations(knowledge, knowledge.vocabulary.entities[name].kind)
    if not any(True for _ in _parents(knowledge, name, relations)):
        return
    yield (("", "  lineage"),)
    seen = {name}
    todo = [(*found, 2) for found in reversed(list(_parents(knowledge, name, relations)))]
    shown = 0
    while todo:
        relation, parent, depth = todo.pop()
        shown += 1
        if shown > _MOST:
            yield (("dim", "    …"),)
            return
        again = parent in seen
        mark = "  (shown above)" if again and any(True for _ in _parents(knowledge, parent, relations)) else ""
        yield (("", "  " * depth), ("relation", relation), ("", " "), ("name", parent), ("dim", mark))
        if not again:
            seen.add(parent)
            below = list(_parents(knowledge, parent, relations))
            todo.extend((*found, depth + 1) for found in reversed(below))


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


def _parents(knowledge: KnowledgeBase, name: str, relations: list[str]) -> Iterator[tuple[str, str]]:
    for relation in relations:
        for fact in stated_in(knowledge, relation, (name, None)):
            yield relation, str(fact.row[1])
