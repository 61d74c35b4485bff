"""Answers by pyDatalog, a second engine, and answers that are given only if both engines agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.verdict.verdict import Pin


__all__ = ["answered_by", "confirm"]


@contextmanager
def answered_by(knowledge: KnowledgeBase, engine: str) -> Iterator[KnowledgeBase]:
    """The knowledge base with that engine, `licet` or `pydatalog`.

    Raises:
        EngineFault: the engine cannot be started.
    """
    if engine == "licet":
        yield knowledge
        return
    from licet.answers.cross_check import on_pydatalog

    with on_pydatalog(knowledge.base) as base:
        yield knowledge.with_base(base)


def confirm(knowledge: KnowledgeBase, question: str, on: date | None, readings: Iterable[Pin]) -> None:
    """See that both engines derive the same on the way to an answer.

    Raises:
        EngineFault: they do not; the message has what each of them says.
    """
    from licet.errors import EngineFault

    found = knowledge.cross_check(question, on=on, readings=readings)
    if found:
        from licet.answers.policy_tests_twice import difference_words

        told = "; ".join(difference_words(knowledge.base, found))
        raise EngineFault(f"the engines differ, so there is no answer; {told}")
