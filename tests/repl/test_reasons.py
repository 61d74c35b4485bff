from __future__ import annotations

import pytest

from licet.repl.screen.statuses import ExitStatus
from licet.repl.session.session import Session
from support.sessions import said, say


def test_why_not_names_what_stands_in_the_way(session: Session) -> None:
    found = said(session, "ask train_otter", "why not")
    assert found.startswith("it is forbidden; asked was: permitted\n")
    assert "alpaca_1.no_improving (2.b)" in found
    assert "missing: otter derived_from alpaca" in said(session, "why not otter descends_from alpaca")
    assert "40_000 > 700 million" in said(session, "why not monthly_users(acme, 2023-06) > 700 million")


def test_why_not_of_what_is_so(session: Session) -> None:
    found, output = said(session, "why not alpaca_chat descends_from alpaca"), say(session, "why not chat_product")[1]
    assert found == "it is so: alpaca_chat descends_from alpaca\n"
    assert output.status is ExitStatus.YES


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ("not train_otter trains otter", "train_otter: forbidden -> permitted"),
        ("otter derived_from alpaca", "train_otter: forbidden -> permitted"),
        (
            "monthly_users(acme, 2023-06) = 1 billion, not train_otter trains otter",
            "train_otter: forbidden -> unknown",
        ),
        (
            "monthly_users(acme, 2023-06) = 1 billion, not express_grant(acme, alpaca_1), not train_otter trains otter",
            "train_otter: forbidden -> not granted",
        ),
        (
            "reading parameters of improves, not train_otter trains otter, train_otter judges otter",
            "train_otter: forbidden -> permitted",
        ),
        ("reading any_help of improves", "train_otter: forbidden still"),
    ],
)
def test_what_if(session: Session, changes: str, first: str) -> None:
    after, output = say(session, "ask train_otter", f"what if {changes}")
    assert said(session, "ask train_otter", f"what if {changes}").splitlines()[0] == first
    assert after.scratch.changes == ()
    assert output.status is not ExitStatus.BAD_INPUT


def test_what_if_of_a_use_on_the_day_of_the_session(session: Session) -> None:
    asked = ("as of 2022-01-01", "ask train_otter")
    found = said(session, *asked, "what if not train_otter trains otter")
    assert found.splitlines()[0] == "train_otter: not granted still"


@pytest.mark.parametrize(
    ("session_day", "supposed", "first"),
    [
        ("2024-01-01", "2022-01-01", "train_otter: forbidden -> not granted"),
        ("2022-01-01", "2024-01-01", "train_otter: not granted -> forbidden"),
    ],
)
def test_what_if_a_use_were_on_another_day_than_that_of_the_session(
    session: Session, session_day: str, supposed: str, first: str
) -> None:
    found = said(session, f"as of {session_day}", "ask train_otter", f"what if on(train_otter) = {supposed}")
    assert found.splitlines()[0] == first


def test_remedies_are_confirmed(session: Session) -> None:
    own = ("relation decides_on(use, model)", "fact train_otter decides_on otter")
    asked = ("relation changeable(symbol)", "fact changeable(trains)", "fact changeable(derived_from)", *own)
    found = said(session, *asked, "remedies train_otter")
    assert "train_otter would be permitted\n   without train_otter trains otter\n" in found
    assert "   with otter derived_from alpaca\n" in found
    _, output = say(session, *asked, "as of 2022-01-01", "remedies train_otter")
    assert output.status is ExitStatus.NO
