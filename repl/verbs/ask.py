"""`ask`: may this use be made?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.loading import STDIN, declared_uses
from licet.repl.cli.options import engine_options
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import status_of_verdict, worst

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.verdict.verdict import Verdict
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command", "judged"]

_EPILOG = """\b
Examples:
  licet ask label_features_for_safety
  licet ask label_features_for_safety --why
  licet ask label_features_for_safety --reading "any_help of improves"
  licet ask label_features_for_safety --cross-check
  licet ask --with my_use.licet my_use
  licet ask - < my_use.licet              every use that the text declares
  licet ask - --on 2024-01-01 < my_use.licet

\b
A use is a block of lines:
  use my_use "Label features of a small model"
    by acme
    on 2023-09-01
    does use
    involves llama_2_70b
"""


def judged(verdict: Verdict, knowledge: KnowledgeBase) -> Output:
    """A verdict."""

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.verdict import verdict_lines

        return verdict_lines(knowledge.base, verdict, width=terminal.width)

    def data() -> object:
        from licet.views.data.answers import verdict_json

        return verdict_json(knowledge.base, verdict)

    return Output((Result(lines, data),), status=status_of_verdict(verdict.status))


def _together(found: Sequence[Output]) -> Output:
    return Output(tuple(r for output in found for r in output.results), status=worst(o.status for o in found))


@click.command("ask", epilog=_EPILOG, short_help="May this use be made?")
@click.argument("uses", nargs=-1, required=True, metavar="USE…", shell_complete=complete_uses)
@asking("text", "json")
@engine_options
@click.option("--why", is_flag=True, help="Show the proof, too.")
def command(asked: Asked, uses: tuple[str, ...], why: bool, engine: str, cross_check: bool) -> Output:
    """Say whether a use may be made, with the clauses and duties that decide.

    USE is the name of a use that the policies declare, or `-` for those declared on the standard input.
    """
    if STDIN in uses and STDIN not in asked.extra:
        asked = replace(asked, extra=(*asked.extra, STDIN))
    knowledge = asked.load()
    declared = declared_uses(asked.sources, knowledge, asked.extra) if STDIN in uses else []
    names = _names(uses, declared)
    with asked.answered_by(engine, cross_check, knowledge, names) as at:
        if why:
            from licet.repl.verbs.why import explained

            proofs = [at.knowledge.why(name, on=at.day, readings=at.readings) for name in names]
            return _together([explained(found, knowledge) for found in proofs])
        verdicts = [at.knowledge.ask(name, on=at.day, readings=at.readings) for name in names]
        return _together([judged(verdict, knowledge) for verdict in verdicts])


def _names(uses: tuple[str, ...], declared: Sequence[str]) -> list[str]:
    """The uses to ask about, each once; `-` stands for those declared in the further files."""
    names: dict[str, None] = {}
    for use in uses:
        if use != STDIN:
            names[use] = None
        elif declared:
            names.update(dict.fromkeys(declared))
        else:
            raise Misuse("the standard input declares no use", 'a use is a block: `use my_use "…"` and its lines')
    return list(names)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`ask USE [USE …]`."""
    found = []
    for name in re.split(r"[\s,]+", argument.strip()):
        use = session.use_named(name)
        at = session.of_use(use)
        found.append(judged(at.knowledge.ask(use, on=at.day, readings=at.readings), at.knowledge))
        session = replace(session.with_asked(use), steps=None)
    return session, _together(found)
