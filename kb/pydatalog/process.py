"""The process that runs pyDatalog, from the outside: requests in, rows out, and an end to it when time is up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any
from weakref import finalize

from licet.errors import EngineFault, PolicyTooComplex

__all__ = ["Clock", "PyDatalogProcess"]

_WORKER = Path(__file__).with_name("worker.py")


class Clock:
    """How much of a time limit is left."""

    def __init__(self, seconds: float) -> None:
        self.limit = seconds
        self._end = monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, at least 0."""
        return max(0.0, self._end - monotonic())


class PyDatalogProcess:
    """A running process. It ends with `end`, when the object is no longer used, or when its time is up."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.end = finalize(self, _end, self._process)

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self.end.alive

    def ask(self, told: Iterable[list[Any]], question: list[Any], clock: Clock) -> list[list[str]]:
        """Send facts and rules and then a question, and wait for its rows.

        Raises:
            PolicyTooComplex: time is up.
            EngineFault: pyDatalog failed at this or something it was told before, or the process has died.
        """
        answer = json.loads(self._run("".join(json.dumps(r) + "\n" for r in (*told, question)), clock))
        if "error" in answer:
            self.end()
            raise EngineFault(f"pyDatalog failed: {answer['error']}")
        rows: list[list[str]] = answer["rows"]
        return rows

    def _run(self, text: str, clock: Clock) -> bytes:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None or not self.alive:
            raise EngineFault("the process that runs pyDatalog has ended")
        timer = Timer(clock.left, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            stdin.write(text.encode("ascii"))
            stdin.flush()
            line = stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            self.end()
            if clock.left:
                raise EngineFault("the process that runs pyDatalog died")
            raise PolicyTooComplex(f"pyDatalog did not answer within {clock.limit:g} seconds")
        return line


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()
