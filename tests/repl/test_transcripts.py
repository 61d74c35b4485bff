"""Sessions word for word: `licet> ` begins an entry, `  ...  ` a further line of it; the rest is what the session says.

Where the words are meant to change, delete what a session says and run the tests once with LICET_TRANSCRIPTS=write.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from licet.repl.drive import advance
from licet.repl.session import Session
from licet.repl.transcript import as_text
from licet.repl.world import World
from support.sessions import WIDE

PROMPT, FURTHER = "licet> ", "  ...  "
TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


def entries_of(text: str) -> list[str]:
    found: list[str] = []
    for line in text.splitlines():
        if line.startswith(PROMPT):
            found.append(line[len(PROMPT) :])
        elif line.startswith(FURTHER):
            found[-1] += f"\n{line[len(FURTHER) :]}"
    return found


def replayed(session: Session, entries: list[str]) -> str:
    parts = []
    for entry in entries:
        first, *more = entry.split("\n")
        session, output = advance(session, entry, World())
        said = as_text(output, WIDE, height=8)
        parts.append("".join([f"{PROMPT}{first}\n", *(f"{FURTHER}{line}\n" for line in more), said]))
    return "\n".join(parts)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda p: p.stem)
def test_the_session_says(path: Path, session: Session) -> None:
    expected = path.read_text(encoding="utf-8")
    found = replayed(session, entries_of(expected))
    if os.environ.get("LICET_TRANSCRIPTS") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == expected


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 4
