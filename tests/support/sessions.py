"""Talking to a session in tests."""

from __future__ import annotations

from licet.repl.drive import advance
from licet.repl.results import Output
from licet.repl.session import Session
from licet.repl.terminal import Terminal
from licet.repl.transcript import as_text
from licet.repl.world import World

__all__ = ["WIDE", "said", "say"]

WIDE = Terminal(width=100)


def say(session: Session, *texts: str) -> tuple[Session, Output]:
    """The session after some entries, and the output of the last."""
    output = Output()
    for text in texts:
        session, output = advance(session, text, World())
    return session, output


def said(session: Session, *texts: str) -> str:
    """What the last of some entries gives, as text."""
    return as_text(say(session, *texts)[1], WIDE)
