"""What runs in pull requests: the scripts that `licet init` lays down and the actions use, in local repositories."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.comment_server import Comments, serving
from support.repositories import GIT, Repository

ROOT = Path(__file__).parent.parent.parent
TEMPLATE = ROOT / "repl" / "template"
PAGE = ROOT / "docs" / "pull_requests.md"
BIN = Path(sys.executable).parent
MARKER = "<!-- licet diff -->"
NOTHING = f"{MARKER}\n### Licet: no change of answers\n"
SOMETHING = f"{MARKER}\n### Licet: 1 allows more\n\nüñí\n"

Compared = Callable[..., subprocess.CompletedProcess[str]]


# --- Compare ---


@pytest.fixture
def pull_request(repository: Repository) -> Repository:
    """A branch `topic` that allows less, and a main branch that went on meanwhile."""
    repository.git("checkout", "-qb", "topic")
    repository.change("> 700 million\n", "> 500 million\n")
    repository.commit("Move the threshold")
    repository.git("checkout", "-q", "main")
    repository.change("requires notice of Use to distribute as covenant", "requires notice of Use to copy as covenant")
    repository.commit("Meanwhile")
    return repository


def checkout(repository: Repository, monkeypatch: pytest.MonkeyPatch, *options: str) -> Path:
    """What `actions/checkout` makes of a pull request: a clone at the merge of its branch, and no branch beside it."""
    repository.git("checkout", "-q", "--detach", "main")
    repository.git("merge", "-q", "--no-edit", "topic")
    repository.git("update-ref", "refs/pull/7/merge", "HEAD")
    repository.git("checkout", "-q", "main")
    folder = repository.folder.parent / "checkout"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for arguments in (
        ("init", "-q"),
        ("remote", "add", "origin", f"file://{repository.folder}"),
        ("fetch", "-q", "--no-tags", *options, "origin", "+refs/pull/7/merge:refs/remotes/pull/7/merge"),
        ("checkout", "-q", "--detach", "refs/remotes/pull/7/merge"),
    ):
        subprocess.run(["git", *arguments], check=True, env={**os.environ, **GIT})
    return folder


@pytest.fixture
def compared(tmp_path: Path) -> Compared:
    """Runs compare.sh as a job does, without a token."""

    def compared(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        here = {name: value for name, value in os.environ.items() if "TOKEN" not in name}
        here |= {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LICET_POLICIES": "policies"}
        here |= {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "GITHUB_OUTPUT": str(tmp_path / "output")}
        command = ["bash", str(TEMPLATE / "compare.sh"), *arguments]
        return subprocess.run(command, env={**here, **environment}, capture_output=True, text=True, check=False)

    return compared


def outputs(tmp_path: Path) -> dict[str, str]:
    lines = (tmp_path / "output").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("options", [("--depth=1",), ()], ids=["shallow", "whole"])
def test_a_pull_request_is_compared_whatever_was_fetched(
    pull_request: Repository,
    monkeypatch: pytest.MonkeyPatch,
    compared: Compared,
    tmp_path: Path,
    options: tuple[str, ...],
) -> None:
    folder = checkout(pull_request, monkeypatch, *options)
    done = compared(GITHUB_BASE_REF="main", GITHUB_ACTIONS="true")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("::warning file=policies/alpaca.licet,line=18,")
    assert outputs(tmp_path) == {"status": "0", "changed": "true", "folder": "licet-review"}
    summary = (tmp_path / "summary.md").read_text()
    assert "now refuses organizations with 500,000,001 to 700,000,000 monthly users" in summary
    assert "notice_kept" not in summary
    assert MARKER not in summary
    written = {path.name: path.read_text() for path in (folder / "licet-review").iterdir()}
    assert written["comment.md"].startswith(f"{MARKER}\n### Licet: 1 allows less")
    assert written.keys() == {
        *("summary.md", "comment.md", "review.html", "changes.json", "changes.sarif", "junit.xml", "quality.json"),
        "errors.txt",
    }
    assert all(text for name, text in written.items() if name != "errors.txt")


@pytest.mark.slow
def test_what_it_fails_on_is_chosen(
    pull_request: Repository, monkeypatch: pytest.MonkeyPatch, compared: Compared
) -> None:
    checkout(pull_request, monkeypatch)
    assert compared(GITHUB_BASE_REF="main", LICET_FAIL_ON="warn").returncode == 1
    assert compared(GITHUB_BASE_REF="main", LICET_FAIL_ON="never").returncode == 0


@pytest.mark.slow
def test_what_is_left_open_fails_nothing(repository: Repository, compared: Compared, tmp_path: Path) -> None:
    repository.change("40 thousand   per", "unknown   per", repository.world)
    repository.commit("Nobody knows")
    assert compared("HEAD~1").returncode == 0
    assert outputs(tmp_path)["status"] == "3"


def test_a_push_is_compared_with_the_commit_before(repository: Repository, compared: Compared, tmp_path: Path) -> None:
    (repository.folder / "notes").write_text("nothing of policies")
    repository.commit("two")
    assert compared().returncode == 0
    assert outputs(tmp_path)["changed"] == "false"
    assert (repository.folder / "licet-review" / "comment.md").read_text().startswith(NOTHING)


def test_a_base_that_cannot_be_had_is_told_in_the_summary(
    pull_request: Repository, monkeypatch: pytest.MonkeyPatch, compared: Compared, tmp_path: Path
) -> None:
    checkout(pull_request, monkeypatch, "--depth=1")
    pull_request.folder.rename(pull_request.folder.parent / "away")
    done = compared(GITHUB_BASE_REF="main")
    assert (done.returncode, outputs(tmp_path)["status"]) == (2, "2")
    summary = (tmp_path / "summary.md").read_text()
    assert summary.startswith("### Licet: the policies could not be compared\n\n    error[U004]: there is no revision")
    assert "`git fetch --unshallow`" in summary
    assert "there is no revision `origin/main`" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ['x";touch${IFS}hacked;"', "$(touch${IFS}hacked)", "`touch${IFS}hacked`", "--help"])
def test_a_hostile_name_of_a_branch_is_a_name(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, compared: Compared, name: str
) -> None:
    repository.git("update-ref", f"refs/heads/{name}", "HEAD")
    repository.git("checkout", "-qb", "topic")
    repository.commit_file("policies/more.licet", "organization more\n")
    repository.git("checkout", "-q", "main")
    folder = checkout(repository, monkeypatch, "--depth=1")
    done = compared(GITHUB_BASE_REF=name)
    assert done.returncode == 0, done.stderr
    assert "entity more added" in done.stdout
    assert not (folder / "hacked").exists()


@pytest.mark.slow
def test_errors_of_the_policies_are_told_in_the_summary(
    repository: Repository, compared: Compared, tmp_path: Path
) -> None:
    repository.change("Use improves Model", "Use improvs Model")
    repository.commit("two")
    assert compared("HEAD~1").returncode == 2
    assert "improvs" in (tmp_path / "summary.md").read_text()


@pytest.mark.slow
def test_the_action_runs_the_script_that_init_lays_down(
    pull_request: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    checkout(pull_request, monkeypatch, "--depth=1")
    path = ROOT / ".github" / "actions" / "compare"
    (step,) = [step for step in steps(path / "action.yml") if step.get("id") == "compare"]
    here = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LICET_CACHE": str(tmp_path / "cache")}
    here |= {"LICET_PROJECT": "", "GITHUB_ACTION_PATH": str(path), "GITHUB_OUTPUT": str(tmp_path / "output")}
    here |= {"GITHUB_BASE_REF": "main", "BASE": "", "LICET_POLICIES": "policies", "LICET_FAIL_ON": "warn"}
    assert {*step["env"]} <= here.keys()
    assert subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], env=here, check=False).returncode == 1
    assert outputs(tmp_path) == {"status": "1", "changed": "true", "folder": "licet-review"}


# --- Comment ---


@pytest.fixture
def comments() -> Iterator[Comments]:
    with serving() as found:
        yield found


def commented(comments: Comments, folder: Path, text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs comment.py as the second workflow does."""
    (folder / "comment.md").write_text(text, encoding="utf-8")
    here = {"GITHUB_API_URL": comments.url, "GITHUB_REPOSITORY": "o/r", "GITHUB_TOKEN": "secret", "no_proxy": "*"}
    command = [sys.executable, str(TEMPLATE / "comment.py"), str(folder / "comment.md"), "7"]
    return subprocess.run(command, env={**here, **environment}, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_one_comment_is_written_and_then_written_anew(comments: Comments, tmp_path: Path) -> None:
    assert commented(comments, tmp_path, NOTHING).stdout == "nothing changes, and there is no comment\n"
    assert comments.all == []
    assert commented(comments, tmp_path, SOMETHING).stdout == "the comment is written\n"
    assert commented(comments, tmp_path, SOMETHING).stdout == "the comment says so already\n"
    other = SOMETHING.replace("1 allows", "2 allows")
    assert commented(comments, tmp_path, other).stdout == "the comment is written anew\n"
    assert commented(comments, tmp_path, NOTHING).stdout == "the comment is written anew\n"
    assert [one["body"] for one in comments.all] == [NOTHING]


def test_the_action_comments_if_there_is_something_to_say(comments: Comments, tmp_path: Path) -> None:
    path = ROOT / ".github" / "actions" / "comment"
    (step,) = [step for step in steps(path / "action.yml") if "run" in step]
    here = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "GITHUB_API_URL": comments.url, "no_proxy": "*"}
    here |= {"GITHUB_REPOSITORY": "o/r", "GITHUB_TOKEN": "secret", "NUMBER": "7"}
    here |= {"GITHUB_ACTION_PATH": str(path), "FOLDER": str(tmp_path)}
    assert {*step["env"]} <= here.keys()
    for text in (None, SOMETHING):
        if text is not None:
            (tmp_path / "comment.md").write_text(text, encoding="utf-8")
        subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], env=here, check=True)
    assert [one["body"] for one in comments.all] == [SOMETHING]


