"""`audit` in the session: the rows of `licet audit`, of the session's layer, day and readings."""

from __future__ import annotations

import json

import pytest

from licet.repl.cli.main import main
from licet.repl.screen.show import as_line
from licet.repl.screen.statuses import ExitStatus
from licet.repl.session.session import Session, session_over
from licet.words.disclaimer import DISCLAIMER
from support.sessions import said, say

ASKED = "--models mistral_7b,mpt_7b_chat --use run,sell --by acme --on 2026-03-01"


@pytest.mark.slow
def test_the_table_is_that_of_the_command_line(kb, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    status = main(["audit", *ASKED.split()])
    out = capsys.readouterr().out.removesuffix(f"\n{DISCLAIMER}\n")
    session = session_over(kb)
    assert said(session, f"audit {ASKED}") == out
    assert say(session, f"audit {ASKED}")[1].status == status


def test_the_layer_of_the_session_counts(session: Session) -> None:
    asked = "audit -u train_otter --on 2026-03-01"
    before, after = said(session, asked), said(session, "retract trains(train_otter, otter)", asked)
    assert "permitted" not in before.splitlines()[-1]
    assert "permitted" in after.splitlines()[-1]


def test_readings_and_strictness_count(session: Session) -> None:
    asked = "audit -u judge_otter"
    assert "contested" in said(session, asked)
    assert "permitted" in said(session, "assume reading parameters of improves", asked)


def test_the_day_of_the_session_goes_before_the_stated_one(session: Session) -> None:
    """As in `ask`."""
    day = "as of 2022-01-01"
    asked = said(session, day, "ask chat_product")
    assert "not granted" in asked
    assert "not granted" in said(session, day, "audit -u chat_product")
    assert "permitted" in said(session, "audit -u chat_product")


def test_for_machines_each_row_is_a_document_of_a_line(session: Session) -> None:
    output = say(session, "audit -u chat_product,silent_chat")[1]
    found = [json.loads(line) for line in as_line(output).splitlines()]
    assert [(d["type"], d["use"], d["status"]) for d in found] == [
        ("audit_row", "chat_product", "permitted"),
        ("audit_row", "silent_chat", "unknown"),
    ]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--on tomorrow", "`tomorrow` is no day"),
        ("-m otterr", "did you mean `otter`?"),
        ("-u chat_prodct", "did you mean `chat_product`?"),
        ("-u chat_product --by acmee", "did you mean `acme`?"),
        ("--uses nowhere.licet", "nowhere.licet"),
        ("--format csv", "No such option"),
        ("otter", "unexpected extra argument"),
        ("-u 'does use MODEL", "a quotation mark has no other"),
        ("-m", "requires an argument"),
    ],
)
def test_what_is_wrong_with_the_options_is_told(session: Session, options: str, told: str) -> None:
    shown = said(session, f"audit {options}")
    assert told in shown
    assert say(session, f"audit {options}")[1].status == ExitStatus.BAD_INPUT
