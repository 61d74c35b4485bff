"""What the prompt shows and asks: the session, and everything about it that takes long to import.

The prompt opens without this and gets it when it is loaded (see `licet.repl.prompt.app`).
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from threading import Lock
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace
from prompt_toolkit.completion import Completer
from prompt_toolkit.lexers import Lexer

from licet.errors import LicetError
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.tokens import expected, is_incomplete
from licet.repl.cli.loading import presumes_nothing, roots_of
from licet.repl.prompt.carry_out import advance, load_into
from licet.repl.prompt.completing import PromptCompleter
from licet.repl.prompt.evaluate import failed
from licet.repl.prompt.highlighting import PromptLexer
from licet.repl.prompt.surroundings import Surroundings
from licet.repl.prompt.unusable import Refusal
from licet.repl.prompt.watching import Stamp, changed, stamp
from licet.repl.screen.complaints import Sources, diagnostics_of, fault_of, status_of_error
from licet.repl.screen.requests import Leave
from licet.repl.screen.results import Output, complained, said
from licet.repl.screen.show import as_text
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.terminal import Terminal
from licet.repl.session.command_table import COMMANDS
from licet.repl.session.commands import find_command
from licet.repl.session.entry import Entry, entries, is_statement, wants_more
from licet.repl.session.entry_code import entry_lines
from licet.repl.session.keeping import load_again
from licet.repl.session.names import Names, names_of
from licet.repl.session.session import Session, session_over
from licet.repl.verbs.load import summary
from licet.words.fragments import Line

__all__ = ["Answer", "Answering", "open_answering"]


class Answer(Struct, frozen=True):
    """What an entry gave, as text, how long it took, and whether the session is over."""

    text: str
    seconds: float
    leave: bool = False


class Answering:
    """A session that changes with every entry, and what the prompt wants to know of it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.lexer: Lexer = PromptLexer(COMMANDS, self._kinds)
        self.completer: Completer = PromptCompleter(self.names, COMMANDS)
        self._names: Names | None = None
        self._one_at_a_time = Lock()
        self._news: list[str] = []
        self._broken = False

    def entries(self, text: str) -> tuple[Entry, ...]:
        """What was typed, entry by entry."""
        return entries(text)

    def echo(self, entry: Entry) -> Line:
        """The first line of an entry, to be shown before its answer."""
        return entry_lines(entry.text, COMMANDS, self._kinds())[0]

    def answer(self, text: str, around: Surroundings, terminal: Terminal, rows: int) -> Answer:
        """Carry out one entry. Whatever goes wrong is in the answer, and the session is then as it was.

        Args:
            text: the entry.
            around: what requests are carried out with.
            terminal: what the output can show.
            rows: how many rows of a table fit the screen.
        """
        begun = perf_counter()
        files = self.session.scratch.files
        try:
            with self._one_at_a_time:
                page = None if self.session.output is not None else rows
                self.session, output = advance(replace(self.session, page=page), text, around)
        except Exception as error:
            output = _fault(error)
        seconds = perf_counter() - begun
        self._broken = self._broken and self.session.scratch.files is files
        shown = replace(output, results=(_STALE, *output.results)) if self._broken and output.results else output
        return Answer(_text(shown, terminal), seconds, isinstance(output.request, Leave))

    def wants_more(self, text: str) -> bool:
        """Whether Enter after this text should open a further line."""
        if self.session.interview is not None:
            return False
        cut = entries(text)
        last = cut[-1].text if cut else ""
        found = None if is_statement(last, self._kinds()) else find_command(last, COMMANDS)
        if found is not None:
            command, last = found
            if command.takes not in ("question", "fact", "changes"):
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

    def summary(self) -> str:
        """What was loaded."""
        return summary(self.session.scratch.files)

    def state(self) -> Iterable[str]:
        """The layer, the day and the readings taken, for the toolbar."""
        session = self.session
        yield self.summary().partition(", ")[0]
        if session.scratch.changes:
            count = len(session.scratch.changes)
            yield f"{count} change{'' if count == 1 else 's'}"
        if session.day is not None:
            yield f"as of {session.day}"
        if session.strict:
            yield "strict"
        if session.output is not None:
            yield f"output {session.output}"
        if self._broken:
            yield "FILES BROKEN"
        yield from (str(pin) for pin in session.readings)

    def unsaved(self) -> int:
        """How many statements of this session no `save` wrote."""
        return len(self.session.unsaved)

    def stamp(self) -> Stamp:
        """How the policy files are now."""
        return stamp(self.session.roots)

    def news(self) -> str:
        """What `reload` had to say since this was last asked for."""
        told, self._news = self._news, []
        return "".join(told)

    def tell(self, output: Output, terminal: Terminal) -> None:
        """Make something news."""
        self._news.append(_text(output, terminal))

    def reload(self, before: Stamp, now: Stamp, terminal: Terminal) -> None:
        """Read the policy files again. What became of this session's verdicts, or why they were refused, is news.
        Entries that are made meanwhile wait.

        Args:
            before, now: how the files were, and how they are.
            terminal: what the output can show.
        """
        files = changed(before, now)
        said = f"{', '.join(files)} {'has' if len(files) == 1 else 'have'} changed"
        with self._one_at_a_time:
            try:
                self.session, output = load_into(self.session, self.session.roots, said)
            except LicetError as error:
                output = failed(error, self.session)
            except Exception as error:
                output = _fault(error)
            self._broken = output.status in (ExitStatus.BAD_INPUT, ExitStatus.FAULT)
            self.tell(output, terminal)


_STALE = said("the policy files are broken: this is of what was loaded before; `reload` says what is wrong")


def _fault(error: Exception) -> Output:
    if os.environ.get("LICET_DEBUG") == "1":
        traceback.print_exc()
    return Output((complained((fault_of(error),), {}),), status=ExitStatus.FAULT)


def _text(output: Output, terminal: Terminal) -> str:
    return as_text(output, terminal) + "\n" if output.results else ""


def open_answering(paths: Sequence[str], terminal: Terminal) -> Answering:
    """Load policies and begin a session on them.

    Args:
        paths: files and folders; without any, those of the project, or the policies that come with Licet.
        terminal: what a refusal is written for.

    Raises:
        Refusal: the policies cannot be loaded.
    """
    roots: tuple[Path, ...] = ()
    try:
        roots = roots_of(paths)
        warnings: list[Diagnostic] = []
        knowledge = load_again(roots, warn=warnings.append).knowledge
        expected("")  # reads the grammar while nobody waits for it
        answering = Answering(session_over(knowledge, roots, strict=presumes_nothing()))
        answering.tell(Output((complained(warnings, {}),) if warnings else ()), terminal)
        return answering
    except LicetError as error:
        output = Output((complained(diagnostics_of(error), Sources(roots=roots)),))
        raise Refusal(as_text(output, terminal), status_of_error(error)) from error
