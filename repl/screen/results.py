"""What an entry at the prompt gives: results as values, for a view to show, and requests to the world outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from licet.grammar import Diagnostic, SourceFile
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.table import Table
from licet.words.fragments import Line

if TYPE_CHECKING:
    from licet.answers.explanation import Explanation
    from licet.answers.policy_tests import TrialResult
    from licet.answers.refusal import Refusal
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.verdict.base import Base
    from licet.verdict.query import Answers
    from licet.verdict.verdict import Truth, Verdict

__all__ = [
    "Complained",
    "Drawn",
    "Edit",
    "Explained",
    "Found",
    "Grid",
    "Held",
    "Judged",
    "Leave",
    "Load",
    "Output",
    "Page",
    "Prefill",
    "Refused",
    "Request",
    "Result",
    "Said",
    "Save",
    "Tabled",
    "Tested",
    "Watch",
]


class Judged(Struct, frozen=True):
    """A verdict; `day` is the one asked for, where it is not the stated one."""

    verdict: Verdict
    knowledge: KnowledgeBase
    day: date | None = None


class Explained(Struct, frozen=True):
    """A verdict or truth with its proofs; only the step of that number and what is under it, if there is one."""

    explanation: Explanation
    knowledge: KnowledgeBase
    question: str
    step: int | None = None


class Refused(Struct, frozen=True):
    """Why something is not so; `asked` is what was asked to be so, in words."""

    refusal: Refusal
    base: Base
    asked: Line


class Found(Struct, frozen=True):
    """The answers to a query with variables, from the `first` on, and at most `count` of them."""

    answers: Answers
    question: str
    knowledge: KnowledgeBase
    first: int = 0
    count: int | None = None


class Held(Struct, frozen=True):
    """Whether literals without variables hold."""

    truth: Truth
    question: str
    knowledge: KnowledgeBase


class Tested(Struct, frozen=True):
    """Tests that were run."""

    trials: tuple[TrialResult, ...]
    knowledge: KnowledgeBase


class Said(Struct, frozen=True):
    """A sentence."""

    text: str


class Page(Struct, frozen=True):
    """Lines that are ready to be shown, and the same for machines."""

    lines: tuple[Line, ...]
    data: Mapping[str, object]


class Drawn(Struct, frozen=True):
    """Lines that `draw` makes for so many columns, in plain marks or not, and the same for machines."""

    draw: Callable[[int, bool], list[Line]]
    data: Mapping[str, object]


class Tabled(Struct, frozen=True):
    """A table, of which at most `count` rows are shown, and what its rows are called for machines."""

    name: str
    table: Table
    count: int | None = None


class Grid(Struct, frozen=True):
    """A small table of styled cells, and the same for machines; too wide for the screen, its rows are shown one under
    the other."""

    heads: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    data: Mapping[str, object]


class Complained(Struct, frozen=True):
    """Errors and warnings, and the texts they point into."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]


Result = Judged | Explained | Refused | Found | Held | Tested | Said | Page | Drawn | Tabled | Grid | Complained


class Load(Struct, frozen=True):
    """Read these files and folders, and go on with `Session.with_policies`."""

    roots: tuple[Path, ...]


class Save(Struct, frozen=True):
    """Write a file. One that exists is not overwritten unless `force`."""

    path: Path
    text: str
    force: bool = False


class Edit(Struct, frozen=True):
    """Open a policy file at a line in the editor; after that it may have changed."""

    file: str
    line: int


class Prefill(Struct, frozen=True):
    """Put a text into the next prompt, to be edited."""

    text: str


class Watch(Struct, frozen=True):
    """Begin or end to reload the policy files as they change."""

    on: bool


class Leave(Struct, frozen=True):
    """End the session."""


Request = Load | Save | Edit | Prefill | Watch | Leave


class Output(Struct, frozen=True):
    """What an entry gave, what is asked of the world, and the exit status that goes with it."""

    results: tuple[Result, ...] = ()
    request: Request | None = None
    status: ExitStatus = ExitStatus.YES
