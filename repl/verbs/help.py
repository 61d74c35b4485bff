"""`help`: what can be typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import groupby

from licet.repl.screen.code import code_line
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, page
from licet.repl.session.commands import Command
from licet.repl.session.entry_code import entry_lines
from licet.repl.session.session import Session
from licet.wire import shown
from licet.words.fragments import Line, text_of
from licet.words.widths import columns

__all__ = ["at_prompt", "no_command"]

_ENTRIES: tuple[tuple[str, str], ...] = (
    ("Model descends_from llama_2_70b", "a literal with variables: every answer"),
    ("mistral_7b is large_language_model", "one without: true, false, unknown or contested"),
    ("X r Y and not Y is q", "several, joined by `and`"),
    ('use my_use "…"', "a statement, as in policy files: it is added to the scratch layer"),
)
_KEYS: tuple[tuple[str, str], ...] = (
    ("Tab", "complete"),
    ("Alt-Enter", "a further line"),
    ("Ctrl-R", "search the history"),
    ("Ctrl-X Ctrl-E, \\e", "the editor"),
    ("Ctrl-C", "clear the line, or stop what runs"),
    ("Ctrl-D", "leave"),
)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`help [COMMAND]`: what can be typed, or one command with examples."""
    from licet.repl.session.command_table import COMMANDS

    if argument.strip():
        return _help_of(session, argument.strip(), COMMANDS)
    return _overview(session, COMMANDS)


def _overview(session: Session, commands: Mapping[str, Command]) -> tuple[Session, Output]:
    """What can be typed, by topic."""
    lines: list[Line] = [(("heading", "Questions and statements"),)]
    lines += _pairs((code_line(entry), about) for entry, about in _ENTRIES)
    by_topic = groupby(commands.values(), key=lambda c: c.topic)
    for topic, found in by_topic:
        lines += [(), (("heading", topic),)]
        lines += _pairs((_called(command), command.summary) for command in found)
    lines += [(), (("heading", "Keys"),)]
    lines += _pairs(((("keyword", key),), about) for key, about in _KEYS)
    lines += [(), (("dim", "`help ask` shows examples of one command"),)]
    return session, Output((page(lines, lambda: _document(commands.values())),))


def _help_of(session: Session, name: str, commands: Mapping[str, Command]) -> tuple[Session, Output]:
    """One command, with examples.

    Raises:
        Misuse: there is no such command.
    """
    command = commands.get(" ".join(name.split()))
    if command is None:
        raise no_command(name, commands)
    kinds = session.knowledge.vocabulary.kinds
    lines: list[Line] = [
        _called(command),
        (("", f"  {command.summary}"),),
        *((("dim", "  > "), *entry_lines(e, commands, kinds)[0]) for e in command.examples),
    ]
    return session, Output((page(lines, lambda: _document([command])),))


def _document(commands: Iterable[Command]) -> shown.Help:
    return shown.Help(tuple(shown.Command(c.name, c.usage, c.summary, c.examples) for c in commands))


def no_command(word: str, commands: Mapping[str, Command]) -> Misuse:
    """The complaint about a command that does not exist."""
    close = get_close_matches(word, commands, n=1, cutoff=0.6)
    otherwise = f"`help` shows them; `find {word}` looks for names"
    return Misuse(f"there is no command `{word}`", f"did you mean `{close[0]}`?" if close else otherwise)


def _called(command: Command) -> Line:
    name = ("keyword", command.name)
    return (name, ("dim", f" {command.usage}")) if command.usage else (name,)


def _pairs(pairs: Iterable[tuple[Line, str]]) -> list[Line]:
    width = 38
    lines: list[Line] = []
    for left, right in pairs:
        used = columns(text_of(left))
        if used > width - 2:
            lines += [(("", "  "), *left), (("", f"  {'':{width}}{right}"),)]
        else:
            lines.append((("", "  "), *left, ("", f"{'':{width - used}}{right}")))
    return lines
