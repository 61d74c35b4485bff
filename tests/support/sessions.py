"""Talking to a session in tests."""

from __future__ import annotations

from msgspec.structs import replace

from licet.repl.prompt.carry_out import advance
from licet.repl.prompt.surroundings import Surroundings
from licet.repl.screen.results import Output
from licet.repl.screen.show import as_text
from licet.repl.screen.terminal import Terminal
from licet.repl.session.session import Session

__all__ = ["WIDE", "replayed", "said", "say"]

WIDE = Terminal(width=100)
_PROMPT, _FURTHER = "licet> ", "  ...  "


def say(session: Session, *texts: str) -> tuple[Session, Output]:
    """The session after some entries, and the output of the last."""
    output = Output()
    for text in texts:
        session, output = advance(session, text, Surroundings())
    return session, output


def said(session: Session, *texts: str) -> str:
    """What the last of some entries gives, as text."""
    return as_text(say(session, *texts)[1], WIDE)


def replayed(session: Session, transcript: str) -> str:
    """A transcript with what the session says now: `licet> ` begins an entry, `  ...  ` a further line of it."""
    parts = []
    session = replace(session, page=8)
    for entry in _entries(transcript):
        first, *more = entry.split("\n")
        session, output = advance(session, entry, Surroundings())
        typed = "".join([f"{_PROMPT}{first}\n", *(f"{_FURTHER}{line}\n" for line in more)])
        parts.append(typed + as_text(output, WIDE))
    return "\n".join(parts)


def _entries(transcript: str) -> list[str]:
    found: list[str] = []
    for line in transcript.splitlines():
        if line.startswith(_PROMPT):
            found.append(line[len(_PROMPT) :])
        elif line.startswith(_FURTHER):
            found[-1] += f"\n{line[len(_FURTHER) :]}"
    return found
