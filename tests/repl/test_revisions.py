"""What `licet diff` and `licet recheck` make of repositories that are not as one would wish."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from support.repositories import Repository

Run = Callable[..., tuple[int, str, str]]
P = ("-p", "policies")
CONFLICT = "<<<<<<< HEAD\n# ours\n=======\n# theirs\n>>>>>>> topic\n"


def refused(run: Run, *arguments: str) -> str:
    status, out, err = run(*arguments)
    assert (status, out, "Traceback" in err) == (2, "", False)
    assert err.startswith("error[")
    return err


@pytest.fixture
def project(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The repository with a project file, which brings its own vocabulary."""
    monkeypatch.delenv("LICET_PROJECT")
    (repository.folder / "licet.toml").write_text('base = "none"\npolicies = ["policies"]\n')
    repository.commit("A project")
    return repository


@pytest.mark.slow
def test_a_project_is_compared_as_it_was(run: Run, project: Repository) -> None:
    project.change("> 700 million\n", "> 500 million\n")
    out = run("diff")[1]
    assert "clause alpaca_1.many_users changed: stricter  policies/alpaca.licet:18\n" in out
    project.git("mv", "policies", "rules")
    (project.folder / "licet.toml").write_text('base = "none"\npolicies = ["rules"]\n')
    project.commit("Another folder")
    assert "rules/alpaca.licet:18" in run("diff", "HEAD~1", "HEAD", "--exact")[1]


@pytest.mark.usefixtures("project")
def test_a_revision_from_before_the_project_says_so(run: Run) -> None:
    err = refused(run, "diff", "HEAD~1", "--exact")
    assert "has no `licet.toml`" in err
    assert "name the folder with --policies" in err


def test_a_project_file_that_is_broken_in_a_revision_is_told(run: Run, project: Repository) -> None:
    (project.folder / "licet.toml").write_text("policies = [")
    project.commit("Broken")
    (project.folder / "licet.toml").write_text('base = "none"\npolicies = ["policies"]\n')
    err = refused(run, "diff", "HEAD")
    assert "error[U004]: `licet.toml` in `" in err
    assert "compare with a revision in which it is whole" in err
    project.commit("Mended")
    (project.folder / "licet.toml").write_text(CONFLICT)
    assert "E130" in refused(run, "diff", "HEAD")


