"""`output FILE`: answers that go to a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from licet.repl.session.session import Session
from licet.words.disclaimer import DISCLAIMER
from support.sessions import said, say


def test_answers_go_to_the_file_until_output_alone_ends_it(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "answers.txt"
    session, _ = say(session, f"output {file}")
    session, output = say(session, "X descends_from Y")
    assert output.status == 0
    assert said(session, "otter is small") == f"written to {file}\n"
    assert said(session, "output").split() == f"answers are shown here again, no longer written to {file}".split()
    assert said(session, "output", "otter is small") == "true\n"
    assert said(session, "output", "output") == "answers are shown here\n"
    assert file.read_text() == f"{DISCLAIMER}\n\nX            Y\nalpaca_chat  alpaca\n\ntrue\n"


def test_errors_are_shown_and_not_written(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "answers.txt"
    told = said(session, f"output {file}", "otter is smal")
    assert told.startswith("error[E204]")
    assert file.read_text() == f"{DISCLAIMER}\n"


def test_a_name_for_spreadsheets_gets_tables_and_the_rest_is_shown(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    begun, _ = say(session, f"output {file}")
    say(begun, "X improves otter", "list terms")
    assert said(begun, "ask train_otter") == said(session, "ask train_otter")
    assert file.read_text() == (
        "X,certainty\ntrain_otter,certain\njudge_otter,possible\n"
        "\n"
        'term,readings,of\nimproves,"parameters, any_help",alpaca_1\n'
    )


@pytest.mark.parametrize("end", ["json", "jsonl"])
def test_a_name_for_machines_gets_a_document_on_each_line(session: Session, tmp_path: Path, end: str) -> None:
    file = tmp_path / f"answers.{end}"
    say(session, f"output {file}", "ask train_otter", "list terms")
    assert [json.loads(line)["type"] for line in file.read_text().splitlines()] == ["verdict", "list"]


def test_a_file_that_exists_is_emptied_only_when_told_to(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "mine.licet"
    file.write_text("precious\n")
    after, output = say(session, f"output {file}")
    assert (output.status, after.output) == (2, None)
    told = f"error[U004]: `{file}` exists help: `output! {file}` overwrites it"
    assert said(session, f"output {file}").split() == told.split()
    assert file.read_text() == "precious\n"
    assert say(session, f"output! {file}")[0].output == file
    assert file.read_text() == f"{DISCLAIMER}\n"


def test_a_file_that_cannot_be_written_is_told_and_the_answer_not_lost(session: Session, tmp_path: Path) -> None:
    assert "cannot be written" in " ".join(said(session, f"output {tmp_path}/no/such/file.txt").split())
    file = tmp_path / "answers.txt"
    begun, _ = say(session, f"output {file}")
    file.unlink()
    file.mkdir()
    after, output = say(begun, "otter is small")
    assert output.status == 2
    assert after.output == file
    assert said(begun, "otter is small").endswith("help: `output` ends it\n")
