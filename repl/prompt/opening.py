"""A session on its way: loaded by a thread of its own, while the prompt is there already."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from licet.repl.prompt.answering import Answering

__all__ = ["Opening"]


class Opening:
    """What a function will give. Nothing happens until it is begun, so that what is shown first comes first."""

    def __init__(self, load: Callable[[], Answering]) -> None:
        self._load = load
        self._begun = False
        self.future: Future[Answering] = Future()

    def begin(self) -> None:
        """Begin to load, if that was not begun yet."""
        if not self._begun:
            self._begun = True
            Thread(target=self._run, daemon=True).start()

    def result(self) -> Answering:
        """The session, for which this waits if it has to.

        Raises:
            BaseException: whatever loading it raised.
        """
        self.begin()
        return self.future.result()

    def settled(self) -> Answering | None:
        """The session, for which this waits if it has to; None when it could not be loaded."""
        self.begin()
        wait([self.future])
        return self.ready()

    def ready(self) -> Answering | None:
        """The session, if it is there."""
        future = self.future
        return future.result() if future.done() and future.exception() is None else None

    def _run(self) -> None:
        try:
            self.future.set_result(self._load())
        except BaseException as error:
            self.future.set_exception(error)
