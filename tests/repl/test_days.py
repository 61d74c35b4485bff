"""The day that a question is asked for takes the place of the one that a use states."""

from __future__ import annotations

from datetime import date

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.session.session import Session
from licet.verdict.verdict import Status
from support.sessions import said, say

P = ("-p", "POLICIES")
BEFORE = ("--on", "2022-06-01")


def test_a_day_that_is_asked_for_takes_the_place_of_the_stated_one(run) -> None:
    assert run("ask", "chat_product", *P)[0] == 0
    status, out, err = run("ask", "chat_product", *P, *BEFORE)
    assert (status, err) == (1, "")
    assert "on 2022-06-01;" in out
    assert "2023-09-01" not in out


@pytest.mark.parametrize(
    "question",
    [
        ("why", "chat_product"),
        ("why-not", "chat_product"),
        ("needs", "chat_product"),
        ("duties", "chat_product"),
        ("proofs", "chat_product"),
        ("witnesses", "chat_product"),
        ("what-if", "chat_product", "--assume", "otter is small", "--retract", "alpaca_chat derived_from alpaca"),
        ("ask", "chat_product", "--engine", "pydatalog"),
        ("ask", "chat_product", "--cross-check"),
    ],
)
def test_every_question_takes_the_day(run, question: tuple[str, ...]) -> None:
    status, out, err = run(*question, *P, *BEFORE)
    assert status in (0, 1)
    assert (bool(out), err) == (True, "")


def test_a_day_on_the_command_line_is_that_of_the_session(run, session: Session, knowledge: KnowledgeBase) -> None:
    in_session = said(session, "as of 2022-06-01", "ask chat_product")
    assert run("ask", "chat_product", *P, *BEFORE)[1] == in_session
    assert knowledge.ask("chat_product").status is Status.PERMITTED
    assert knowledge.ask("chat_product", on=date(2022, 6, 1)).status is Status.NOT_GRANTED


def test_what_is_supposed_of_the_day_may_not_contradict_the_day_asked_for(run) -> None:
    status, _, err = run("what-if", "chat_product", *P, *BEFORE, "--assume", "on(chat_product) = 2023-01-01")
    assert status == 2
    assert "error[E311]: `on` has two values here: `2022-06-01` and `2023-01-01`" in err


def test_a_certificate_is_of_the_day_asked_for(run, session: Session) -> None:
    status, before, _ = run("prove", "chat_product", *P, *BEFORE)
    _, stated, _ = run("prove", "chat_product", *P)
    assert status == 0
    assert before != stated
    assert session.knowledge.verify(before.encode()).accepted
    assert run("prove", "chat_product", *P, "--on", "2023-09-01")[1] == stated


def test_a_use_without_a_day_is_proved_as_of_the_day_of_the_session(session: Session, tmp_path) -> None:
    file = tmp_path / "proof.json"
    assert said(session, "as of 2023-06-01", f"prove undated_chat to {file}") == f"saved to {file}\n"
    assert session.knowledge.verify(file.read_bytes().rstrip(b"\n")).accepted
    typed = "use mine\n  by acme\n  on 2023-09-01\n  does use alpaca\n"
    _, output = say(session, typed, "as of 2022-06-01", f"prove mine to {tmp_path}/mine.json")
    assert output.status == 0
    assert (tmp_path / "mine.json").exists()
