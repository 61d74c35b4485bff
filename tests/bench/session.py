"""The session before somebody's eyes: its start, a completion, and a query with a million answers."""

from __future__ import annotations

import asyncio
import fcntl
import io
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from time import perf_counter

from prompt_toolkit.data_structures import Size
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from bench.timing import Row, environment, median_of, show
from licet.repl.prompt.answering import Answering, open_answering
from licet.repl.prompt.app import App
from licet.repl.prompt.opening import Opening
from licet.repl.screen.terminal import Terminal

_START = "import sys; from licet.repl.cli.main import run; sys.exit(run())"
_PROMPT = b"licet>"
_PATIENCE = 30.0
_ASKED_WHERE, _AT = b"\x1b[6n", b"\x1b[1;1R"
_NAMES = 10_000
_SIDE = 1_000


class Seat:
    """A session in a terminal of its own, read and typed into as a person would."""

    def __init__(self, kept: Path, *arguments: str) -> None:
        environ = {**environment(kept), "TERM": "xterm-256color", "XDG_STATE_HOME": str(kept)}
        self.begun = perf_counter()
        self.pid, self._terminal = pty.fork()
        if not self.pid:
            os.execve(sys.executable, [sys.executable, "-c", _START, *arguments], environ)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._shown = b""

    def until(self, wanted: bytes) -> float:
        """Wait until that is painted; when that was."""
        while wanted not in self._shown:
            ready, _, _ = select.select([self._terminal], [], [], _PATIENCE)
            if not ready:
                raise TimeoutError(f"{wanted!r} was not painted")
            part = os.read(self._terminal, 65_536)
            if _ASKED_WHERE in part:
                os.write(self._terminal, _AT)
            self._shown += part
        self._shown = self._shown.partition(wanted)[2]
        return perf_counter()

    def type(self, keys: str) -> float:
        """Type; when that was."""
        os.write(self._terminal, keys.encode())
        return perf_counter()

    def most_memory(self) -> int:
        """The most memory that the session has had so far, in bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def leave(self) -> None:
        """End the session."""
        os.write(self._terminal, b"\x04")
        os.close(self._terminal)
        os.waitpid(self.pid, 0)


def rows() -> list[Row]:
    """The measurements of this file."""
    return [*_start(), *_completion(), *_million()]


def _start() -> list[Row]:
    bare = median_of(lambda: subprocess.run([sys.executable, "-c", "pass"], check=False), 9)
    prompts, answers = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(10):
            seat = Seat(Path(folder))
            prompts.append(seat.until(_PROMPT) - seat.begun)
            seat.type("llama_2_7b is large_language_model\r")
            answers.append(seat.until(b"true") - seat.begun)
            seat.leave()
    found = (("to the first prompt", prompts[1:]), ("to the first answer", answers[1:]))
    return [
        Row("start of the session", "python -c pass", bare),
        Row("start of the session", "licet, policies never seen, to the first answer", answers[0]),
        *(
            Row("start of the session", f"licet, {what}", took := statistics.median(times), f"{took / bare:.1f} times")
            for what, times in found
        ),
    ]


def _completion() -> list[Row]:
    """From a key to the menu that was painted for it, with many names declared."""
    things = "".join(f'model model_{n:05} "The model number {n}"\n' for n in range(_NAMES))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "names.licet")
        file.write_text(f"kind model\nrelation made_from(model, model)\n\n{things}", encoding="utf-8")
        answering = open_answering([str(file)], Terminal())
    answering.names()
    times = asyncio.run(_painted(answering))
    slow = statistics.quantiles(times, n=100)[98]
    what = f"a key to its painted completions, {_NAMES:,} names, {len(times)} keys"
    return [Row(what, "licet", statistics.median(times), f"99 of 100 within {show(slow)}")]


async def _painted(answering: Answering) -> list[float]:
    opening = Opening(lambda: answering)
    opening.result()
    times = []
    with create_pipe_input() as pipe:
        output = Vt100_Output(io.StringIO(), lambda: Size(rows=24, columns=80), enable_cpr=False)
        app = App(opening, Terminal(width=80, color=True), InMemoryHistory(), input=pipe, output=output)
        painted = asyncio.Event()
        typed = ""

        def look(_: object) -> None:
            buffer = app.prompt.default_buffer
            if buffer.text == typed and (not typed or (buffer.complete_state and buffer.complete_state.completions)):
                painted.set()

        app.prompt.app.after_render += look
        reading = asyncio.ensure_future(app.prompt.prompt_async())
        for n in range(40):
            typed = ""
            for key in f"X made_from model_{n * 249 % _NAMES:05}"[:-1]:
                typed += key
                painted.clear()
                begun = perf_counter()
                pipe.send_text(key)
                if typed.startswith("X made_from m"):
                    await asyncio.wait_for(painted.wait(), _PATIENCE)
                    times.append(perf_counter() - begun)
                else:
                    while app.prompt.default_buffer.text != typed:
                        await asyncio.sleep(0.001)
            typed = ""
            painted.clear()
            pipe.send_text("\x03")
            await asyncio.wait_for(painted.wait(), _PATIENCE)
        pipe.send_text("\x04")
        try:
            await reading
        except EOFError:
            return times
    raise AssertionError("the prompt did not end")


def _million() -> list[Row]:
    """A query with a million answers against one with a thousand: the first rows, the next prompt, the memory."""
    things = "".join(f"thing t{n:04}\n  is red, round\n  after t{n + 1:04}\n\n" for n in range(1_414))
    text = f"""kind thing
relation red(thing)
relation round(thing)
relation after(thing, thing)
relation beyond(thing, thing)

rule beyond(X, Y)
  when X after Y

rule beyond(X, Z)
  when X after Y
   and Y beyond Z

{things}thing t1414
"""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "things.licet").write_text(text, encoding="utf-8")
        found = []
        for what, query in (
            ("a thousand answers", "X after Y"),
            ("two million answers of a join", "X is red and Y is round"),
            ("a million answers of a recursion", "X beyond Y"),
        ):
            seat = Seat(Path(folder), "repl", folder)
            seat.until(b"can be typed")
            seat.until(_PROMPT)
            before = seat.most_memory()
            begun = seat.type(f"{query}\r")
            first = seat.until(b"t00") - begun
            prompt = seat.until(_PROMPT) - begun
            more = seat.most_memory() - before
            seat.leave()
            found.append(
                Row(
                    what,
                    "licet, to the first rows",
                    first,
                    f"next prompt after {show(prompt)}, {more / 1e6:.0f} MB more",
                )
            )
    return found