def test_what_somebody_else_wrote_is_left_alone(comments: Comments, tmp_path: Path) -> None:
    others = [f"{MARKER}\nI was here first", "<!-- another marker -->\n"]
    comments.add(others[0], "User")
    comments.add(others[1], "Bot")
    assert commented(comments, tmp_path, SOMETHING).stdout == "the comment is written\n"
    assert [one["body"] for one in comments.all] == [
        f"{MARKER}\nI was here first",
        "<!-- another marker -->\n",
        SOMETHING,
    ]


def test_a_comment_far_down_is_found(comments: Comments, tmp_path: Path) -> None:
    for number in range(250):
        comments.add(f"talk {number}", "User")
    comments.add(SOMETHING)
    assert commented(comments, tmp_path, NOTHING).stdout == "the comment is written anew\n"
    assert len(comments.all) == 251
    assert [method for method, _ in comments.asked] == ["GET", "GET", "GET", "PATCH"]


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_refusal_is_told(comments: Comments, tmp_path: Path, status: int) -> None:
    comments.refusal = status
    done = commented(comments, tmp_path, SOMETHING)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"GitHub refuses it: {status}" in done.stderr
    assert ("`permissions: pull-requests: write`" in done.stderr) is (status < 500)
    assert "secret" not in done.stderr


