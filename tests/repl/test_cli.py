from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from licet.repl.cli import asked
from licet.repl.cli.main import main
from licet.repl.screen.statuses import ExitStatus, worst
from support.session_policies import FILES

CHANGEABLE = "relation changeable(symbol)\nfact changeable(trains)"
USE = "use mine\n  by acme\n  on 2023-09-01\n  does use alpaca\n"


@pytest.mark.parametrize(
    ("use", "status", "word"),
    [
        ("chat_product", 0, "permitted"),
        ("train_otter", 1, "forbidden"),
        ("judge_otter", 3, "contested over improves"),
        ("silent_chat", 3, "unknown"),
    ],
)
def test_ask(run, use: str, status: int, word: str) -> None:
    found, out, err = run("ask", use, "-p", "POLICIES")
    assert (found, err) == (status, "")
    assert f"\n{word}" in out


LINES = "by acme; on 2023-09-01; does use alpaca"


@pytest.mark.parametrize(
    ("question", "status"),
    [
        (("ask", LINES), 0),
        (("ask", LINES, f"{LINES}; trains otter"), 1),
        (("why", f"{LINES}; trains otter"), 1),
        (("why-not", f"{LINES}; trains otter"), 1),
        (("why-not", f"{LINES}; trains otter", "--status", "forbidden"), 0),
        (("needs", LINES), 0),
        (("duties", LINES), 0),
        (("remedies", LINES), 0),
        (("proofs", LINES), 0),
        (("witnesses", LINES), 0),
        (("what-if", LINES, "--assume", "the_use trains otter"), 1),
        (("ask", "by acme; does use alpaca", "--on", "2022-01-01", "--cross-check"), 1),
        (("ask", f"{LINES}; involvs otter"), 2),
    ],
)
def test_a_use_is_described_in_the_question(run, question: tuple[str, ...], status: int) -> None:
    found, out, err = run(*question, "-p", "POLICIES")
    assert found == status
    assert "the_use" in out + err or question[-1] == "forbidden"
    assert ("\n1 | " + question[1] in err) is (status == 2)


def test_what_is_no_use_is_told_with_how_to_ask(run) -> None:
    status, _, err = run("ask", "otter", "-p", "POLICIES")
    assert (status, err.startswith("error[U002]: no use is called `otter`")) == (2, True)
    assert "help: `otter` is a `model`, and a use of it is described by its lines" in err
    assert '`ask "by …; on …; does copy otter"`' in " ".join(err.split())
    assert "help: `acme` is an `organization`\n" in run("ask", "acme", "-p", "POLICIES")[2]


def test_describe(run) -> None:
    status, out, err = run("describe", "alpaca_1", "-p", "POLICIES")
    assert (status, err) == (0, "")
    assert out.startswith('license alpaca_1  "Alpaca Community License"')
    assert json.loads(run("describe", "otter", "-p", "POLICIES", "--format", "json")[1])["name"] == "otter"
    assert run("describe", "oter", "-p", "POLICIES")[0] == 2


@pytest.mark.slow
@pytest.mark.parametrize("command", [("ask", "mine"), ("check",), ("why", "mine by acme")])
def test_a_pipe_is_read_once_and_counts(run, tmp_path: Path, command: tuple[str, ...]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(USE.replace("by acme", "by acmee"),), daemon=True)
    writer.start()
    status, _, err = run(*command, "--with", str(pipe), *(("-p", "POLICIES") if command[0] != "check" else ()))
    writer.join(10)
    assert (status, "nothing is called `acmee`" in err) == (2, True)


def test_a_described_use_is_proved(run, tmp_path: Path) -> None:
    path = str(tmp_path / "proof.json")
    day = ("--on", "2023-09-01")
    assert run("prove", LINES.replace("on 2023-09-01; ", ""), *day, "-p", "POLICIES", "-o", path)[0] == 0
    status, out, _ = run("verify", path, "-p", "POLICIES")
    assert (status, "accepted: the_use is permitted" in out) == (0, True)


