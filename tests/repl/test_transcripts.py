"""Sessions word for word: `licet> ` begins an entry, `  ...  ` a further line of it; the rest is what the session says.

Where the words are meant to change, delete what a session says and run the tests once with LICET_TRANSCRIPTS=write.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from licet.repl.session.session import Session
from support.sessions import replayed

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda p: p.stem)
def test_the_session_says(path: Path, session: Session) -> None:
    expected = path.read_text(encoding="utf-8")
    found = replayed(session, expected)
    if os.environ.get("LICET_TRANSCRIPTS") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == expected


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 4
