"""What a question is asked of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.verdict.verdict import Pin

__all__ = ["Standpoint"]


class Standpoint(Struct, frozen=True):
    """The policies to ask, the day to ask for instead of the one that a use states, and the readings to take as
    given."""

    knowledge: KnowledgeBase
    day: date | None = None
    readings: tuple[Pin, ...] = ()

    def about(self, use: str) -> tuple[Standpoint, str]:
        """The same of policies that have the use, and its name: it is named, or described by its lines.

        Raises:
            NameUnknown: no use of that name is declared.
            PolicyError: the lines do not parse or do not fit the policies.
        """
        knowledge, name = self.knowledge.about(use)
        return replace(self, knowledge=knowledge), name

    def dated(self, use: str) -> KnowledgeBase:
        """The policies with the day stated of a use."""
        return self.knowledge if self.day is None else self.knowledge.dated(use, self.day)