def test_asking_of_several_uses_ends_with_the_gravest(run) -> None:
    assert run("ask", "chat_product", "silent_chat", "-p", "POLICIES")[0] == 3
    assert run("ask", "chat_product", "train_otter", "silent_chat", "-p", "POLICIES")[0] == 1


def test_check_says_where_its_findings_go_and_sends_them_there(run, tmp_path: Path) -> None:
    assert "to stderr, and one line that counts it to stdout" in " ".join(run("check", "--help")[1].split())
    (tmp_path / "mine.licet").write_text("kind a\nkind a\n")
    status, out, err = run("check", str(tmp_path))
    assert (status, out, err.startswith("error[E201]")) == (2, "1 error\n", True)


def test_readings_days_and_assumptions(run) -> None:
    ask = ("ask", "-p", "POLICIES")
    assert run(*ask, "judge_otter", "--reading", "any_help of improves")[0] == 1
    assert run(*ask, "judge_otter", "--reading", "improves=parameters")[0] == 0
    assert run(*ask, "undated_chat", "--on", "2023-06-01")[0] == 0
    assert run(*ask, "undated_chat", "--on", "2022-06-01")[0] == 1
    assert run(*ask, "silent_chat", "--assume", "monthly_users(silent, 2023-06) = 1 billion")[0] == 1
    assert run(*ask, "silent_chat", "--assume", "fact monthly_users(silent, 2023-06) = 5")[0] == 0


def test_a_use_from_a_file_or_from_the_standard_input(run, tmp_path: Path) -> None:
    (tmp_path / "mine.licet").write_text(USE)
    assert run("ask", "mine", "-p", "POLICIES", "--with", str(tmp_path / "mine.licet"))[0] == 0
    assert run("ask", "-", "-p", "POLICIES", stdin=USE)[0] == 0
    assert run("ask", "mine", "-p", "POLICIES", "--with", "-", "--assume", "mine trains otter", stdin=USE)[0] == 1
    status, _, err = run("ask", "-", "-p", "POLICIES", stdin="fact alpaca is small")
    assert (status, "the standard input declares no use" in err) == (2, True)


def test_a_fact_beside_a_rule_is_not_lost(run) -> None:
    rule = "rule Model is small\n  when Model derived_from otter\n"
    assert run("ask", "-", "-p", "POLICIES", "--assume", "mine trains otter", stdin=USE + rule)[0] == 1


def test_why(run) -> None:
    status, out, _ = run("why", "train_otter", "-p", "POLICIES")
    assert status == 1
    assert "the use trains otter  world.licet:" in out
    status, out, _ = run("why", "alpaca_chat descends_from alpaca", "-p", "POLICIES")
    assert status == 0
    assert 'alpaca_chat derived_from alpaca  per "the model card"  world.licet:14' in out
    assert run("ask", "train_otter", "--why", "-p", "POLICIES")[1] == run("why", "train_otter", "-p", "POLICIES")[1]


def test_going_on_from_a_verdict(run) -> None:
    status, out, _ = run("why-not", "train_otter", "-p", "POLICIES")
    assert (status, out.splitlines()[0]) == (1, "it is forbidden; asked was: permitted")
    assert run("why-not", "train_otter is forbidden", "-p", "POLICIES")[:2] == (0, "it is forbidden\n")
    status, out, _ = run("why-not", "otter descends_from alpaca", "-p", "POLICIES")
    assert status == 1
    assert "missing: otter derived_from alpaca  not stated" in out
    status, out, _ = run("what-if", "train_otter", "--retract", "train_otter trains otter", "-p", "POLICIES")
    assert (status, out.splitlines()[0]) == (0, "train_otter: forbidden -> permitted")
    status, out, _ = run("remedies", "train_otter", "-p", "POLICIES", "--assume", CHANGEABLE)
    assert (status, out) == (0, "1. train_otter would be permitted\n   without train_otter trains otter\n")
    assert run("remedies", "train_otter", "-p", "POLICIES")[0] == 2
    assert run("remedies", "chat_product", "-p", "POLICIES", "--assume", CHANGEABLE)[0] == 0
    status, out, _ = run("needs", "silent_chat", "-p", "POLICIES")
    assert (status, "> 700 million                   not granted" in out) == (0, True)
    status, out, err = run("needs", "silent_cht", "-p", "POLICIES")
    assert (status, out) == (2, "")
    assert "did you mean `silent_chat`?" in err
    assert run("needs", "judge_otter", "-p", "POLICIES", "--reading", "x of improves")[0] == 2
    assert run("needs", "undated_chat", "-p", "POLICIES", "--on", "2023-06-01")[1].startswith("no unknown fact")


