"""The sessions that docs/session.md shows are what the shipped policies answer.

Where the words are meant to change, run the tests once with LICET_TRANSCRIPTS=write.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.session.session import Session, session_over
from support.documents import without_lines
from support.sessions import replayed

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parent.parent / "docs" / "session.md"
BLOCK = re.compile(r"^```session\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def session(kb: KnowledgeBase) -> Session:
    return session_over(kb)


def test_the_sessions_say_what_the_page_shows(session: Session) -> None:
    text = PAGE.read_text(encoding="utf-8")
    found = BLOCK.sub(lambda block: f"```session\n{replayed(session, block[1])}```", text)
    if os.environ.get("LICET_TRANSCRIPTS") == "write":
        PAGE.write_text(found, encoding="utf-8")
    assert without_lines(found) == without_lines(text)
    assert len(BLOCK.findall(text)) >= 4
