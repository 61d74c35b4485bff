"""The examples that help shows are entries for the policies that come with Licet."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.prompt.carry_out import advance
from licet.repl.prompt.surroundings import Surroundings
from licet.repl.screen.show import as_text
from licet.repl.screen.statuses import ExitStatus
from licet.repl.session.command_table import COMMANDS
from licet.repl.session.session import Session, session_over
from support.sessions import WIDE

pytestmark = pytest.mark.slow

OUTSIDE = {"load", "save", "reload", "watch", "source", "edit", "prove"}
"""Commands that need files or a terminal; they are tested by themselves."""

BEFORE = {
    "more": ("monthly_active_users(Org, Month) = Users",),
    "retract": ("assume reading parameters of improves", "assume acme complained_about llama_2"),
    "undo": ("assume acme complained_about llama_2",),
}


@pytest.fixture(scope="module")
def asked(kb: KnowledgeBase) -> Session:
    """A session in which something was asked, and why."""
    session = replace(session_over(kb), page=2)
    for entry in ("ask judge_mistral_with_llama_2", "why"):
        session, output = advance(session, entry, Surroundings())
        assert output.status is not ExitStatus.BAD_INPUT, as_text(output, WIDE)
    return session


@pytest.mark.parametrize(
    ("name", "example"),
    [(name, e) for name, command in COMMANDS.items() if name not in OUTSIDE for e in command.examples],
    ids=lambda value: value,
)
def test_an_example_of_help_is_answered(
    asked: Session, name: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session = asked
    for entry in (*BEFORE.get(name, ()), example):
        session, output = advance(session, entry, Surroundings())
        assert output.status is not ExitStatus.BAD_INPUT, as_text(output, WIDE)
