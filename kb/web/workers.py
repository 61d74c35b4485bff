"""Processes that answer: a question that takes too long ends with its process, and no two share an engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from msgspec import Struct

from licet.engine.collector import keep_for_good
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.web.api import refused
from licet.web.replies import Asked, Reply
from licet.web.site import site_of, wrong

__all__ = ["Bounds", "Workers"]

Load = Callable[[], KnowledgeBase]
"""Loads the policies, in a process of its own."""


_OF_AN_ANSWER = 0.4
"""The part of the time for an answer after which an audit begins nothing more."""


class Bounds(Struct, frozen=True):
    """What a request may cost: seconds for an answer, seconds until a worker is free, bytes of a body, and characters
    of an address."""

    answering: float = 20.0
    waiting: float = 30.0
    body: int = 64 * 1024
    address: int = 32 * 1024


def _work(load: Load, there: Connection, seconds: float) -> None:
    """Answer what comes, until nobody asks any more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    site = site_of(load(), seconds)
    keep_for_good()
    there.send(None)
    while True:
        try:
            asked = there.recv()
        except EOFError:
            return
        try:
            reply = site.reply(asked)
        except Exception as error:
            told = f"internal fault: {type(error).__name__}"
            reply = refused(500, told, code="F001") if asked.of_program else wrong(500, told, asked)
        there.send(reply)


class _Worker:
    """One process, and the line to it."""

    def __init__(self, load: Load, seconds: float) -> None:
        context = get_context("spawn")
        self._line, there = context.Pipe()
        self._process: BaseProcess = context.Process(target=_work, args=(load, there, seconds), daemon=True)
        self._process.start()
        there.close()
        self._ready = False

    def ask(self, asked: Asked, seconds: float) -> Reply | None:
        """The reply; None where it took too long, or the process is gone."""
        try:
            if not self._ready:
                self._line.recv()
                self._ready = True
            self._line.send(asked)
            return self._line.recv() if self._line.poll(seconds) else None
        except (EOFError, OSError):
            return None

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.join()


class Workers:
    """Some workers, and who of them is free."""

    def __init__(self, load: Load, number: int, bounds: Bounds) -> None:
        self._load = load
        self._bounds = bounds
        self._all = [_Worker(load, bounds.answering * _OF_AN_ANSWER) for _ in range(number)]
        self._free: asyncio.Queue[_Worker] = asyncio.Queue()
        for worker in self._all:
            self._free.put_nowait(worker)

    async def reply(self, asked: Asked) -> Reply:
        """The reply of a worker, or that none is free or the question took too long."""
        try:
            worker = await asyncio.wait_for(self._free.get(), self._bounds.waiting)
        except TimeoutError:
            return _cut(503, "All workers are busy.", asked)
        reply: Reply | None = None
        try:
            reply = await asyncio.shield(asyncio.to_thread(worker.ask, asked, self._bounds.answering))
        finally:
            if reply is None:
                self._all.remove(worker)
                worker.end()
                worker = _Worker(self._load, self._bounds.answering * _OF_AN_ANSWER)
                self._all.append(worker)
            self._free.put_nowait(worker)
        return reply if reply is not None else _cut(504, "The question took too long and was cut off.", asked)

    def end(self) -> None:
        """End the processes."""
        for worker in self._all:
            worker.end()


def _cut(status: int, message: str, asked: Asked) -> Reply:
    help = "ask for less, or give it more time with `licet serve --seconds`"
    return refused(status, message, help, "U003") if asked.of_program else wrong(status, message, asked, help)