def test_a_project_that_is_a_submodule_is_a_repository_of_its_own(
    run: Run, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = tmp_path / "outer"
    subprocess.run(["git", "init", "-q", str(outer)], check=True)
    add = ["git", "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repository.folder), "inner"]
    subprocess.run(add, cwd=outer, check=True)
    monkeypatch.chdir(outer / "inner")
    assert run("diff", *P)[0] == 0
    monkeypatch.chdir(outer)
    subprocess.run(["git", "commit", "-qm", "with a submodule"], check=True)
    err = refused(run, "diff", "HEAD", "HEAD", "-p", "inner/policies")
    assert "is a submodule in `HEAD`" in err or "has no policy files" in err


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ['quo"te.licet', "new\nline.licet", "-dash.licet", "ünï çode.licet", "$(touch hacked).licet", "`x`.licet"]
)
def test_hostile_names_of_files_are_names(run: Run, repository: Repository, name: str) -> None:
    (repository.folder / "policies" / name).write_text("organization more\n")
    repository.commit("two")
    for format_ in ("text", "markdown", "github", "gitlab", "sarif", "junit", "html", "json"):
        status, out, err = run("diff", "HEAD~1", "HEAD", *P, "--format", format_)
        assert (status in (0, 1), err) == (True, "")
        assert "more" in out or format_ in ("github", "gitlab", "sarif")
    assert run("diff", "HEAD", *P)[::2] == (0, "")
    assert not Path("hacked").exists()


def test_a_name_that_is_no_text_is_a_name(run: Run, repository: Repository) -> None:
    with open(os.fsencode(repository.folder / "policies") + b"/\xff\xfe.licet", "w") as file:
        file.write("organization more\n")
    repository.commit("two")
    status, out, _ = run("diff", "HEAD~1", "HEAD", *P, "--format", "json")
    assert (status, '"name": "more"' in out) == (1, True)


def test_a_conflict_is_named_by_its_file_and_side(run: Run, repository: Repository) -> None:
    repository.world.write_text(repository.world.read_text() + CONFLICT)
    assert "a merge conflict is left in `policies/world.licet` in the working tree" in refused(run, "diff", *P)
    repository.commit("left in")
    err = refused(run, "diff", "HEAD~1", "HEAD", *P)
    assert "a merge conflict is left in `policies/world.licet` in `HEAD`" in err
    assert "resolve it, then compare again" in err


def test_a_binary_in_the_working_tree_is_told(run: Run, repository: Repository) -> None:
    (repository.folder / "policies" / "picture.licet").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    err = refused(run, "diff", *P)
    assert "E122" in err
    assert "picture.licet" in err
    (repository.folder / "policies" / "picture.licet").unlink()
    (repository.folder / "policies" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    assert run("diff", *P)[0] == 0


def test_a_folder_that_is_called_like_a_policy_file(run: Run, repository: Repository) -> None:
    (repository.folder / "policies" / "folder.licet").mkdir()
    (repository.folder / "policies" / "folder.licet" / "more.licet").write_text("organization more\n")
    assert "entity more added" in run("diff", *P)[1]


def test_a_file_that_is_deleted_is_what_its_statements_were(run: Run, repository: Repository) -> None:
    repository.commit_file("policies/more.licet", "organization more\n")
    (repository.folder / "policies" / "more.licet").unlink()
    assert "entity more removed" in run("diff", *P)[1]
    repository.git("rm", "-rq", "--cached", "policies")
    for file in (repository.folder / "policies").glob("*"):
        file.unlink()
    assert "error[" in refused(run, "diff", *P)


def test_a_detached_worktree_of_a_bare_repository_is_compared(
    run: Run, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("clone", "-q", "--bare", ".", "../bare.git")
    bare = repository.folder.parent / "bare.git"
    subprocess.run(["git", "worktree", "add", "-q", "--detach", "../apart", "main"], cwd=bare, check=True)
    monkeypatch.chdir(bare)
    assert "this repository is bare" in refused(run, "diff", "main")
    monkeypatch.chdir(bare.parent / "apart")
    (bare.parent / "apart" / "policies" / "more.licet").write_text("organization more\n")
    assert "entity more added" in run("diff", *P)[1]


def test_a_damaged_repository_is_told(run: Run, repository: Repository) -> None:
    (repository.folder / ".git" / "HEAD").write_text("nonsense\n")
    assert "error[U004]" in refused(run, "diff", *P)


# --- The same for receipts ---


def receipt(run: Run) -> None:
    Path("receipts").mkdir()
    assert run("ask", "train_otter", *P, "--receipt", "receipts/one.json")[2] == ""


def test_receipts_are_asked_again_where_git_or_the_commit_is_not_to_be_had(
    run: Run, repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    receipt(run)
    repository.change("overrides grant\n  when Use improves Model\n", "overrides grant\n  when Use improves alpaca\n")
    whole = run("recheck", "receipts", *P)[1]
    assert "no longer" in whole
    (repository.folder / ".git").rename(tmp_path / "away")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository.folder.parent))
    without = run("recheck", "receipts", *P)
    assert (without[0], without[2]) == (1, "")
    assert "train_otter: looser" in without[1]
    assert "no longer" not in without[1]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run("recheck", "receipts", *P) == without
    Path("receipts/one.json").unlink()
    assert run("ask", "train_otter", *P, "--receipt", "receipts/one.json")[2] == ""


def test_a_commit_of_a_receipt_is_a_hash_and_no_option(run: Run, repository: Repository) -> None:
    receipt(run)
    path = Path("receipts/one.json")
    head = repository.git("rev-parse", "HEAD")
    repository.change("overrides grant\n  when Use improves Model\n", "overrides grant\n  when Use improves alpaca\n")
    for commit in ("--upload-pack=touch hacked", "main", "HEAD~1", "$(touch hacked)"):
        path.write_text(path.read_text().replace(head, commit))
        head = commit
        assert "error[E631]" in run("recheck", "receipts", *P)[2]
    assert not Path("hacked").exists()


def test_a_conflict_in_a_receipt_or_in_the_policies_is_told(run: Run, repository: Repository) -> None:
    receipt(run)
    path = Path("receipts/one.json")
    text = path.read_text()
    path.write_text(CONFLICT + text)
    assert "error[E631]: `receipts/one.json` is no JSON" in run("recheck", "receipts", *P)[2]
    path.write_text(text)
    repository.world.write_text(repository.world.read_text() + CONFLICT)
    assert "world.licet" in refused(run, "recheck", "receipts", *P)


def test_a_receipt_outlives_a_rename_of_files_and_a_shallow_clone(
    run: Run, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt(run)
    repository.git("mv", "policies/alpaca.licet", "policies/other.licet")
    repository.commit("two")
    assert run("recheck", "receipts", *P)[:2] == (0, "1 receipt has the same answer\n")
    repository.change("> 700", "> 600", repository.folder / "policies" / "other.licet")
    repository.commit("three")
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", "../shallow")
    monkeypatch.chdir(repository.folder.parent / "shallow")
    assert run("recheck", "receipts", *P)[:2] == (0, "1 receipt has the same answer\n")
