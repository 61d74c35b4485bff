"""The facts that are stated of a name, or in a relation, the scratch layer included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from licet.policy import relation_names as called

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.logic.ir import Fact
    from licet.logic.values import Value

__all__ = ["stated_count", "stated_facts", "stated_in"]


def stated_in(knowledge: KnowledgeBase, relation: str, pattern: Sequence[Value | None]) -> Iterator[Fact]:
    """The stated facts of a relation that match a pattern, in the order of their rows."""
    solver = knowledge.base.solver
    for row in solver.answers(relation, tuple(pattern)):
        fact = solver.fact(relation, row)
        if fact is not None:
            yield fact


def stated_facts(knowledge: KnowledgeBase, name: str) -> Iterator[Fact]:
    """The stated facts whose first argument is that name, by relation; what is denied or said to be unknown, too."""
    vocabulary = knowledge.vocabulary
    kind = vocabulary.entities[name].kind
    in_files = {f.relation for f in knowledge.base.program.facts}
    for relation, signature in vocabulary.relations.items():
        if not signature.kinds or not vocabulary.compatible(kind, signature.kinds[0]):
            continue
        if relation in in_files or not knowledge.base.solver.rules_for(relation):
            yield from stated_in(knowledge, relation, (name, *[None] * (signature.arity - 1)))
        if signature.dated:
            yield from _stated_with_days(knowledge, relation, (name, *[None] * (signature.arity - 1)))
            relation = called.always(relation)
        keys = signature.arity - signature.functional
        for other in (called.denied(relation), called.unsure(relation)):
            if other in in_files:
                yield from stated_in(knowledge, other, (name, *[None] * (keys - 1)))


def _stated_with_days(knowledge: KnowledgeBase, relation: str, pattern: Sequence[Value | None]) -> Iterator[Fact]:
    """The stated facts of a dated relation, with days and without."""
    yield from stated_in(knowledge, called.always(relation), pattern)
    for held in (called.since, called.until, called.between):
        yield from stated_in(knowledge, held(relation), (*pattern, None))


def stated_count(knowledge: KnowledgeBase, relation: str) -> int:
    """How many facts are stated in a relation; where rules conclude it, too, those of the files."""
    base = knowledge.base
    signature = knowledge.vocabulary.relations[relation]
    if signature.dated:
        return sum(1 for _ in _stated_with_days(knowledge, relation, (None,) * signature.arity))
    if base.solver.rules_for(relation):
        return sum(f.relation == relation for f in base.program.facts)
    return len(base.solver.answers(relation, (None,) * signature.arity))
