"""The policies of one workspace while somebody edits them: checked anew after a change, and asked when they pass."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from licet.editor.judging import Judged, joined, judged, knowledge_of, linted
from licet.editor.snapshot import Snapshot, snapshot
from licet.editor.workspace import Workspace
from licet.errors import LicetError, PolicyError
from licet.grammar.diagnostics import Diagnostic
from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["Desk"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Desk:
    """What is known of a workspace, and whether it still holds.

    Checking and asking each have a thread, one at a time. What was found of texts that have changed since is never
    handed out as a verdict.
    """

    def __init__(self, workspace: Callable[[], Workspace], buffers: Callable[[], Mapping[Path, str]]) -> None:
        self.latest: Snapshot | None = None
        self._workspace = workspace
        self._buffers = buffers
        self._changes = 0
        self._checked = -1
        self._judged: tuple[int, Judged] | None = None
        self._answers: _Answers | None = None
        self._lock = asyncio.Lock()
        self._checking = ThreadPoolExecutor(1)
        self._asking = ThreadPoolExecutor(1)

    def touch(self) -> None:
        """Some file or buffer has changed."""
        self._changes += 1

    def close(self) -> None:
        """Begin nothing anymore."""
        self.touch()
        for executor in (self._checking, self._asking):
            executor.shutdown(wait=False, cancel_futures=True)

    @property
    def is_current(self) -> bool:
        """Whether nothing has changed since the last check."""
        return self._checked == self._changes

    @property
    def verdicts(self) -> Judged | None:
        """The verdicts of the policies as they are now; None while there are none."""
        return self._judged[1] if self._judged is not None and self._judged[0] == self._changes else None

    async def current(self) -> Snapshot:
        """The policies as they are now, checked if they were not yet."""
        async with self._lock:
            while self.latest is None or not self.is_current:
                changes = self._changes
                workspace, buffers = self._workspace(), self._buffers()
                found = await _run(self._checking, snapshot, workspace, buffers, self.latest)
                if self.latest is None or not self.latest.says_the_same_as(found):
                    self.latest = found
                    self._answers = _Answers(found)
                self._checked = changes
            return self.latest

    async def judge(self, files: Callable[[Snapshot], Collection[str]]) -> Judged | None:
        """The verdicts of uses and the results of tests of some files; None where something changes meanwhile."""
        moment, changes = await self.current(), self._changes
        answers, found = self._answers, Judged()
        if answers is not None and not moment.has_errors:
            for file in sorted(files(moment)):
                if self._changes != changes:
                    return None
                found = joined(found, await _run(self._asking, answers.of, file))
        if self._changes != changes:
            return None
        self._judged = (changes, found)
        return found


class _Answers:
    """What the policies of one moment answer, each file asked once."""

    def __init__(self, moment: Snapshot) -> None:
        self._moment = moment
        self._knowledge: KnowledgeBase | Judged | None = None
        self._linted: tuple[Diagnostic, ...] = ()
        self._known: dict[str, Judged] = {}

    def of(self, file: str) -> Judged:
        """The verdicts of the uses of a file, the results of its tests and what looks wrong in it; where the policies
        cannot be put together, what is in the way."""
        if self._knowledge is None:
            self._knowledge = self._loaded()
            if isinstance(self._knowledge, KnowledgeBase):
                self._linted = linted(self._moment, self._knowledge)
        if isinstance(self._knowledge, Judged):
            return self._knowledge
        if file not in self._known:
            here = tuple(d for d in self._linted if d.span is not None and d.span.file == file)
            self._known[file] = joined(judged(self._moment, self._knowledge, [file]), Judged(findings=here))
        return self._known[file]

    def _loaded(self) -> KnowledgeBase | Judged:
        try:
            return knowledge_of(self._moment)
        except PolicyError as error:
            known = frozenset(self._moment.examined.found)
            return Judged(findings=tuple(d for d in error.diagnostics if d not in known))
        except LicetError:
            return Judged()


async def _run(executor: ThreadPoolExecutor, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    return await asyncio.get_running_loop().run_in_executor(executor, lambda: work(*args, **kwargs))
