"""The policies of one workspace while somebody edits them: checked anew after a change, and asked when they pass."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from licet.editor.judging import Judged, joined, judged, knowledge_of
from licet.editor.snapshot import Snapshot, snapshot
from licet.editor.workspace import Workspace
from licet.errors import LicetError, PolicyError

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
                self.latest = await _run(self._checking, snapshot, workspace, buffers, self.latest)
                self._checked = changes
            return self.latest

    async def judge(self, files: Callable[[Snapshot], Collection[str]]) -> Judged | None:
        """The verdicts of uses and the results of tests of some files; None where something changes meanwhile."""
        moment, changes = await self.current(), self._changes
        found = Judged()
        if not moment.has_errors:
            try:
                knowledge = await _run(self._asking, knowledge_of, moment)
                for file in sorted(files(moment)):
                    if self._changes != changes:
                        return None
                    found = joined(found, await _run(self._asking, judged, moment, knowledge, [file]))
            except PolicyError as error:
                known = frozenset(moment.examined.found)
                found = Judged(findings=tuple(d for d in error.diagnostics if d not in known))
            except LicetError:
                found = Judged()
        if self._changes != changes:
            return None
        self._judged = (changes, found)
        return found


async def _run(executor: ThreadPoolExecutor, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    return await asyncio.get_running_loop().run_in_executor(executor, lambda: work(*args, **kwargs))
