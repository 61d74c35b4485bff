from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path

import jsonschema
import pytest

from licet.repl.cli.main import main
from licet.repl.prompt.script import run_script
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.terminal import Terminal
from licet.repl.session.session import Session
from licet.wire.schema import schema
from licet.words.disclaimer import DISCLAIMER


def run(session: Session, text: str, format_: str = "text", terminal: Terminal | None = None) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    status = run_script(session, text, format_, terminal or Terminal(width=80), out.write, err.write)
    return status, out.getvalue().removesuffix(f"\n{DISCLAIMER}\n"), err.getvalue()


def test_answers_go_out_with_a_blank_line_between_them(session: Session) -> None:
    text = "# a script\nX descends_from Y\n\nalpaca_chat descends_from alpaca\n"
    assert run(session, text) == (0, "X            Y\nalpaca_chat  alpaca\n\ntrue\n", "")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("alpaca is small", ExitStatus.NO),
        ("ask silent_chat", ExitStatus.UNDECIDED),
        ("ask silent_chat\nask train_otter\nask chat_product", ExitStatus.NO),
        ("ask chat_product\nhelp\nlist", ExitStatus.YES),
        ("ask chat_prodct", ExitStatus.BAD_INPUT),
        ("", ExitStatus.YES),
    ],
)
def test_the_status_is_that_of_the_gravest_answer(session: Session, text: str, status: ExitStatus) -> None:
    assert run(session, text)[0] == status


def test_it_stops_at_the_first_error(session: Session) -> None:
    status, out, err = run(session, "otter is small\notter is smal\nalpaca is small\n")
    assert (status, out) == (ExitStatus.BAD_INPUT, "true\n")
    assert err.startswith("error[E204]: no relation is called `smal`")


@pytest.mark.parametrize("word", ["quit", "exit"])
def test_it_stops_when_told_to_leave(session: Session, word: str) -> None:
    assert run(session, f"otter is small\n{word}\nalpaca is small\n")[:2] == (0, "true\n")
    assert "take nothing more" in run(session, f"{word} now")[2]


def test_json_is_a_document_on_each_line_errors_included(session: Session) -> None:
    status, out, err = run(session, "ask train_otter\nassume alpaca is small\nlist terms\nask x\nask y\n", "json")
    verdict, message, table, wrong = (json.loads(line) for line in out.splitlines())
    assert (status, err) == (ExitStatus.BAD_INPUT, "")
    assert verdict["status"] == "forbidden"
    assert message == {"schema": "licet/1", "type": "message", "message": "assumed"}
    assert (table["type"], table["category"]) == ("list", "terms")
    assert table["rows"] == [{"term": "improves", "readings": "parameters, any_help", "of": "alpaca_1"}]
    assert wrong["diagnostics"][0]["code"] == "U002"


def test_every_command_that_shows_something_has_json(session: Session) -> None:
    shown = (
        "ask judge_otter\nwhy\nneeds silent_chat\nX is small\notter is small\ndescribe alpaca\nhelp\nhelp ask\nlist\n"
    )
    more = "changes\nshow clause grant\nas of\nassume alpaca is small\nchanges\ncompare\nfind alpaca\nexplain E205\n"
    last = "list models\nask train_otter\nas of 2022-01-01\ncompare\nask nothing_like_it\n"
    status, out, _ = run(session, shown + more + last, "json")
    documents = [json.loads(line) for line in out.splitlines()]
    assert (status, documents[-1]["type"]) == (ExitStatus.BAD_INPUT, "diagnostics")
    assert len(documents) == 22
    assert {"description", "help", "list", "clause", "changes", "message", "code", "flips"} <= {
        document["type"] for document in documents
    }
    validate = jsonschema.Draft202012Validator(schema()).validate
    for document in documents:
        validate(document)


@pytest.mark.parametrize("text", ["watch", "edit chat_product", "source alpaca_1"])
def test_what_needs_somebody_before_a_terminal_says_so(session: Session, text: str) -> None:
    status, _, err = run(session, text)
    assert status == ExitStatus.BAD_INPUT
    assert "terminal" in err


def test_narrow_and_wide(session: Session) -> None:
    for width in (50, 200):
        out = run(session, "list relations\nneeds silent_chat", terminal=Terminal(width=width))[1]
        assert max(len(line) for line in out.splitlines()) <= width