def test_query(run) -> None:
    assert run("query", "X descends_from Y", "-p", "POLICIES")[:2] == (0, "X            Y\nalpaca_chat  alpaca\n")
    assert run("query", "X descends_from otter", "-p", "POLICIES")[:2] == (1, "no answers\n")
    assert run("query", "monthly_users(silent, M) > 700 million", "-p", "POLICIES")[0] == 3
    assert run("query", "alpaca_chat descends_from alpaca", "-p", "POLICIES")[:2] == (0, "true\n")
    assert run("query", "otter descends_from alpaca", "-p", "POLICIES")[:2] == (1, "false\n")
    assert run("query", "improves(judge_otter, otter)", "-p", "POLICIES")[0] == 3
    assert run("query", "does(X, Y, _)", "--limit", "1", "-p", "POLICIES")[1].count("\n") == 3


def test_licet_alone_takes_the_options_of_the_session(run) -> None:
    status, out, err = run("--format", "json", stdin="help quit\n")
    assert (status, err) == (0, "")
    assert [c["name"] for c in json.loads(out)["commands"]] == ["quit"]


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (("ask", "chat_prodct", "-p", "POLICIES"), "no use is called `chat_prodct`", "did you mean `chat_product`?"),
        (("ask", "acme", "-p", "POLICIES"), "no use is called `acme`", ""),
        (("query", "X descends_frm Y", "-p", "POLICIES"), "no relation is called `descends_frm`", "`descends_from`?"),
        (("query", "X descends_from", "-p", "POLICIES"), "the query is not finished", ""),
        (("why", "improves(judge_otter, 3)", "-p", "POLICIES"), "error[E", ""),
        (("ask", "x", "-p", "/no/such/folder"), "there is no file or folder `/no/such/folder`", "check the path"),
        (("ask", "x", "--with", "/no/such/file", "-p", "POLICIES"), "there is no file or folder `/no/such/file`", ""),
        (("ask", "judge_otter", "--reading", "foo of improves", "-p", "POLICIES"), "is called `foo`", ""),
        (("ask", "judge_otter", "--reading", "foo", "-p", "POLICIES"), "`foo` is no reading", "licet ask --help"),
        (("ask", "judge_otter", "--on", "tomorrow", "-p", "POLICIES"), "`tomorrow` is no day", ""),
        (("ask", "judge_otter", "--assume", "acme is smal", "-p", "POLICIES"), "no relation is called `smal`", ""),
        (("aks",), "there is no command `aks`", "did you mean `ask`?"),
        (("ask", "--raedings", "x"), "there is no option `--raedings` of `licet ask`", "--reading"),
        (("ask",), "missing argument", "see `licet ask --help`"),
        (("--format",), "option `--format` requires an argument", "see `licet"),
        (("--fromat", "json"), "there is no option `--fromat` of `licet repl`", "did you mean `--format`?"),
        (("POLICIES",), "opens a session on it", ""),
        (("fmt", "-", "x.licet"), "`-` stands alone", ""),
    ],
)
def test_what_is_wrong_is_a_diagnostic_with_status_2(run, arguments: tuple[str, ...], message: str, help: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert help in err
    assert err.startswith("error[")
    assert "Traceback" not in err


def test_an_error_shows_the_place(run) -> None:
    assert run("query", "X descends_frm Y", "-p", "POLICIES")[2] == (
        "error[E204]: no relation is called `descends_frm`\n"
        " --> query:1:3\n"
        "  |\n"
        "1 | X descends_frm Y\n"
        "  |   ^^^^^^^^^^^^\n"
        "help: did you mean `descends_from`?\n"
    )


def test_json_is_one_document_on_stdout_errors_included(run) -> None:
    verdict = json.loads(run("ask", "train_otter", "--format", "json", "-p", "POLICIES")[1])
    assert (verdict["status"], verdict["clauses"]) == ("forbidden", ["alpaca_1.no_improving"])
    both = json.loads(run("ask", "train_otter", "chat_product", "--format", "json", "-p", "POLICIES")[1])
    assert [v["status"] for v in both] == ["forbidden", "permitted"]
    status, out, err = run("ask", "train_oter", "--format", "json", "-p", "POLICIES")
    assert (status, err) == (2, "")
    assert json.loads(out)["diagnostics"][0]["help"] == "did you mean `train_otter`?"
    for command in (("query", "X is small"), ("query", "otter is small"), ("why", "otter is small")):
        assert json.loads(run(*command, "--format", "json", "-p", "POLICIES")[1])["schema"] == "licet/1"


def test_names_are_found_described_and_listed_outside_a_session(run) -> None:
    status, out, err = run("find", "audience", "-p", "POLICIES")
    assert (status, err) == (0, "")
    assert out == (
        "relation monthly_users\n  monthly active users\n  also audience\n"
        "  under an organization: monthly_users MONTH = COUNT\n"
    )
    status, out, _ = run("find", "use", "it", "--limit", "1", "--format", "json", "-p", "POLICIES")
    found = json.loads(out)
    assert (status, found["type"], len(found["hits"])) == (0, "hits", 1)
    assert found["more"] > 0
    assert run("find", "zebra", "-p", "POLICIES") == (1, "nothing is called so or means it: zebra\n", "")
    status, out, err = run("describe", "otter", "-p", "POLICIES")
    assert (status, out.splitlines()[0].split("  ")[0], err) == (0, "model otter", "")
    status, out, err = run("list", "models", "-p", "POLICIES")
    assert (status, out.splitlines()[0].split(), err) == (0, ["model", "title"], "")
    status, out, err = run("describe", "audience", "-p", "POLICIES")
    assert (status, out) == (2, "")
    assert "help: did you mean `monthly_users`?" in err


def test_certificates(run, tmp_path: Path) -> None:
    status, certificate, _ = run("prove", "train_otter", "-p", "POLICIES")
    assert status == 0
    status, out, err = run("verify", "-", "-p", "POLICIES", stdin=certificate)
    assert (status, err) == (0, "")
    assert out.startswith(
        "accepted: train_otter is forbidden\n"
        "  made by acme on 2023-09-01\n"
        "  by alpaca.licet, vocabulary.licet, world.licet\n    sha256 "
    )
    file = tmp_path / "proof.json"
    file.write_text(certificate.replace("forbidden", "permitted"))
    status, out, err = run("verify", str(file), "-p", "POLICIES")
    assert (status, out) == (4, "")
    assert err.startswith("error[F002]: the certificate is rejected: ")
    found = json.loads(run("verify", str(file), "-p", "POLICIES", "--format", "json")[1])
    assert found["accepted"] is False
    status, certificate, _ = run("prove", "alpaca_chat descends_from alpaca", "-p", "POLICIES")
    assert run("verify", "-", "-p", "POLICIES", stdin=certificate)[0] == 0
    day = run("prove", "undated_chat", "-p", "POLICIES", "--on", "2023-06-01", "--assume", "alpaca is small")[1]
    status, out, _ = run("verify", "-", "-p", "POLICIES", stdin=day)
    assert status == 0
    assert "  given:\n    fact alpaca is small\n  given:\n    fact on(undated_chat) = 2023-06-01\n" in out
    assert run("verify", "/no/such/file", "-p", "POLICIES")[0] == 2
    assert run("prove", "train_oter", "-p", "POLICIES")[0] == 2


def test_what_is_proved_by_added_rules_has_a_status_of_its_own(run) -> None:
    rule = "rule exempt(Use, alpaca, alpaca_1)\n  when Use by acme"
    certificate = run("prove", "train_otter", "-p", "POLICIES", "--assume", rule)[1]
    status, out, err = run("verify", "-", "-p", "POLICIES", stdin=certificate)
    assert (status, err) == (3, "")
    assert out.startswith("accepted under added rules: train_otter is permitted\n")
    assert (
        "  added to the policies, and no fact: a rule\n    rule exempt(Use, alpaca, alpaca_1)\n      when Use by acme\n"
        in out
    )
    status, out, _ = run("verify", "-", "-p", "POLICIES", "--format", "json", stdin=certificate)
    found = json.loads(out)
    assert (status, found["accepted"], found["accepted_under_added_rules"]) == (3, False, True)
    assert found["proved"]["given"] == [{"kind": "rule", "is_fact": False, "text": rule}]


def test_readings_are_told_of_what_was_proved(run) -> None:
    pinned = ("--reading", "any_help of improves")
    certificate = run("prove", "judge_otter", "-p", "POLICIES", *pinned)[1]
    assert "\n  under reading any_help of improves\n" in run("verify", "-", "-p", "POLICIES", stdin=certificate)[1]
    certificate = run("prove", "judge_otter improves otter", "-p", "POLICIES", *pinned)[1]
    out = run("verify", "-", "-p", "POLICIES", stdin=certificate)[1]
    assert out.startswith("accepted: “judge_otter improves otter” is true\n  under reading any_help of improves\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_files_that_never_end_are_no_certificates(run, tmp_path: Path) -> None:
    pipe, huge = tmp_path / "pipe", tmp_path / "huge"
    os.mkfifo(pipe)
    for file in (pipe, Path("/dev/zero")):
        status, _, err = run("verify", str(file), "-p", "POLICIES")
        assert (status, err.splitlines()[0]) == (2, f"error[U004]: `{file}` is no regular file")
    assert run("verify", str(tmp_path), "-p", "POLICIES")[0] == 2
    with huge.open("wb") as data:
        data.truncate(1 << 36)
    status, _, err = run("verify", str(huge), "-p", "POLICIES")
    assert (status, err) == (4, "error[F002]: the certificate is rejected: the certificate is too long\n")


@pytest.mark.parametrize(
    ("format_", "start"),
    [("html", "<!doctype html>"), ("markdown", "#"), ("mermaid", "flowchart TD\n"), ("dot", "digraph proof {\n")],
)
def test_proofs_are_drawn(run, format_: str, start: str) -> None:
    status, out, _ = run("why", "train_otter", "--format", format_, "-p", "POLICIES")
    assert status == 1
    assert out.lower().startswith(start.lower())
    assert len(run("why", "train_otter", "--full", "--format", format_, "-p", "POLICIES")[1]) > len(out)


def test_check(run, tmp_path: Path) -> None:
    status, out, err = run("check", "POLICIES")
    assert (status, out) == (0, "1 warning\n")
    assert "quotes of `alpaca_1` not verified" in err
    assert run("check", "POLICIES", "--strict")[0] == 2
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("derived_from alpaca ", "derived_frm alpaca "))
    status, out, err = run("check", str(tmp_path))
    assert (status, out) == (2, "1 error, 3 warnings\n")
    assert "world.licet:14:3" in err
    assert "  derived_frm alpaca" in err
    found = json.loads(run("check", str(tmp_path), "--format", "json")[1])["diagnostics"]
    assert [d["code"] for d in found if d["severity"] == "error"] == ["E204"]
    assert "::error file=world.licet,line=14" in run("check", str(tmp_path), "--format", "github")[1]
    assert json.loads(run("check", str(tmp_path), "--format", "sarif")[1])["version"] == "2.1.0"


def test_check_fix_writes_what_can_only_have_been_meant_and_offers_the_rest(run, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    mine = tmp_path / "mine.licet"
    mine.write_text("use mine “Mine”\n  on 2026/06/01;\n  derived_frm alpaca\n")
    status, out, err = run("check", "--fix", str(tmp_path), "--format", "json")
    assert (status, err) == (2, "mine.licet: 3 changes\n")
    assert mine.read_text() == 'use mine "Mine"\n  on 2026-06-01\n  derived_frm alpaca\n'
    assert {name: (tmp_path / name).read_text() for name in FILES} == FILES
    (found,) = [d for d in json.loads(out)["diagnostics"] if d["severity"] == "error"]
    assert found["code"] == "E204"


def test_what_was_meant_is_data_too(run, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("derived_from alpaca ", "derived_frm alpaca "))
    (found,) = [d for d in json.loads(run("check", str(tmp_path), "--format", "json")[1])["diagnostics"] if d["fix"]]
    assert found["fix"] == {"place": found["place"], "text": "derived_from", "safe": False}
    (log,) = json.loads(run("check", str(tmp_path), "--format", "sarif")[1])["runs"]
    (fix,) = [result["fixes"][0] for result in log["results"] if "fixes" in result]
    (change,) = fix["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "derived_from"}


def test_check_fix_needs_to_be_told_the_files(run) -> None:
    status, out, err = run("check", "--fix")
    assert (status, out) == (2, "")
    assert "`--fix` needs files" in err


def test_test(run, tmp_path: Path) -> None:
    assert run("test", "POLICIES")[:2] == (0, "1 passed\n")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("expect forbidden because alpaca_1.no_improving", "expect permitted"))
    status, out, _ = run("test", str(tmp_path))
    assert status == 1
    assert "the verdict is forbidden" in out
    assert '<testsuites name="licet" tests="1" failures="1"' in run("test", str(tmp_path), "--format", "junit")[1]
    assert run("test", str(tmp_path), "--format", "github")[1].startswith("::error file=world.licet")
    assert json.loads(run("test", str(tmp_path), "--format", "json")[1])["schema"] == "licet/1"


def test_fmt(run, tmp_path: Path) -> None:
    file = tmp_path / "a.licet"
    file.write_text("kind   a\nfact x(  y )\n")
    os.chmod(file, 0o640)
    status, out, _ = run("fmt", "--check", str(tmp_path))
    assert (status, out) == (1, "a.licet would change\n")
    status, out, _ = run("fmt", "--diff", str(file))
    assert status == 0
    assert "-kind   a\n-fact x(  y )\n+kind a\n+fact x(y)\n" in out
    assert run("fmt", "--check", "--diff", str(file))[0] == 1
    assert file.read_text() == "kind   a\nfact x(  y )\n"
    assert run("fmt", str(tmp_path)) == (0, "", "a.licet changed\n")
    assert file.read_text().startswith("kind a\n")
    assert file.stat().st_mode & 0o777 == 0o640
    assert run("fmt", str(tmp_path)) == (0, "", "")
    assert run("fmt", "--check", str(tmp_path)) == (0, "", "")
    assert run("fmt", "-", stdin="kind   b") == (0, "kind b\n", "")
    status, out, err = run("fmt", "-", stdin="kind kind kind")
    assert (status, out) == (2, "")
    assert "stdin:1:" in err


def test_fmt_goes_on_past_a_file_that_does_not_parse(run, tmp_path: Path) -> None:
    (tmp_path / "a.licet").write_text("kind kind kind\n")
    (tmp_path / "b.licet").write_text("kind   b\n")
    assert run("fmt", str(tmp_path))[0] == 2
    assert (tmp_path / "b.licet").read_text() == "kind b\n"


def test_a_fault_of_ours_asks_to_be_reported(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("something broke")

    monkeypatch.setattr(asked, "load_policies", broken)
    status, out, err = run("ask", "x")
    assert (status, out) == (4, "")
    assert "error[F001]: internal fault: RuntimeError: something broke" in err
    assert "please report this" in err
    assert "Traceback" not in err
    monkeypatch.setenv("LICET_DEBUG", "1")
    assert "Traceback" in run("ask", "x")[2]


def test_the_gravest_status() -> None:
    assert worst([]) is ExitStatus.YES
    assert worst([ExitStatus.YES, ExitStatus.UNDECIDED]) is ExitStatus.UNDECIDED
    assert worst([ExitStatus.UNDECIDED, ExitStatus.NO, ExitStatus.YES]) is ExitStatus.NO
    assert worst([ExitStatus.NO, ExitStatus.BAD_INPUT]) is ExitStatus.BAD_INPUT


def test_color_is_asked_for(run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in run("ask", "train_otter", "-p", "POLICIES", "--color", "always")[1]
    assert "\x1b[" not in run("ask", "train_otter", "-p", "POLICIES")[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("ask", "train_otter", "-p", "POLICIES")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("ask", "train_otter", "-p", "POLICIES")[1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run, shell: str) -> None:
    status, out, _ = run("completion", shell)
    assert status == 0
    assert "_LICET_COMPLETE" in out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("licet a", ["ask", "audit"]),
        ("licet what", ["what-if"]),
        ("licet ask -p POLICIES chat", ["chat_product"]),
        ("licet needs --policies POLICIES si", ["silent_chat"]),
        ("licet ask -p /no/such/folder chat", []),
        ("licet fmt --ch", ["--check"]),
    ],
)
def test_the_shell_completes(
    capsys: pytest.CaptureFixture[str],
    policies: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    expected: list[str],
) -> None:
    words = words.replace("POLICIES", str(policies))
    monkeypatch.setenv("_LICET_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    with pytest.raises(SystemExit) as ended:
        main([])
    out, err = capsys.readouterr()
    assert (ended.value.code, err) == (0, "")
    assert [line.partition(",")[2] for line in out.splitlines() if line] == expected


def test_help_has_examples(run) -> None:
    commands = ("ask", "why", "why-not", "what-if", "remedies", "needs", "query", "prove", "verify", "check", "test")
    commands += ("fmt", "repl", "duties", "proofs", "witnesses", "diff")
    out = run("--help")[1]
    assert all(f"  {c} " in out for c in commands)
    for command in commands:
        status, out, _ = run(command, "--help")
        assert status == 0
        assert f"  licet {command}" in out


def test_a_reader_that_goes_away_is_no_fault(policies: Path) -> None:
    code = "import sys; from licet.repl.cli.main import run; sys.exit(run())"
    command = [sys.executable, "-c", code, "query", "does(X, Y, _)", "-p", str(policies)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.slow
def test_a_name_that_a_shipped_test_gives_is_free_for_the_user(tmp_path: Path) -> None:
    path = tmp_path / "mine.licet"
    lines = ("by acme", "on 2023-10-15", "does use llama_2_13b", "not breaks_law")
    path.write_text("use product\n" + "".join(f"  {line}\n" for line in lines), encoding="utf-8")
    assert main(["ask", "--with", str(path), "product"]) == 0


def test_tables_are_written_as_csv(run) -> None:
    assert run("query", "X derived_from Y", "-p", "POLICIES", "--format", "csv") == (
        0,
        "X,Y,certainty\nalpaca_chat,alpaca,certain\n",
        "",
    )
    assert run("query", "X improves otter", "-p", "POLICIES", "--format", "csv")[1] == (
        "X,certainty\ntrain_otter,certain\njudge_otter,possible\n"
    )
    assert run("query", "otter is small", "-p", "POLICIES", "--format", "csv")[1] == "answer\ntrue\n"
    assert run("list", "terms", "-p", "POLICIES", "--format", "csv")[1] == (
        'term,readings,of\nimproves,"parameters, any_help",alpaca_1\n'
    )
    status, out, err = run("query", "X improvs otter", "-p", "POLICIES", "--format", "csv")
    assert (status, out) == (2, "")
    assert "improvs" in err
