"""A session: policies, a scratch layer over them, and what was asked. Immutable; an entry gives a further one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import SourceFile
from licet.repl.screen.complaints import Misuse
from licet.repl.session.hints import hint_for
from licet.repl.session.scratch import Change, Scratch, scratch_over
from licet.repl.session.standpoint import Standpoint
from licet.verdict.described_use import is_described
from licet.verdict.subjects import is_name, no_use

if TYPE_CHECKING:
    from licet.interview.asking import Asking
    from licet.interview.steps import Step
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.repl.screen.results import Result
    from licet.verdict.verdict import Pin

__all__ = ["Interviewing", "Paging", "Session", "session_over"]


class Paging(Struct, frozen=True):
    """The query or list shown last, and how many of its answers or names were shown."""

    question: str
    shown: int
    listed: bool = False


class Interviewing(Struct, frozen=True):
    """An interview that is going on: the policies that the session had when it was asked last, who asks, and where it
    is."""

    knowledge: KnowledgeBase
    asker: Asking
    at: Step


class Session(Struct, frozen=True):
    """The state between two entries.

    Attributes:
        scratch: the policies and the layer over them.
        roots: the files and folders that the policies are from.
        day: the day that uses are judged on, instead of the one they state.
        strict: whether nothing is presumed.
        asked: the uses asked about, in the order they were first asked.
        last_use: the use asked about last.
        steps: a step, by its number, of the proof or proofs shown last, with all that is under it.
        paging: the query or list that `more` goes on with.
        page: how many answers are shown at once; None for all.
        interview: the interview that is going on.
        saved: the changes that were saved last.
        output: the file that answers go to; None for the screen.
    """

    scratch: Scratch
    roots: tuple[Path, ...] = ()
    day: date | None = None
    strict: bool = False
    asked: tuple[str, ...] = ()
    last_use: str | None = None
    steps: Callable[[int], Result | None] | None = None
    paging: Paging | None = None
    page: int | None = None
    interview: Interviewing | None = None
    saved: tuple[Change, ...] = ()
    output: Path | None = None

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

    @property
    def unsaved(self) -> tuple[Change, ...]:
        """The statements that no `save` wrote. A use that a question described is none: it can be asked again."""
        stated = (c for c in self.scratch.changes if c.verb == "assume" and not _describes(c))
        return tuple(c for c in stated if c not in self.saved)

    def with_asked(self, use: str) -> Session:
        """The session after a use was asked about."""
        asked = self.asked if use in self.asked else (*self.asked, use)
        return replace(self, asked=asked, last_use=use)

    def use_named(self, name: str) -> str:
        """The use of that name, or the one asked about last when none is given.

        Raises:
            NameUnknown: no use is called so.
            Misuse: none is given, and none was asked about.
        """
        name = name.strip()
        if not name:
            if self.last_use is None:
                raise Misuse("which use?", "`list uses` shows them; after a question the last one is meant")
            return self.last_use
        vocabulary = self.knowledge.vocabulary
        if not vocabulary.is_use(name):
            uses = vocabulary.members("use")
            raise no_use(vocabulary, name, hint_for(name, uses, "`list uses` shows them", vocabulary))
        return name

    def of_uses(self) -> Standpoint:
        """What questions about uses are asked of: the session's day counts, and not the stated one."""
        return Standpoint(self._strictly(self.knowledge), self.day, self.readings)

    def of_literals(self) -> Standpoint:
        """What questions about literals are asked of."""
        return Standpoint(self._strictly(self.knowledge), None, self.readings)

    def _strictly(self, knowledge: KnowledgeBase) -> KnowledgeBase:
        return knowledge.strictly() if self.strict else knowledge

    def subject(self, argument: str) -> tuple[str, Standpoint]:
        """The use, if need be the last one, or the literals that are asked about, and what they are asked of.

        Raises:
            NameUnknown, Misuse: as `use_named` does.
        """
        question = argument.strip()
        if question and not is_name(question):
            return question, self.of_literals()
        use = self.use_named(question)
        return use, self.of_uses()


def _describes(change: Change) -> bool:
    """Whether a change is the use of a question."""
    match change.text.split(None, 2):
        case ["use", name, *_]:
            return is_described(name)
    return False


def session_over(knowledge: KnowledgeBase, roots: tuple[Path, ...] = (), strict: bool = False) -> Session:
    """A session at its beginning."""
    return Session(scratch_over(knowledge), roots, strict=strict)