def test_plain_text_is_ascii(session: Session) -> None:
    text = "ask judge_otter\nwhy\nlist relations\ndescribe improves\nshow clause grant\nhelp\n"
    assert run(session, text, terminal=Terminal(width=40, plain=True))[1].isascii()


def test_saving_loading_and_reloading(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "mine.licet"
    use = "use mine\n  by acme\n  on 2023-09-01\n  does use alpaca\n"
    assert run(session, f"{use}save {file}")[0] == 0
    assert file.read_text().startswith("use mine\n  by acme\n")
    assert "exists" in run(session, f"{use}save {file}")[2]
    assert run(session, f"{use}  trains otter\nsave! {file}")[0] == 0
    assert run(session, f"load {file}\nask mine")[0] == ExitStatus.NO
    assert "cannot be written" in run(session, f"{use}save {tmp_path}/no/such/folder/x.licet")[2]
    assert "there is no file or folder" in run(session, "load /no/such/file")[2]


def test_reloading_says_which_verdicts_flipped(policies: Path, tmp_path: Path) -> None:
    from licet.knowledge.loading import load
    from licet.repl.prompt.carry_out import advance
    from licet.repl.prompt.surroundings import Surroundings
    from licet.repl.screen.show import as_text
    from licet.repl.session.session import session_over

    for file in policies.iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    session = session_over(load(tmp_path), (tmp_path,))
    for text in ("ask train_otter", "ask chat_product", "assume alpaca is small"):
        session, _ = advance(session, text, Surroundings())
    world = tmp_path / "world.licet"
    world.write_text(world.read_text().replace("  trains otter\n", "", 1))
    session, output = advance(session, "reload", Surroundings())
    assert as_text(output, Terminal(width=100)) == (
        "loaded 3 files, 1 license, 4 clauses, 3 models, 5 uses, 1 warning\n"
        "\n"
        "train_otter: forbidden -> permitted\n"
        "  now because of alpaca_1.grant (1)  alpaca.licet:7\n"
        "  before because of alpaca_1.no_improving (2.b)  alpaca.licet:11\n"
        "  no longer: clause alpaca_1.no_improving (2.b) is live for alpaca in train_otter\n"
        "  no longer: train_otter improves otter\n"
        "  no longer: train_otter improves otter under reading any_help\n"
        "  no longer: train_otter improves otter under reading parameters\n"
        "  no longer: train_otter trains otter\n"
    )
    assert [str(c) for c in session.scratch.changes] == ["assume fact alpaca is small"]
    world.write_text("nonsense\n")
    after, output = advance(session, "reload", Surroundings())
    assert after is session
    assert output.status == ExitStatus.BAD_INPUT


def test_what_was_saved_is_no_change_once_it_is_loaded(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "mine.licet"
    use = "use mine\n  by acme\n  on 2023-09-01\n  does use alpaca\n"
    status, out, err = run(session, f"{use}assume alpaca is small\nsave {file}\nload {file}\nchanges\nask mine")
    assert (status, err) == (0, "")
    assert "2 changes of this session the files now state" in out
    assert "nothing is assumed, nothing taken back" in out
    file.write_text(file.read_text().replace("alpaca", "otter"))
    assert "name `mine` is declared twice" in run(session, f"{use}load {file}")[2]


def test_of_policies_that_are_refused_only_the_errors_are_shown(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.licet").write_text('license bare "Bare"\nnonsense\n')
    err = run(session, f"load {tmp_path}")[2]
    assert err.count("error[") == 1
    assert "warning[" not in err


def test_what_the_session_itself_changed_is_no_change_of_the_files(session: Session) -> None:
    asked = "ask judge_otter\nas of 2022-06-01 ask chat_product\nassume reading any_help of improves\n"
    assert run(session, f"{asked}reload")[1].endswith("the verdicts of this session are the same\n")


def test_licet_alone_answers_what_is_piped_into_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, policies: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("otter is small\nalpaca is small\n"))
    assert main(["repl", str(policies)]) == ExitStatus.NO
    assert capsys.readouterr() == (f"true\n\nfalse\n\n{DISCLAIMER}\n", "")
    monkeypatch.setattr(sys, "stdin", StringIO("help ask\n"))
    assert main([]) == ExitStatus.YES
    assert "may it be made?" in capsys.readouterr().out