def test_without_a_token_it_says_that_forks_have_none(comments: Comments, tmp_path: Path) -> None:
    done = commented(comments, tmp_path, SOMETHING, GITHUB_TOKEN="")
    assert (done.returncode, comments.asked) == (1, [])
    assert "a pull request from a fork has none" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no marker", "is no comment of Licet"),
        (f"{MARKER} @everybody\n", "is no comment of Licet"),
        (f"{MARKER}\n" + "x" * 65_536, "more than 65535 characters"),
    ],
)
def test_what_is_no_comment_of_ours_is_not_written(comments: Comments, tmp_path: Path, text: str, said: str) -> None:
    done = commented(comments, tmp_path, text)
    assert (done.returncode, comments.asked, said in done.stderr) == (1, [], True)


def test_a_server_that_does_not_answer_is_told(comments: Comments, tmp_path: Path) -> None:
    done = commented(comments, tmp_path, SOMETHING, GITHUB_API_URL="http://127.0.0.1:9")
    assert (done.returncode, "GitHub does not answer" in done.stderr) == (1, True)


# --- The files themselves ---

OURS = ROOT / ".github" / "workflows"
WORKFLOWS = sorted([*OURS.glob("*.yml"), TEMPLATE / "workflow.yml", TEMPLATE / "comment.yml"])
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))


