"""Going on from an answer in a session: duties, further proofs, witnesses, certificates."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from licet.knowledge.loading import load
from licet.repl.prompt.carry_out import advance
from licet.repl.prompt.surroundings import Surroundings
from licet.repl.screen.show import as_line, as_text
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.terminal import Terminal
from licet.repl.session.session import Session
from support.sessions import said, say


def test_without_a_name_the_last_use_is_meant(session: Session) -> None:
    for command in ("duties", "proofs", "witnesses"):
        assert said(session, "ask judge_otter", command) == said(session, f"{command} judge_otter")
        assert say(session, command)[1].status is ExitStatus.BAD_INPUT


def test_the_layer_and_the_day_of_the_session_count(session: Session) -> None:
    assert said(session, "does(chat_product, distribute, alpaca_chat)", "duties chat_product").endswith("  no duties\n")
    assumed = ("fact does(chat_product, distribute, alpaca_chat)", "duties chat_product")
    assert "    [ ] notice: keep the notice with every copy\n" in said(session, *assumed)
    assert said(session, "as of 2022-01-01", "proofs chat_product").startswith("proof 1: not granted\n")
    assert "train_otter trains otter  world.licet:" in said(session, "witnesses train_otter")


def test_trees_are_drawn_for_the_width_of_the_terminal(session: Session) -> None:
    _, output = say(session, "proofs train_otter")
    wide, narrow = as_text(output, Terminal(width=120)), as_text(output, Terminal(width=50))
    assert len(narrow.splitlines()) > len(wide.splitlines())
    assert "├─" in wide
    assert "├─" not in as_text(output, Terminal(width=120, plain=True))
    assert json.loads(as_line(output))["type"] == "proofs"


def test_the_steps_of_several_proofs_can_be_expanded(session: Session) -> None:
    shown = said(session, "proofs train_otter")
    stubs = re.findall(r"\[(\d+)\] .*\(\+(\d+) steps?\)", shown)
    assert stubs
    for number, size in stubs:
        opened = said(session, "proofs train_otter", f"expand {number}").splitlines()
        assert opened[0].startswith(f"[{number}] ")
        assert f"(+{size} step" not in opened[0]
        assert len(opened) > 1


@pytest.mark.slow
def test_only_what_was_shown_last_can_be_expanded(session: Session) -> None:
    steps = say(session, "why train_otter", "proofs judge_otter")[0].steps
    assert steps is not None
    last = max(number for number in range(1, 1_000) if steps(number) is not None)
    entries = ("why train_otter", "proofs judge_otter")
    assert say(session, *entries, f"expand {last}")[1].status is ExitStatus.YES
    assert say(session, *entries, f"expand {last + 1}")[1].status is ExitStatus.BAD_INPUT
    assert say(session, "proofs judge_otter", "ask train_otter", "expand 2")[1].status is ExitStatus.BAD_INPUT


def test_prove(session: Session, policies: Path, tmp_path: Path) -> None:
    def verdict_of(file: Path) -> str:
        data = file.read_bytes()
        assert load(policies).verify(data).accepted
        answer = json.loads(data)["claim"]["answer"]
        assert isinstance(answer, str)
        return answer

    session = replace(session, roots=(policies,))
    for number, (entries, answer) in enumerate(
        [
            (["prove train_otter to FILE"], "forbidden"),
            (["ask chat_product", 'prove to "FILE"'], "permitted"),
            (["assume reading any_help of improves", "prove judge_otter to FILE"], "forbidden"),
            (["fact monthly_users(silent, 2023-06) = 1 billion", "prove silent_chat to FILE"], "not granted"),
            (["as of 2022-01-01", "prove undated_chat to FILE"], "not granted"),
            (["prove alpaca_chat descends_from alpaca to FILE"], "true"),
        ]
    ):
        file = tmp_path / f"{number}.json"
        state = session
        for entry in entries:
            state, output = advance(state, entry.replace("FILE", str(file)), Surroundings())
            assert output.status is not ExitStatus.BAD_INPUT
        assert verdict_of(file) == answer


@pytest.mark.parametrize(
    "entries",
    [
        ("prove",),
        ("prove train_otter",),
        ("prove to proof.json",),
        ("prove train_otter to ",),
        ("prove nosuch to proof.json",),
        ("retract alpaca_chat derived_from alpaca", "prove chat_product to proof.json"),
    ],
)
def test_what_cannot_be_proved_is_said(session: Session, entries: tuple[str, ...]) -> None:
    _, output = say(session, *entries)
    assert output.status is ExitStatus.BAD_INPUT
    assert output.request is None


@pytest.mark.parametrize(
    ("entries", "use"),
    [
        (("as of 2022-01-01", "prove chat_product to proof.json"), "chat_product_on_2022_01_01"),
        (("as of 2023-09-01", "prove chat_product to proof.json"), "chat_product"),
        (
            ("assume fact on(undated_chat) = 2023-09-01", "as of 2022-01-01", "prove undated_chat to proof.json"),
            "undated_chat_on_2022_01_01",
        ),
    ],
)
def test_what_is_proved_on_another_day_is_of_a_copy_that_the_session_states(
    session: Session, tmp_path: Path, entries: tuple[str, ...], use: str
) -> None:
    file = tmp_path / "proof.json"
    after, output = say(session, *(entry.replace("proof.json", str(file)) for entry in entries))
    assert output.status is ExitStatus.YES
    proved = session.knowledge.verify(file.read_bytes()).proved
    assert proved is not None
    assert proved.use == use
    assert [day.isoformat() for day in proved.on] == [entries[-2].removeprefix("as of ")]
    assert proved.answer in said(after, "ask " + use.partition("_on_")[0])
