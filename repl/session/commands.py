"""The commands of the session: what each is called, takes and does. Help and completion come from here, too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from licet.repl.screen.results import Output
    from licet.repl.session.session import Session

from msgspec import Struct

__all__ = ["Command", "find_command", "table_of"]

_Run = Callable[["Session", str], "tuple[Session, Output]"]


class Command(Struct, frozen=True):
    """A command.

    Attributes:
        name: one or two words.
        usage: the arguments, as help shows them.
        summary: what it does, in a few words.
        examples: how it is used.
        takes: what kind of argument completion offers: `use`, `question`, `fact`, `changes`, `name`,
            `clause`, `category`, `command`, `path`, `date`, `change`, or nothing.
        place: the function that carries it out, as `module:name` below `licet.repl`; imported when it is called.
        topic: the heading that help puts it under.
    """

    name: str
    usage: str
    summary: str
    examples: tuple[str, ...]
    takes: str
    place: str
    topic: str

    def run(self, session: Session, argument: str) -> tuple[Session, Output]:
        """Carry it out.

        Args:
            session: what was before.
            argument: what follows the name.
        """
        module, _, name = self.place.partition(":")
        function: _Run = getattr(import_module(f"licet.repl.{module}"), name)
        return function(session, argument)


def table_of(commands: Iterable[Command]) -> Mapping[str, Command]:
    """The commands by name."""
    return {c.name: c for c in commands}


_WORDS = re.compile(r"\s*([a-z]+)(?:[ \t]+([a-z]+))?")


def find_command(text: str, commands: Mapping[str, Command]) -> tuple[Command, str] | None:
    """The command that an entry calls, and what follows its name; None when the entry starts with no command."""
    found = _WORDS.match(text)
    if found is None:
        return None
    for last in (2, 1):
        if found[last] is None:
            continue
        end = found.end(last)
        name = " ".join(text[found.start(1) : end].split())
        if name in commands and not re.match(r"[\w.]", text[end : end + 1]):
            return commands[name], text[end:].lstrip(" \t")
    return None
