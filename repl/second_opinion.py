"""Answers by pyDatalog, a second engine, and answers that are given only if both engines agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from licet.fragments import text_of

if TYPE_CHECKING:
    from licet.base import Base
    from licet.crosscheck import Difference
    from licet.knowledge import KnowledgeBase
    from licet.verdict import Pin

__all__ = ["answered_by", "confirm"]

_MOST = 3


@contextmanager
def answered_by(knowledge: KnowledgeBase, engine: str) -> Iterator[KnowledgeBase]:
    """The knowledge base with that engine, `licet` or `pydatalog`.

    Raises:
        EngineFault: the engine cannot be started.
    """
    if engine == "licet":
        yield knowledge
        return
    from licet.crosscheck import on_pydatalog

    with on_pydatalog(knowledge.base) as base:
        yield replace(knowledge, base=base)


def confirm(knowledge: KnowledgeBase, question: str, on: date | None, readings: Iterable[Pin]) -> None:
    """See that both engines derive the same on the way to an answer.

    Raises:
        EngineFault: they do not; the message has what each of them says.
    """
    from licet.errors import EngineFault

    found = knowledge.cross_check(question, on=on, readings=readings)
    if found:
        raise EngineFault("the engines differ, so there is no answer; " + "; ".join(_told(knowledge.base, found)))


def _told(base: Base, found: tuple[Difference, ...]) -> Iterator[str]:
    from licet.phrases import phrases_of

    phrases = phrases_of(base)
    for difference in found[:_MOST]:
        for name, rows, others in (
            ("licet", difference.ours, difference.theirs),
            ("pyDatalog", difference.theirs, difference.ours),
        ):
            said = [text_of(phrases.holds(difference.relation, row)) for row in rows if row not in others]
            yield f"{name} alone says: {', '.join(said[:_MOST])}" if said else f"{name} alone says nothing"
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST} more"
