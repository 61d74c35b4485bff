"""Completion at the prompt: `suggest`, and paths where a command takes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from licet.repl.prompt.suggest import suggest
from licet.repl.session.commands import Command, find_command
from licet.repl.session.names import Names

__all__ = ["PromptCompleter"]

_WIDEST = 60


class PromptCompleter(Completer):
    """Offers what `suggest` says."""

    def __init__(self, names: Callable[[], Names], commands: Mapping[str, Command]) -> None:
        self._names = names
        self._commands = commands
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """The completions at the cursor; on an empty line only when asked for, since a menu takes the arrow keys."""
        if not complete_event.completion_requested and not document.current_line.strip():
            return
        text = document.text_before_cursor
        found = find_command(text, self._commands)
        if found is not None and found[0].takes == "path":
            path = found[1].rpartition(" ")[2].removeprefix("!")
            yield from self._paths.get_completions(Document(path, len(path)), complete_event)
            return
        for s in suggest(document.text, document.cursor_position, self._names(), self._commands):
            about = s.description if len(s.description) <= _WIDEST else f"{s.description[: _WIDEST - 1]}…"
            yield Completion(s.text, s.start - document.cursor_position, display_meta=about)
