"""`explain CODE`: what a code of an error or warning means."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from licet.errors import NameUnknown
from licet.grammar.diagnostics import did_you_mean
from licet.repl.cli.asked import showing
from licet.repl.screen.code import code_line
from licet.repl.screen.complaints import Sources
from licet.repl.screen.results import Output, page
from licet.repl.session.session import Session
from licet.wire import shown
from licet.words.code_pages import CodePage, codes, page_of
from licet.words.fragments import Line

__all__ = ["at_prompt", "command"]

_BLOCK = re.compile(r"```.*?```|\S(?:[^\n]|\n(?!\n))*", re.DOTALL)
"""A text of code, or a paragraph or heading."""
_EPILOG = """\b
Examples:
  licet explain E205
  licet explain W503
"""


@click.command("explain", epilog=_EPILOG, short_help="What does the code of an error mean?")
@click.argument("code", metavar="CODE")
@showing("text", "json")
def command(sources: Sources, code: str) -> Output:  # noqa: ARG001
    """Explain the code of an error or warning: what is wrong, a text that has the fault, the same without it, and why
    it matters."""
    return _explained(code)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`explain CODE`: what the code of an error or warning means.

    Raises:
        NameUnknown: there is no such code.
    """
    return session, _explained(argument)


def _explained(code: str) -> Output:
    name = code.strip().upper()
    found = page_of(name)
    if found is None:
        hint = did_you_mean(name, codes()) if name else None
        raise NameUnknown("code", code.strip(), hint or "a code stands before each finding, as in `error[E205]`")
    return Output((page(_lines(found), lambda: shown.CodePage(found.code, found.title, found.text)),))


def _lines(found: CodePage) -> Iterator[Line]:
    """The page for a terminal: headings and texts of policies styled, each paragraph one line that will be wrapped."""
    yield (("heading", f"{found.code}: {found.title}"),)
    for block in _BLOCK.findall(found.text):
        yield ()
        if block.startswith("## "):
            yield (("heading", block.removeprefix("## ")),)
        elif block.startswith("```"):
            yield from ((("", "  "), *code_line(line)) for line in block.splitlines()[1:-1])
        else:
            yield (("", " ".join(block.split())),)
