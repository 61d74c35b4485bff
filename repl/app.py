"""The session before somebody's eyes: a thin shell of prompt-toolkit around `licet.repl.turn`."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import ThreadedCompleter
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.history import History
from prompt_toolkit.input import Input
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.output import Output as TerminalOutput

from licet.errors import LicetError, PolicyError
from licet.fragments import Line
from licet.grammar.tokens import is_incomplete
from licet.knowledge import load, shipped_policies
from licet.repl.boundary import complain
from licet.repl.command_table import COMMANDS
from licet.repl.commands import find_command
from licet.repl.complaints import Sources, diagnostics_of, fault_of, status_of_error
from licet.repl.completing import PromptCompleter
from licet.repl.drive import World, advance, open_editor
from licet.repl.entry import entries, is_statement, wants_more
from licet.repl.file_talk import reloaded, summary
from licet.repl.highlighting import PromptLexer, prompt_style
from licet.repl.history import open_history
from licet.repl.keys import prompt_keys
from licet.repl.names import Names, names_of
from licet.repl.results import Complained, Leave, Output, Said
from licet.repl.session import Session, session_over
from licet.repl.show import painted
from licet.repl.statuses import ExitStatus
from licet.repl.terminal import Terminal
from licet.repl.transcript import as_text
from licet.repl.turn import failed
from licet.repl.watching import Stamp, stamp

__all__ = ["App", "run_app"]

_PROMPT = "licet> "
_FURTHER = "  ...  "
_EVERY = 0.3
_AROUND = 6
_FEWEST = 3
_NARROWEST = 20


class App:
    """The session in a terminal. What it says and does is in `licet.repl.turn`; this only reads and shows."""

    def __init__(
        self,
        session: Session,
        terminal: Terminal,
        history: History,
        *,
        vi: bool = False,
        input: Input | None = None,
        output: TerminalOutput | None = None,
        write: Callable[[str], object] = sys.stdout.write,
    ) -> None:
        self.session = session
        self.terminal = terminal
        self._write = write
        self._timing: float | None = None
        self._prefill = ""
        self._watched: Stamp | None = None
        self._names: Names | None = None
        world_watch = None if terminal.plain else self._watch
        self.world = World(open_editor, self._fill, world_watch)
        fancy = not terminal.plain
        self.prompt: PromptSession[str] = PromptSession(
            _PROMPT,
            multiline=True,
            prompt_continuation=_FURTHER,
            lexer=PromptLexer(COMMANDS, self._kinds) if terminal.color else None,
            style=prompt_style(terminal.theme),
            include_default_pygments_style=False,
            completer=ThreadedCompleter(PromptCompleter(self.names, COMMANDS)),
            complete_while_typing=fancy,
            auto_suggest=AutoSuggestFromHistory() if fancy else None,
            history=history,
            enable_history_search=False,
            enable_open_in_editor=True,
            tempfile_suffix=".licet",
            editing_mode=EditingMode.VI if vi else EditingMode.EMACS,
            key_bindings=prompt_keys(self.wants_more),
            input_processors=[HighlightMatchingBracketProcessor(chars="(){}")],
            bottom_toolbar=self.toolbar if fancy else None,
            reserve_space_for_menu=6 if fancy else 0,
            input=input,
            output=output,
        )

    # --- Reading ---

    def run(self) -> ExitStatus:
        """Read and answer entries until the session is left."""
        while True:
            try:
                text = self.prompt.prompt(default=self._prefill, pre_run=self.at_prompt)
            except EOFError:
                return ExitStatus.YES
            except KeyboardInterrupt:
                continue
            self._prefill = ""
            if not self.enter(text):
                return ExitStatus.YES

    def enter(self, text: str) -> bool:
        """Answer what was typed or pasted, entry by entry; whether the session goes on."""
        found = entries(text)
        for entry in found:
            if len(found) > 1:
                self.say((("dim", f"{_PROMPT}{entry.text.splitlines()[0]}"),))
            output = self._answer(entry.text)
            self.show(output)
            if isinstance(output.request, Leave):
                return False
        return True

    def _answer(self, text: str) -> Output:
        rows = self.prompt.output.get_size().rows
        session = replace(self.session, page=max(rows - _AROUND, _FEWEST))
        begun = perf_counter()
        try:
            self.session, output = advance(session, text, self.world)
        except KeyboardInterrupt:
            output = Output((Said("stopped"),))
        except Exception as error:
            if os.environ.get("LICET_DEBUG") == "1":
                traceback.print_exc()
            output = Output((Complained((fault_of(error),), {}),), status=ExitStatus.FAULT)
        self._timing = perf_counter() - begun
        return output

    def wants_more(self, text: str) -> bool:
        """Whether Enter after this text should open a further line."""
        cut = entries(text)
        last = cut[-1].text if cut else ""
        found = None if is_statement(last, self._kinds()) else find_command(last, COMMANDS)
        if found is not None:
            command, last = found
            if command.takes not in ("question", "fact"):
                return False
        return wants_more(text, self._kinds(), len(last.split()) > 1 and is_incomplete(last))

    def names(self) -> Names:
        """The names to complete, indexed when they have changed."""
        vocabulary = self.session.knowledge.vocabulary
        if self._names is None or self._names.vocabulary is not vocabulary:
            self._names = names_of(vocabulary)
        return self._names

    def _kinds(self) -> Container[str]:
        return self.session.knowledge.vocabulary.kinds

    def _fill(self, text: str) -> None:
        self._prefill = text

    # --- Showing ---

    def show(self, output: Output) -> None:
        """Write the results of an entry."""
        size = self.prompt.output.get_size()
        terminal = replace(self.terminal, width=max(size.columns, _NARROWEST))
        if output.results:
            self._write(as_text(output, terminal, max(size.rows - _AROUND, _FEWEST)) + "\n")

    def say(self, line: Line) -> None:
        """Write one line."""
        self._write(painted([line], self.terminal))

    def toolbar(self) -> str:
        """The layer, the day, the readings taken, and how long the last answer took."""
        session = self.session
        parts = [summary(session.scratch.files).partition(", ")[0]]
        if session.scratch.changes:
            count = len(session.scratch.changes)
            parts.append(f"{count} change{'' if count == 1 else 's'}")
        if session.day is not None:
            parts.append(f"as of {session.day}")
        parts += [str(pin) for pin in session.readings]
        if self._watched is not None:
            parts.append("watching")
        if self._timing is not None:
            parts.append(duration(self._timing))
        return " | ".join(parts)

    # --- Watching ---

    def _watch(self, on: bool) -> None:
        self._watched = stamp(self.session.roots) if on else None

    def at_prompt(self) -> None:
        """Begin what runs while the prompt waits."""
        self.prompt.app.create_background_task(self._look())

    async def _look(self) -> None:
        """While the prompt waits: reload the policy files when they have changed, and have come to rest."""
        before: Stamp | None = None
        while True:
            await asyncio.sleep(_EVERY)
            if self._watched is None:
                continue
            now = await asyncio.to_thread(stamp, self.session.roots)
            if now != self._watched and now == before:
                self._watched = now
                output = await asyncio.to_thread(self._reload)
                await run_in_terminal(lambda output=output: self.show(output))  # type: ignore[misc]
            before = now

    def _reload(self) -> Output:
        roots = self.session.roots
        try:
            self.session, output = reloaded(self.session, load(*roots), roots, "the policy files have changed")
        except PolicyError as error:
            return Output((Complained(error.diagnostics, Sources(roots=roots)),))
        except LicetError as error:
            return failed(error, self.session)
        return output


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def run_app(paths: Sequence[str], terminal: Terminal, *, vi: bool = False) -> ExitStatus:
    """Load policies, say what was loaded, and run the session.

    Args:
        paths: files and folders; without any, the policies that come with Licet.
        terminal: what the terminal can do.
        vi: edit with the keys of vi.
    """
    roots = tuple(Path(p) for p in paths) or (shipped_policies(),)
    begun = perf_counter()
    try:
        knowledge = load(*paths)
    except LicetError as error:
        complain(diagnostics_of(error), Sources(roots=roots))
        return status_of_error(error)
    app = App(session_over(knowledge, roots), terminal, open_history(os.environ, roots), vi=vi)
    app.say((("bold", "licet"), ("", f"  {summary(knowledge)}"), ("dim", f"  ({duration(perf_counter() - begun)})")))
    app.say((("dim", "`help` says what can be typed"),))
    return app.run()
