"""`quit` and `exit`: leave the session."""

from __future__ import annotations

from licet.repl.screen.complaints import Misuse
from licet.repl.screen.requests import Leave
from licet.repl.screen.results import Output
from licet.repl.session.session import Session

__all__ = ["at_prompt"]


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`quit`, `exit`."""
    if argument.strip():
        raise Misuse("`quit` and `exit` take nothing more", "either stands alone; Ctrl-D leaves, too")
    return session, Output(request=Leave())
