"""A session: policies, a scratch layer over them, and what was asked. Immutable; an entry gives a further one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import SourceFile
from licet.repl.session.scratch import Scratch, scratch_over

if TYPE_CHECKING:
    from licet.answers.alternatives import Proofs
    from licet.answers.explanation import Explanation
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.verdict.base import Base
    from licet.verdict.verdict import Pin

__all__ = ["Paging", "Proved", "ProvedWays", "Session", "session_over"]


class Proved(Struct, frozen=True):
    """The explanation that was shown last, and what it was asked for."""

    question: str
    explanation: Explanation
    knowledge: KnowledgeBase


class ProvedWays(Struct, frozen=True):
    """The proofs shown last, the policies that they are of, and the same for machines."""

    proofs: Proofs
    base: Base
    data: Mapping[str, object]


class Paging(Struct, frozen=True):
    """The query or list shown last, and how many of its answers or names were shown."""

    question: str
    shown: int
    listed: bool = False


class Session(Struct, frozen=True):
    """The state between two entries.

    Attributes:
        scratch: the policies and the layer over them.
        roots: the files and folders that the policies are from.
        day: the day that uses are judged on, instead of the one they state.
        asked: the uses asked about, in the order they were first asked.
        last_use: the use asked about last.
        proved: the proof or proofs that `expand` goes into.
        paging: the query or list that `more` goes on with.
        page: how many answers are shown at once; None for all.
    """

    scratch: Scratch
    roots: tuple[Path, ...] = ()
    day: date | None = None
    asked: tuple[str, ...] = ()
    last_use: str | None = None
    proved: Proved | ProvedWays | None = None
    paging: Paging | None = None
    page: int | None = None

    @property
    def knowledge(self) -> KnowledgeBase:
        """The policies with the layer."""
        return self.scratch.knowledge

    @property
    def readings(self) -> tuple[Pin, ...]:
        """The readings taken as given."""
        return self.scratch.readings

    @property
    def sources(self) -> Mapping[str, SourceFile]:
        """The texts that diagnostics and proofs point into."""
        return self.knowledge.base.sources

    def with_asked(self, use: str) -> Session:
        """The session after a use was asked about."""
        asked = self.asked if use in self.asked else (*self.asked, use)
        return replace(self, asked=asked, last_use=use)


def session_over(knowledge: KnowledgeBase, roots: tuple[Path, ...] = ()) -> Session:
    """A session at its beginning."""
    return Session(scratch_over(knowledge), roots)
