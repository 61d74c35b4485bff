"""Entries at the prompt in color."""

from __future__ import annotations

from collections.abc import Container, Mapping

from licet.repl.screen.code import code_lines
from licet.repl.session.commands import Command, find_command
from licet.repl.session.entry import is_statement
from licet.words.fragments import Line

__all__ = ["entry_lines"]


def entry_lines(text: str, commands: Mapping[str, Command], kinds: Container[str]) -> list[Line]:
    """The lines of an entry, styled: the name of a command, and statements and literals by their tokens."""
    found = find_command(text, commands)
    if found is None or is_statement(text, kinds):
        return code_lines(text)
    name = text[: len(text) - len(found[1])]
    *before, last = (((("keyword", part),) if part else ()) for part in name.split("\n"))
    first, *after = code_lines(found[1])
    return [*before, (*last, *first), *after]
