"""`licet diff`: what a change of policies means, between revisions and the working tree of small repositories."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from support.repositories import Repository
from support.session_policies import laid_down

Run = Callable[..., tuple[int, str, str]]
P = ("-p", "policies")


# --- What a change means ---


def test_a_moved_threshold_says_whom_it_refuses_now(run: Run, repository: Repository) -> None:
    repository.change("> 700 million\n", "> 500 million\n")
    status, out, _ = run("diff", *P)
    assert status == 1
    assert "WARN clause alpaca_1.many_users changed: stricter  policies/alpaca.licet:18\n" in out
    assert "now refuses organizations with 500,000,001 to 700,000,000 monthly users (2023-06)\n" in out
    assert "  monthly_users 2023-06 = 500_000_001\n" in out
    assert "needs monthly_users(silent, 2023-06) at 700 million -> monthly_users(silent, 2023-06) at 500" in out


def test_a_test_that_is_gone_is_named(run: Run, repository: Repository) -> None:
    world = repository.folder / "policies" / "world.licet"
    text = world.read_text()
    world.write_text(text[: text.index('test "')])
    status, out, _ = run("diff", *P)
    assert status == 0
    assert 'test "training is forbidden, chatting is not" removed; no answer hangs on it\n' in out
    assert "what else is stated is the same" in out


def test_another_adopted_reading_is_told_with_what_it_makes_of_a_contested_answer(
    run: Run, repository: Repository
) -> None:
    position = repository.folder / "policies" / "position.licet"
    position.write_text('adopt reading any_help of improves\n  for acme\n  by "counsel" on 2023-02-01\n')
    repository.commit("what we hold")
    position.write_text(position.read_text().replace("any_help", "parameters"))
    status, out, _ = run("diff", *P, "--fail-on", "err")
    assert status == 1
    assert "ERR  use judge_otter: looser" in out
    assert "contested, forbidden for acme -> contested, permitted for acme\n" in out


@pytest.mark.slow
def test_the_witness_can_be_pasted_and_has_the_answers_that_it_is_said_to_have(
    run: Run, repository: Repository
) -> None:
    repository.change("> 700 million\n", "> 500 million\n")
    document = json.loads(run("diff", *P, "--format", "json")[1])
    (statement,) = document["statements"]
    assert statement["exhausted"] is True
    repository.git("worktree", "add", "-q", "--detach", "../old", "HEAD")
    for witness in statement["witnesses"]:
        Path("witness.licet").write_text(witness["text"])
        for answer, folder in (("after", "policies"), ("before", "../old/policies")):
            out = run("ask", witness["use"], "-p", folder, "--with", "witness.licet", "--format", "json")[1]
            assert json.loads(out)["status"] == witness[answer]


def test_an_exception_to_a_prohibition_is_looser_and_shown(run: Run, repository: Repository) -> None:
    relation = 'relation is_research(use) "is for research"\n'
    vocabulary = repository.folder / "policies" / "vocabulary.licet"
    vocabulary.write_text(vocabulary.read_text() + "\n" + relation)
    repository.commit("a word for research")
    repository.change("  when Use improves Model\n", "  when Use improves Model\n  unless is_research(Use)\n")
    status, out, _ = run("diff", *P)
    assert status == 1
    assert "ERR  clause alpaca_1.no_improving changed: looser" in out
    assert "`Use is is_research`" in out or "is_research" in out
    assert "now permits uses such as the one below" in out
    assert "  is_research\n" in out or "  is is_research\n" in out


def test_order_layout_and_comments_change_nothing(run: Run, repository: Repository) -> None:
    repository.change(
        "  when Use by Org\n   and monthly_users", "  # the month\n  when Use by Org\n   and monthly_users"
    )
    assert run("diff", *P)[0] == 0
    repository.change(
        "  when Use by Org\n   and monthly_users(Org, 2023-06) > 700 million",
        "  when monthly_users(Org, 2023-06) > 700 million\n   and Use by Org",
    )
    status, out, _ = run("diff", *P)
    assert status == 0
    assert "reworded" in out
    assert "changes no answer" in out


def test_conditions_that_say_the_same_are_proved_to_change_nothing(run: Run, repository: Repository) -> None:
    none_of = "   and none of\n    - express_grant(Org, alpaca_1)\n  end"
    repository.change("  unless express_grant(Org, alpaca_1)", none_of)
    status, out, _ = run("diff", *P)
    assert status == 0
    assert "changes no answer: it comes to the same rules and facts" in out
    assert "no verdict changes, proved" in out
    repository.change(none_of, none_of.replace("    - express", "    - express_grant(Org, alpaca_1)\n    - express"))
    status, out, _ = run("diff", *P)
    assert status == 0
    assert "changes no answer: its conditions hold in the same cases" in out
    assert "no verdict changes, proved" in out


def test_quotes_and_notes_are_told_from_what_they_say(run: Run, repository: Repository) -> None:
    repository.change('note "invented for tests"', 'note "made up"')
    status, out, _ = run("diff", *P)
    assert status == 0
    assert "license alpaca_1 reworded" in out


def test_a_use_that_came_or_went_is_told(run: Run, repository: Repository) -> None:
    used = 'use undated_chat "A chat product without a day"\n  by '
    repository.change(f"{used}acme", f"{used.replace('undated_chat', 'other_chat')}silent", repository.world)
    _, out, _ = run("diff", *P)
    assert "not declared -> unknown" in out
    assert "unknown -> not declared" in out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("many_users", "over_700_million"),
        ("alpaca_1", "alpaca_license"),
        ("improves", "betters"),
        ("acme", "acme_corp"),
    ],
)
def test_a_name_that_is_replaced_everywhere_is_followed(run: Run, repository: Repository, old: str, new: str) -> None:
    for file in (repository.folder / "policies").glob("*.licet"):
        file.write_text(re.sub(rf"\b{old}\b", new, file.read_text()))
    status, out, _ = run("diff", *P)
    assert status == 0
    assert re.search(rf"{old}` is called `(alpaca_1\.)?{new}` now, and says the same", out)
    assert "no verdict changes, proved" in out or "what else is stated is the same" in out


def test_a_name_that_is_a_symbol_too_is_not_followed(run: Run, repository: Repository) -> None:
    vocabulary = repository.folder / "policies" / "vocabulary.licet"
    vocabulary.write_text(vocabulary.read_text() + "\nrelation tagged(use, symbol)\n")
    world = repository.folder / "policies" / "world.licet"
    world.write_text(world.read_text() + '\norganization rival "Rival"\n')
    ban = '\nclause alpaca_1.no_rival at "5"\n  forbids Use\n  overrides grant\n  when Use tagged rival\n'
    world.write_text(world.read_text() + ban)
    repository.commit("a tag")
    world.write_text(world.read_text().replace("rival", "competitor").replace("no_competitor", "no_rival"))
    status, out, _ = run("diff", *P)
    assert status != 0
    assert "clause alpaca_1.no_rival changed" in out
    assert "is called" not in out


def test_a_rule_of_another_relation_is_no_other_name_of_it(run: Run, repository: Repository) -> None:
    vocabulary = repository.folder / "policies" / "vocabulary.licet"
    vocabulary.write_text(vocabulary.read_text() + "\nrelation weird(use)\nrelation strange(use)\n")
    world = repository.folder / "policies" / "world.licet"
    ban = '\nclause alpaca_1.no_weird at "5"\n  forbids Use\n  overrides grant\n  when weird(Use)\n'
    before = world.read_text()
    world.write_text(before + ban + "\nrule weird(Use)\n  when trains(Use, otter)\n")
    repository.commit("weird")
    world.write_text(
        before + ban.replace("when weird", "when strange") + "\nrule strange(Use)\n  when trains(Use, otter)\n"
    )
    status, out, _ = run("diff", *P)
    assert status != 0
    assert "is called" not in out
    assert "clause alpaca_1.no_weird changed" in out


@pytest.mark.parametrize(
    ("before", "after", "status", "level"), [("true", "false", 1, "ERR "), ("false", "true", 0, "WARN")]
)
def test_whether_a_project_presumes_is_told(
    run: Run, repository: Repository, before: str, after: str, status: int, level: str
) -> None:
    project = repository.folder / "licet.toml"
    project.write_text(f'base = "none"\npolicies = ["policies"]\nstrict = {before}\n')
    repository.commit("a project")
    project.write_text(f'base = "none"\npolicies = ["policies"]\nstrict = {after}\n')
    for format_ in ("text", "markdown", "html", "json", "sarif", "junit", "github"):
        found, out, _ = run("diff", "--fail-on", "err", "--format", format_)
        assert found == status
        assert "strict" in out or format_ == "json"
    assert f"{level} project: `strict` is" in run("diff")[1]


def test_whether_projects_presume_is_told_of_folders_too(run: Run, tmp_path: Path) -> None:
    for name, strict in (("old", "true"), ("new", "false")):
        (tmp_path / name / "policies").mkdir(parents=True)
        laid_down(tmp_path / name / "policies")
        (tmp_path / name / "licet.toml").write_text(f'base = "none"\npolicies = ["policies"]\nstrict = {strict}\n')
    folders = [str(tmp_path / name / "policies") for name in ("old", "new")]
    status, out, _ = run("diff", *folders, "--fail-on", "err")
    assert status == 1
    assert "ERR  project: `strict` is not set any more: looser" in out
    assert run("diff", *folders[::-1], "--fail-on", "err")[0] == 0


def test_a_name_that_is_replaced_along_with_a_change_is_followed(run: Run, repository: Repository) -> None:
    repository.change("alpaca_chat", "alpaca_talk", repository.world)
    repository.change("> 700 million\n", "> 500 million\n")
    _, out, _ = run("diff", *P)
    assert "`alpaca_chat` is called `alpaca_talk` now, and says the same" in out
    assert "entity alpaca_talk" not in out
    assert "now refuses organizations with 500,000,001 to 700,000,000" in out


# --- Levels ---


@pytest.mark.slow
def test_the_level_to_fail_on_is_chosen(run: Run, repository: Repository) -> None:
    repository.change("> 700 million\n", "> 500 million\n")
    assert run("diff", *P, "--fail-on", "warn")[0] == 1
    assert run("diff", *P, "--fail-on", "err")[0] == 0
    assert run("diff", *P, "--fail-on", "never")[0] == 0


@pytest.mark.slow
def test_an_accepted_change_is_one_line_and_weighs_nothing(run: Run, repository: Repository) -> None:
    repository.change("> 700 million\n", "> 900 million\n")
    document = json.loads(run("diff", *P, "--format", "json")[1])
    (statement,) = document["statements"]
    assert (statement["direction"], statement["level"]) == ("looser", "ERR")
    text = f'accept "{statement["fingerprint"]}" because "Asked for by counsel."\n'
    (repository.folder / "policies" / "accepted.licet").write_text(text)
    status, out, _ = run("diff", *P)
    assert status == 0
    assert "accepted, because Asked for by counsel." in out


@pytest.mark.slow
def test_a_fingerprint_survives_a_rebase(run: Run, repository: Repository) -> None:
    def fingerprint() -> str:
        document = json.loads(run("diff", "main", *P, "--format", "json")[1])
        (found,) = [s for s in document["statements"] if s["name"] == "alpaca_1.many_users"]
        return str(found["fingerprint"])

    repository.git("checkout", "-qb", "topic")
    repository.change("> 700 million\n", "> 900 million\n")
    repository.commit("two")
    first = fingerprint()
    repository.git("checkout", "-q", "main")
    repository.license.write_text("# Another line above.\n\n" + repository.license.read_text())
    repository.commit("three")
    repository.git("checkout", "-q", "topic")
    repository.git("rebase", "-q", "main")
    assert fingerprint() == first


def test_an_acceptance_of_nothing_is_said(run: Run, repository: Repository) -> None:
    (repository.folder / "policies" / "accepted.licet").write_text('accept "0123456789ab" because "Once."\n')
    assert 'accept "0123456789ab" is of nothing that changes here' in run("diff", *P)[1]


# --- Revisions ---


@pytest.mark.slow
def test_revisions_are_compared_where_the_one_left_the_other(run: Run, repository: Repository) -> None:
    repository.git("checkout", "-qb", "topic")
    repository.change("> 700 million\n", "> 500 million\n")
    repository.commit("on the branch")
    repository.git("checkout", "-q", "main")
    repository.change("requires notice of Use to distribute as covenant", "requires notice of Use to copy as covenant")
    repository.commit("meanwhile")
    for arguments in (("main", "topic"), ("main...topic",)):
        _, out, _ = run("diff", *arguments, *P)
        assert "clause alpaca_1.many_users changed" in out
        assert "clause alpaca_1.notice_kept" not in out
    for arguments in (("main", "topic", "--exact"), ("main..topic",)):
        assert "clause alpaca_1.notice_kept changed" in run("diff", *arguments, *P)[1]
    repository.git("checkout", "-q", "topic")
    _, out, _ = run("diff", "main...", *P)
    assert "clause alpaca_1.many_users changed" in out


@pytest.mark.slow
def test_what_was_compared_is_said_and_can_be_repeated(run: Run, repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.change("> 700 million\n", "> 500 million\n")
    second = repository.commit("two")
    _, out, _ = run("diff", "HEAD~1", "HEAD", *P)
    assert out.startswith(f"from HEAD~1 ({first[:10]}) to HEAD ({second[:10]})\n")
    (command,) = [line for line in out.splitlines() if line.startswith("to repeat it: ")]
    again = run(*command.removeprefix("to repeat it: ").split()[1:])
    assert again[1].splitlines()[1:] == out.splitlines()[1:]


def test_a_folder_below_and_a_linked_worktree_do(
    run: Run, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.change("> 700 million\n", "> 500 million\n")
    monkeypatch.chdir(repository.folder / "policies")
    assert "many_users" in run("diff")[1]
    monkeypatch.chdir(repository.folder)
    repository.git("worktree", "add", "-q", "--detach", "../apart", "HEAD")
    monkeypatch.chdir(repository.folder.parent / "apart")
    assert run("diff", "main", *P)[0] == 0


def test_a_renamed_file_changes_nothing(run: Run, repository: Repository) -> None:
    repository.git("mv", "policies/alpaca.licet", "policies/other.licet")
    status, out, _ = run("diff", *P)
    assert status == 0
    assert "what is stated is the same" in out


def test_a_file_on_one_side_only_is_what_its_statements_are(run: Run, repository: Repository) -> None:
    (repository.folder / "policies" / "more.licet").write_text('model llama "A llama"\n  licensed_under alpaca_1\n')
    _, out, _ = run("diff", *P)
    assert "entity llama added" in out


# --- What cannot be compared ---


def complaint(run: Run, *arguments: str) -> str:
    status, out, err = run("diff", *arguments, *P)
    assert (status, out) == (2, "")
    assert "Traceback" not in err
    return err


@pytest.mark.parametrize(
    "name", ["nosuch", "--nosuch", "main^{tree}x", "a b", "…", "refs/../x", "main@{99}", "$(touch x)"]
)
@pytest.mark.usefixtures("repository")
def test_a_revision_that_does_not_exist(run: Run, name: str) -> None:
    status, out, err = run("diff", *P, "--", name)
    assert (status, out) == (2, "")
    assert "Traceback" not in err
    assert f"there is no revision `{name}` in this repository" in err or ".." in name
    assert not Path("x").exists()


@pytest.mark.usefixtures("repository")
def test_a_folder_that_is_no_revision(run: Run) -> None:
    assert "`policies` is a folder and no revision" in complaint(run, "policies")


def test_a_shallow_clone(run: Run, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.change("> 700 million\n", "> 500 million\n")
    repository.commit("two")
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", "../shallow")
    monkeypatch.chdir(repository.folder.parent / "shallow")
    err = complaint(run, "HEAD~1")
    assert "there is no revision `HEAD~1`" in err
    assert "`git fetch --unshallow`" in err


def test_a_merge_conflict(run: Run, repository: Repository) -> None:
    repository.git("checkout", "-qb", "topic")
    repository.change("> 700 million\n", "> 500 million\n")
    repository.commit("two")
    repository.git("checkout", "-q", "main")
    repository.change("> 700 million\n", "> 900 million\n")
    repository.commit("three")
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("merge", "topic")
    assert "a merge conflict is left in `policies/alpaca.licet` in the working tree" in complaint(run)
    repository.commit("as it is")
    assert "a merge conflict is left in `policies/alpaca.licet` in `HEAD`" in complaint(run, "HEAD~1", "HEAD")


def test_a_link_and_a_submodule(run: Run, repository: Repository) -> None:
    (repository.folder / "policies" / "link.licet").symlink_to("alpaca.licet")
    repository.commit("a link")
    assert "`policies/link.licet` is a link in `HEAD`" in complaint(run)
    repository.git("rm", "-q", "policies/link.licet")
    head = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{head},policies/vendor")
    repository.git("commit", "-qm", "a submodule")
    assert "`policies/vendor` is a submodule in `HEAD`" in complaint(run, "HEAD", "HEAD")


def test_a_binary_file(run: Run, repository: Repository) -> None:
    (repository.folder / "policies" / "binary.licet").write_bytes(b"\x00\xff\xfe\x01")
    repository.commit("two")
    err = complaint(run, "HEAD", "HEAD~1", "--exact")
    assert "binary.licet" in err


def test_errors_of_one_side_are_told(run: Run, repository: Repository) -> None:
    repository.change("Use improves Model", "Use improvs Model")
    err = complaint(run)
    assert "improvs" in err
    assert "alpaca.licet" in err


def test_no_repository(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "plain"
    (folder / "policies").mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert "this folder belongs to no git repository" in complaint(run)


@pytest.mark.usefixtures("repository")
def test_no_git(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    err = complaint(run)
    assert "`git` is not installed" in err
    assert "compare two folders" in err


def test_a_revision_without_policies(run: Run, repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "empty")
    repository.git("rm", "-rqf", "--cached", ".")
    (repository.folder / "readme").write_text("nothing")
    repository.git("add", "readme")
    repository.git("commit", "-qm", "nothing")
    assert "`empty` has no policy files in `policies`" in complaint(run, "empty", "--exact")
    assert "have no common ancestor" in complaint(run, "main")


def test_a_repository_without_a_commit(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "new"
    (folder / "policies").mkdir(parents=True)
    monkeypatch.chdir(folder)
    subprocess.run(["git", "init", "-q"], check=True)
    assert "there is no revision `HEAD`" in complaint(run)
