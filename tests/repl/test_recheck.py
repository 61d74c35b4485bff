"""`licet ask --receipt` and `licet recheck`: receipts on disk, in a repository of small policies."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from support.repositories import Repository
from support.view_policies import BREAKOUT

Run = Callable[..., tuple[int, str, str]]
P = ("-p", "policies")
CHAT = "by acme; on 2023-09-01; does use alpaca"


def asked(run: Run, use: str, file: str = "receipts/one.json", *options: str) -> dict[str, object]:
    """The receipt of an answer, as it was written."""
    Path(file).parent.mkdir(exist_ok=True)
    _, out, err = run("ask", use, *P, "--receipt", file, *options)
    assert (bool(out), err) == (True, "")
    found: dict[str, object] = json.loads(Path(file).read_text())
    return found


def test_a_receipt_names_the_commit_and_whether_the_policies_are_as_they_are_there(
    run: Run, repository: Repository
) -> None:
    head = repository.git("rev-parse", "HEAD")
    (repository.folder / "notes.txt").write_text("not a policy")
    policies = asked(run, "chat_product")["policies"]
    assert isinstance(policies, dict)
    assert (policies["commit"], policies["clean"]) == (head, True)
    repository.change("> 700 million\n", "> 600 million\n")
    other = asked(run, "chat_product", "receipts/two.json")["policies"]
    assert isinstance(other, dict)
    assert (other["commit"], other["clean"]) == (head, False)
    assert other["digest"] != policies["digest"]


def test_policies_in_no_repository_have_a_digest_alone(
    run: Run, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(run, "chat_product")["policies"]
    apart = tmp_path / "apart"
    (repository.folder / "policies").rename(tmp_path / "moved")
    apart.mkdir()
    (tmp_path / "moved").rename(apart / "policies")
    monkeypatch.chdir(apart)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    second = asked(run, "chat_product")["policies"]
    assert isinstance(first, dict)
    assert second == {"digest": first["digest"], "commit": None, "clean": None}


@pytest.mark.usefixtures("repository")
def test_the_certificate_is_what_prove_writes(run: Run) -> None:
    receipt = asked(run, "train_otter", "receipts/one.json", "--reading", "any_help of improves")
    assert run("prove", "train_otter", *P, "--reading", "any_help of improves", "-o", "proof.json")[0] == 0
    assert receipt["certificate"] == hashlib.sha256(Path("proof.json").read_bytes()).hexdigest()


@pytest.mark.usefixtures("repository")
def test_receipts_of_inline_questions_files_and_facts_are_asked_again(run: Run) -> None:
    asked(run, CHAT)
    Path("mine.licet").write_text(
        "use mine\n  by newcomer\n  on 2023-09-01\n  does use alpaca\norganization newcomer\n"
    )
    more = asked(
        run, "mine", "receipts/two.json", "--with", "mine.licet", "--assume", "newcomer express_grant alpaca_1"
    )
    assert isinstance(more["asked"], dict)
    assert all(part in more["asked"]["given"] for part in ("use mine", "organization newcomer", "express_grant"))
    Path("mine.licet").unlink()
    assert run("recheck", "receipts", *P)[:2] == (0, "2 receipts have the same answer\n")


@pytest.mark.usefixtures("repository")
def test_a_text_on_the_standard_input_is_given(run: Run) -> None:
    status, _, err = run("ask", "chat_product", *P, "--with", "-", "--receipt", "r.json", stdin="organization more\n")
    assert (status, err) == (0, "")
    assert "organization more" in Path("r.json").read_text()


@pytest.mark.usefixtures("repository")
def test_a_receipt_is_not_written_over_and_is_of_one_use(run: Run) -> None:
    asked(run, "chat_product")
    before = Path("receipts/one.json").read_bytes()
    status, out, err = run("ask", "train_otter", *P, "--receipt", "receipts/one.json")
    assert (status, out) == (2, "")
    assert "error[U004]: `receipts/one.json` is there already" in err
    assert Path("receipts/one.json").read_bytes() == before
    assert "a receipt is of one use" in run("ask", "train_otter", "chat_product", *P, "--receipt", "r.json")[2]
    assert "`nowhere/r.json` cannot be written" in run("ask", "train_otter", *P, "--receipt", "nowhere/r.json")[2]


def test_what_changed_is_told_with_the_steps_of_the_proof(run: Run, repository: Repository) -> None:
    asked(run, CHAT, "receipts/chat.json")
    asked(run, "train_otter", "receipts/train.json")
    repository.change("> 700 million\n", "> 10 thousand\n")
    repository.change("  unless express_grant(Org, alpaca_1)\n", "")
    repository.commit("two")
    status, out, _ = run("recheck", "receipts", *P)
    assert status == 1
    assert out.startswith(f"ERR  receipts/chat.json: {CHAT}: stricter\n     permitted -> not granted\n")
    assert "     because of alpaca_1.grant (1) -> alpaca_1.many_users (3)\n" in out
    (step,) = [line for line in out.splitlines() if line.startswith("     new: ")]
    assert "(3)" in step or "many_users" in step
    assert out.endswith("1 receipt has the same answer, 1 not\n")


@pytest.mark.slow
def test_levels_are_chosen_and_undecided_has_its_own_status(run: Run, repository: Repository) -> None:
    asked(run, "train_otter")
    repository.change("overrides grant\n  when Use improves Model\n", "overrides grant\n  when Use improves alpaca\n")
    statuses = [run("recheck", "receipts", *P, "--fail-on", level)[0] for level in ("info", "warn", "err", "never")]
    assert statuses == [1, 0, 0, 0]
    Path("receipts/one.json").unlink()
    asked(run, "chat_product")
    repository.change("40 thousand   per", "unknown   per", repository.world)
    statuses = [run("recheck", "receipts", *P, "--fail-on", level)[0] for level in ("info", "warn", "err", "never")]
    assert statuses == [1, 1, 3, 3]


def test_documents_and_comments_say_the_same(run: Run, repository: Repository) -> None:
    asked(run, CHAT)
    same = run("recheck", "receipts", *P, "--format", "markdown")[1]
    assert same.startswith("<!-- licet recheck -->\n### Licet: every receipt holds\n")
    repository.change("permits Use to use, copy, distribute", "permits Use to copy")
    document = json.loads(run("recheck", "receipts", *P, "--format", "json")[1])
    assert (document["type"], document["count"], document["same"], document["level"]) == ("recheck", 1, 0, "ERR")
    page = run("recheck", "receipts", *P, "--format", "markdown")[1]
    assert "### Licet: 1 of 1 receipts have another answer\n" in page
    assert "permitted → not granted" in page


def test_an_altered_receipt_is_found_out_by_the_commit_that_it_names(run: Run, repository: Repository) -> None:
    asked(run, "train_otter")
    path = Path("receipts/one.json")
    path.write_text(path.read_text().replace('"status": "forbidden"', '"status": "permitted"'))
    repository.change("> 700 million\n", "> 600 million\n")
    _, out, _ = run("recheck", "receipts", *P)
    assert "ERR  receipts/one.json: train_otter: unconfirmed\n" in out
    assert "the policies it names were found" in out


@pytest.mark.usefixtures("repository")
def test_one_broken_receipt_hides_no_other(run: Run) -> None:
    asked(run, "chat_product")
    Path("receipts/a.json").write_text("{")
    Path("receipts/b.json").write_text('{"schema": "licet/2", "type": "receipt"}')
    Path("receipts/c.txt").write_text("no receipt, and not meant to be one")
    Path("receipts/deep").mkdir()
    Path(f"receipts/deep/{BREAKOUT.replace('/', '_').replace(chr(10), ' ')[:60]}.json").write_text("[]")
    status, out, err = run("recheck", "receipts", *P)
    assert status == 2
    assert "1 receipt has the same answer\n3 files are no receipt that can be read\n" in out
    assert [code in err for code in ("error[E631]", "error[E632]", "error[E633]", "Traceback")] == [True] * 3 + [False]
    document = json.loads(run("recheck", "receipts", *P, "--format", "json")[1])
    assert [found["code"] for found in document["unreadable"]] == ["E631", "E633", "E632"]
    page = run("recheck", "receipts", *P, "--format", "markdown")[1]
    assert "<script" not in page


@pytest.mark.usefixtures("repository")
def test_what_cannot_be_read_is_told(run: Run) -> None:
    Path("empty").mkdir()
    os.mkfifo("pipe.json")
    for path, said in (("nowhere", "`nowhere` is not there"), ("empty", "`empty` has no receipts")):
        status, out, err = run("recheck", path, *P)
        assert (status, out, said in err) == (2, "", True)
    status, _, err = run("recheck", "pipe.json", *P)
    assert (status, "`pipe.json` is no regular file" in err) == (2, True)