def read(path: Path) -> dict[Any, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    found = read(path)
    jobs = found["jobs"].values() if "jobs" in found else [found["runs"]]
    return [step for job in jobs for step in job["steps"]]


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_step_has_a_value_of_a_pull_request_in_its_script(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "run" in step and "${{" in step["run"]] == []


@pytest.mark.parametrize("path", [p for p in WORKFLOWS if "workflow_run" in p.read_text()], ids=lambda path: path.name)
def test_who_may_comment_runs_nothing_of_the_pull_request(path: Path) -> None:
    found = read(path)
    assert found["permissions"] == {"actions": "read", "contents": "read", "pull-requests": "write"}
    (job,) = found["jobs"].values()
    assert "head_repository.full_name == github.repository" in job["if"]
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout")]
    assert [step["with"]["ref"] for step in checkouts] == ["${{ github.event.repository.default_branch }}"]


@pytest.mark.parametrize(
    "path", [p for p in WORKFLOWS if "pull_request" in read(p).get(True, {})], ids=lambda path: path.name
)
def test_what_runs_for_a_pull_request_may_only_read(path: Path) -> None:
    assert read(path)["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in path.read_text()


def test_the_names_that_the_workflows_share_are_the_same() -> None:
    pairs = (
        (TEMPLATE / "workflow.yml", TEMPLATE / "comment.yml"),
        (OURS / "policies.yml", OURS / "policies-comment.yml"),
    )
    for compute, comment in pairs:
        assert read(comment)[True]["workflow_run"]["workflows"] == [read(compute)["name"]]
    inputs = {path.parent.name: read(path)["inputs"] for path in ACTIONS}
    assert inputs["compare"]["artifact"]["default"] == inputs["comment"]["artifact"]["default"]


@pytest.mark.slow
@pytest.mark.skipif(not (BIN / "check-jsonschema").exists(), reason="check-jsonschema is not installed")
def test_actions_and_workflows_fit_the_schemas() -> None:
    for schema, paths in (("github-workflows", WORKFLOWS), ("github-actions", ACTIONS)):
        command = [str(BIN / "check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def gitlab() -> str:
    """The pipeline that the page about pull requests shows."""
    (found,) = re.findall(r"^```yaml gitlab\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.skipif(not (BIN / "check-jsonschema").exists(), reason="check-jsonschema is not installed")
def test_the_pipeline_for_gitlab_fits_its_schema(tmp_path: Path) -> None:
    (tmp_path / "pipeline.yml").write_text(gitlab(), encoding="utf-8")
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", str(tmp_path / "pipeline.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_pipeline_for_gitlab_makes_what_it_reports(pull_request: Repository) -> None:
    base = pull_request.git("merge-base", "main", "topic")
    pull_request.git("checkout", "-q", "topic")
    shutil.copytree(TEMPLATE, pull_request.folder / ".github" / "licet")
    job = yaml.safe_load(gitlab())["policies"]
    script = [line for line in job["script"] if not line.startswith(("pip ", "licet fmt", "licet check"))]
    script = [line.replace("licet test", "licet test policies") for line in script]
    here = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LICET_POLICIES": "policies"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(script)],
        cwd=pull_request.folder,
        env={**here, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    reports = job["artifacts"]["reports"]
    for name in (*job["artifacts"]["paths"], reports["codequality"], *reports["junit"]):
        assert (pull_request.folder / name).stat().st_size > 0
    (issue,) = [
        issue
        for issue in json.loads((pull_request.folder / reports["codequality"]).read_text())
        if issue["location"]["path"] == "policies/alpaca.licet"
    ]
    assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
    assert (issue["severity"], issue["location"]["lines"]["begin"]) == ("major", 18)


SHELLCHECK = shutil.which("shellcheck", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")


@pytest.mark.skipif(SHELLCHECK is None, reason="shellcheck is not installed")
def test_shellcheck_has_nothing_to_say(tmp_path: Path) -> None:
    assert SHELLCHECK is not None
    scripts = [TEMPLATE / "compare.sh", ROOT / ".ci" / "run"]
    for number, step in enumerate(step for path in [*WORKFLOWS, *ACTIONS] for step in steps(path) if "run" in step):
        scripts.append(tmp_path / f"{number}.sh")
        scripts[-1].write_text(f"#!/usr/bin/env bash\n{step['run']}\n")
    done = subprocess.run([SHELLCHECK, *map(str, scripts)], capture_output=True, text=True, check=False)
    assert done.stdout == ""
