"""`strict`: whether anything is presumed."""

from __future__ import annotations

from msgspec.structs import replace

from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, said
from licet.repl.session.session import Session

__all__ = ["at_prompt"]


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`strict on`: nothing is presumed; `strict off`: what is not said of presumed relations is taken not to be so."""
    word = argument.strip()
    if word not in ("", "on", "off"):
        raise Misuse(f"`{word}` is neither on nor off", "`strict on` or `strict off`")
    session = replace(session, strict=word == "on") if word else session
    told = "nothing is presumed" if session.strict else "what is presumed is taken not to be so"
    return session, Output((said(told),))
