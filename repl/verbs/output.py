"""`output`: the file that answers go to instead of the screen."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from licet.repl.screen.requests import Save
from licet.repl.screen.results import Output, said
from licet.repl.session.session import Session
from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import clean

__all__ = ["at_prompt"]

_DATA = {".csv": "tables", ".json": "documents", ".jsonl": "documents"}


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`output FILE`: answers go to the file from now on; `output! FILE` empties one that exists; `output` alone ends
    it. The end of the name decides what is written: tables for `.csv`, JSON for `.json` and `.jsonl`, else text."""
    force = argument.startswith("!")
    name = argument.removeprefix("!").strip().strip('"')
    if not name:
        told = "answers are shown here"
        if session.output is not None:
            told += f" again, no longer written to {clean(str(session.output))}"
        return replace(session, output=None), Output((said(told),))
    path = Path(name).expanduser()
    what = _DATA.get(path.suffix)
    told = f"{what or 'answers'} go to {clean(str(path))} from now on, errors are shown here; `output` ends it"
    begin = Save(path, "" if what else f"{DISCLAIMER}\n", force, "output", told)
    return replace(session, output=path), Output(request=begin)
