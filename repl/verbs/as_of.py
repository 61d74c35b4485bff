"""`as of`: the day that uses are judged on."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, said
from licet.repl.session.session import Session

__all__ = ["at_prompt"]


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`as of DATE`: judge uses on that day; `as of stated` on the day that each states."""
    words = argument.split(None, 1)
    if not words:
        text = f"uses are judged on {session.day}" if session.day else "uses are judged on the day they state"
        return session, Output((said(text),))
    if words[0] == "stated":
        return replace(session, day=None), Output((said("uses are judged on the day they state"),))
    try:
        day = date.fromisoformat(words[0])
    except ValueError:
        raise Misuse(f"`{words[0]}` is no day", "days are written `2023-07-18`; `as of stated` goes back") from None
    dated = replace(session, day=day)
    if len(words) == 1:
        return dated, Output((said(f"uses are judged on {day}"),))
    if not words[1].startswith("ask "):
        raise Misuse(f"`{words[1]}` does not go after a day", "`as of 2024-01-01` or `as of 2024-01-01 ask USE`")
    from licet.repl.verbs import ask

    asked, output = ask.at_prompt(dated, words[1].removeprefix("ask "))
    return replace(asked, day=session.day), output
