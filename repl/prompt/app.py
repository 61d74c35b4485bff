"""The session before somebody's eyes: a thin shell of prompt-toolkit around `licet.repl.prompt.answering`.

The prompt opens at once; policies, and most of Licet, are loaded meanwhile by another thread.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec.structs import replace
from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import DynamicCompleter, ThreadedCompleter
from prompt_toolkit.cursor_shapes import ModalCursorShapeConfig
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.history import History
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.lexers import DynamicLexer, Lexer
from prompt_toolkit.output import ColorDepth, Output

from licet.repl.prompt.history import open_history
from licet.repl.prompt.keys import prompt_keys
from licet.repl.prompt.looks import prompt_style
from licet.repl.prompt.opening import Opening
from licet.repl.prompt.surroundings import Surroundings, open_editor
from licet.repl.prompt.unusable import Refusal
from licet.repl.screen.pager import page
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.style import paint
from licet.repl.screen.terminal import Terminal
from licet.repl.screen.waiting import waiting
from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import wrap
from licet.words.widths import columns, cut

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer

    from licet.repl.prompt.answering import Answering
    from licet.repl.prompt.watching import Stamp

__all__ = ["App", "run_app"]

_PROMPT = "licet> "
_FURTHER = "  ...  "
_EVERY = 0.3
_AROUND = 6
_FEWEST = 3
_NARROWEST = 20
_GAP = 3
_ON_A_LINE = ("Tab completes | Ctrl-R searches | Ctrl-D leaves", "Tab completes | Ctrl-D leaves")
_IN_A_BLOCK = ("an empty line ends it | Ctrl-C drops it", "an empty line ends it")
_MODES = {
    InputMode.INSERT: "vi insert",
    InputMode.NAVIGATION: "vi normal",
    InputMode.REPLACE: "vi replace",
    InputMode.REPLACE_SINGLE: "vi replace",
    InputMode.INSERT_MULTIPLE: "vi insert",
}


class App:
    """The prompt: reads, shows, and leaves what is said to an `Answering`, which may still be on its way."""

    def __init__(
        self,
        opening: Opening,
        terminal: Terminal,
        history: History,
        *,
        vi: bool = False,
        pager: Sequence[str] = (),
        input: Input | None = None,
        output: Output | None = None,
        write: Callable[[str], object] = sys.stdout.write,
    ) -> None:
        self._opening = opening
        self._begun = perf_counter()
        self._announced = False
        self._terminal = terminal
        self._pager = pager
        self._write = write
        self._seconds: float | None = None
        self._prefill = ""
        self._watched: Stamp | None = None
        fancy = not terminal.plain
        self.prompt: PromptSession[str] = PromptSession(
            _PROMPT,
            multiline=True,
            prompt_continuation=_continuation,
            lexer=DynamicLexer(self._lexer) if terminal.color else None,
            style=prompt_style(terminal.theme),
            include_default_pygments_style=False,
            color_depth=None if terminal.color else ColorDepth.DEPTH_1_BIT,
            completer=ThreadedCompleter(DynamicCompleter(self._completer)),
            complete_while_typing=fancy,
            auto_suggest=AutoSuggestFromHistory() if fancy else None,
            history=history,
            enable_history_search=False,
            enable_open_in_editor=True,
            tempfile_suffix=".licet",
            editing_mode=EditingMode.VI if vi else EditingMode.EMACS,
            cursor=ModalCursorShapeConfig() if vi else None,
            key_bindings=prompt_keys(self._wants_more),
            input_processors=[HighlightMatchingBracketProcessor(chars="(){}")],
            bottom_toolbar=self.toolbar if fancy else None,
            reserve_space_for_menu=6 if fancy else 0,
            input=input,
            output=output,
        )

    # --- What may still be on its way ---

    @property
    def answering(self) -> Answering:
        """The session, for which this waits if it has to.

        Raises:
            Refusal: the policies cannot be loaded.
        """
        return self._opening.result()

    def _ready(self) -> Answering | None:
        return self._opening.ready()

    def _lexer(self) -> Lexer | None:
        answering = self._ready()
        return answering.lexer if answering is not None else None

    def _completer(self) -> Completer | None:
        answering = self._ready()
        return answering.completer if answering is not None else None

    def _wants_more(self, text: str) -> bool:
        answering = self._opening.settled()
        return answering is not None and answering.wants_more(text)

    def _announce(self) -> None:
        """Say what was loaded, once."""
        if not self._announced:
            self._announced = True
            took = duration(perf_counter() - self._begun)
            width = self._screen()[0].width
            loaded = wrap((("bold", "licet"), ("", f"  {self.answering.summary()}")), width, (), (("", "       "),))
            hint = f"loaded in {took}; `help` says what can be typed"
            self._write(paint([*loaded, (("dim", hint),), (("dim", DISCLAIMER),)], self._terminal))

    # --- Reading ---

    def run(self) -> ExitStatus:
        """Read and answer entries until the session is left; why the policies were refused is shown."""
        try:
            while True:
                try:
                    text = self.prompt.prompt(default=self._prefill, pre_run=self.at_prompt)
                    self._prefill = ""
                    if not self.enter(text) and self._may_leave():
                        return ExitStatus.YES
                except EOFError:
                    if self._may_leave():
                        return ExitStatus.YES
                except KeyboardInterrupt:
                    self._write("stopped\n\n")
        except Refusal as refusal:
            sys.stderr.write(refusal.text)
            return refusal.status

    def _may_leave(self) -> bool:
        """Ask whether to leave where that loses something. Ctrl-D says yes, Ctrl-C no."""
        answering = self._ready()
        count = answering.unsaved() if answering is not None else 0
        if not count:
            return True
        what = f"{count} statement{' is' if count == 1 else 's are'} not saved"
        asked: PromptSession[str] = PromptSession(
            f"{what}; leave all the same? [y/N] ", input=self.prompt.input, output=self.prompt.output
        )
        try:
            leaving = asked.prompt().strip().lower() in ("y", "yes")
        except EOFError:
            return True
        except KeyboardInterrupt:
            leaving = False
        if not leaving:
            self._write("`save FILE` writes what you stated\n\n")
        return leaving

    def enter(self, text: str) -> bool:
        """Answer what was typed or pasted, entry by entry; whether the session goes on."""
        answering = self.answering
        self._announce()
        found = answering.entries(text)
        for entry in found:
            if len(found) > 1:
                self._write(paint([(("dim", _PROMPT), *answering.echo(entry))], self._terminal))
            with waiting(sys.stderr, shown=not self._terminal.plain) as stop:
                answer = answering.answer(entry.text, self._surroundings(stop), *self._screen())
            self._seconds = answer.seconds
            self._show(answering.news() + answer.text)
            if answer.leave:
                return False
        return True

    def _show(self, text: str) -> None:
        """Write what was answered; what the screen cannot hold, by the pager that was asked for."""
        if not page(text, self._pager, self._screen()[0].width, self.prompt.output.get_size().rows):
            self._write(text)

    def _surroundings(self, stop_waiting: Callable[[], None]) -> Surroundings:
        def edit(path: Path, line: int) -> None:
            stop_waiting()
            open_editor(path, line)

        return Surroundings(edit, self._fill, None if self._terminal.plain else self._watch)

    def _fill(self, text: str) -> None:
        self._prefill = text

    def _screen(self) -> tuple[Terminal, int]:
        """What the terminal can show as it is now, and how many rows of a table fit."""
        size = self.prompt.output.get_size()
        terminal = replace(self._terminal, width=max(size.columns, _NARROWEST))
        return terminal, max(size.rows - _AROUND, _FEWEST)

    def toolbar(self) -> str:
        """The mode of vi, the layer, the day, the readings taken, how long the last answer took, and keys if there is
        room for them."""
        answering = self._ready()
        if answering is None:
            return "loading the policies"
        parts = [*self._mode(), *answering.state()]
        if self._watched is not None:
            parts.append("watching")
        width = self._screen()[0].width
        took = f" | {duration(self._seconds)}" if self._seconds is not None else ""
        state = cut(" | ".join(parts), width - len(took)) + took
        room = width - columns(state)
        keys = next((keys for keys in self._keys() if columns(keys) + _GAP <= room), "")
        return f"{state}{keys:>{room}}" if keys else state

    def _mode(self) -> Iterator[str]:
        """What the keys do now, for those of vi."""
        if self.prompt.editing_mode is EditingMode.VI:
            mode = self.prompt.app.vi_state.input_mode
            yield _MODES[mode]

    def _keys(self) -> Sequence[str]:
        """Hints about the keys that serve now, the longest first."""
        return _IN_A_BLOCK if "\n" in self.prompt.default_buffer.text else _ON_A_LINE

    # --- While the prompt waits ---

    def at_prompt(self) -> None:
        """Begin what goes on while the prompt waits."""
        self.prompt.app.create_background_task(self._meanwhile())

    async def _meanwhile(self) -> None:
        """Say what was loaded as soon as it is; then reload policy files that have changed and come to rest."""
        self._opening.begin()
        try:
            await asyncio.shield(asyncio.wrap_future(self._opening.future))
        except Exception as error:
            if not self.prompt.app.is_done:
                self.prompt.app.exit(exception=error)
            return
        if not self._announced:
            await run_in_terminal(self._announce)
        before: Stamp | None = None
        while True:
            await asyncio.sleep(_EVERY)
            if self._watched is None:
                continue
            now = await asyncio.to_thread(self.answering.stamp)
            if now != self._watched and now == before:
                watched, self._watched = self._watched, now
                await asyncio.to_thread(self.answering.reload, watched, now, self._screen()[0])
                await run_in_terminal(lambda: self._write(self.answering.news()))
            before = now

    def _watch(self, on: bool) -> None:
        self._watched = self.answering.stamp() if on else None


def _continuation(width: int, _line: int, wraps: int) -> str:
    """What stands before a further line; before the rest of a line that is too long for the screen, blanks."""
    return " " * width if wraps else _FURTHER


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def run_app(paths: Sequence[str], terminal: Terminal, *, vi: bool = False, pager: Sequence[str] = ()) -> ExitStatus:
    """Open the session, say what was loaded, and run it.

    Args:
        paths: files and folders; without any, the policies that come with Licet.
        terminal: what the terminal can do.
        vi: edit with the keys of vi.
        pager: the command that shows long answers; empty for none.
    """

    def begin() -> Answering:
        from licet.repl.prompt.answering import open_answering

        return open_answering(paths, terminal)

    history = open_history(os.environ, [Path(p) for p in paths] or [Path.cwd()])
    return App(Opening(begin), terminal, history, vi=vi, pager=pager).run()
