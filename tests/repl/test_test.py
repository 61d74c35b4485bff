"""`licet test`: which tests it runs, what it shows of those that fail, and what they cover."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from support.session_policies import FILES, laid_down

Run = Callable[..., tuple[int, str, str]]

MORE = """\
license other_1 "Another license"

clause other_1.grant at "1"
  permits Use

model wren "Wren"
  licensed_under other_1
  not undisclosed_lineage

test "wrens sing"
  given use singing
    - by acme
    - on 2023-09-01
    - does use wren
  expect permitted of singing because other_1.grant

test "many users are not granted"
  given organization many
    - monthly_users 2023-06 = 800 million
    - not express_grant alpaca_1
  given use popular
    - by many
    - on 2023-09-01
    - does use alpaca
  expect not granted of popular because alpaca_1.many_users
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    (folder / "policies").mkdir(parents=True)
    laid_down(folder / "policies")
    (folder / "policies" / "more.licet").write_text(MORE)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LICET_PROJECT", "")
    return folder


def titles(out: str) -> list[str]:
    return [test["title"] for test in json.loads(out)["tests"]]


@pytest.mark.usefixtures("folder")
def test_tests_are_chosen_by_title_license_and_file(run: Run) -> None:
    def chosen(*options: str) -> list[str]:
        return titles(run("test", "policies", "--format", "json", *options)[1])

    assert len(chosen()) == 3
    assert chosen("--license", "other_1") == ["wrens sing", "many users are not granted"]
    assert chosen("--license", "other_1", "--only", "many") == ["many users are not granted"]
    assert chosen("--file", "policies/world.licet") == ["training is forbidden, chatting is not"]
    assert chosen("--file", "more.licet", "--only", "wrens") == ["wrens sing"]


@pytest.mark.usefixtures("folder")
def test_a_license_that_is_not_declared_and_a_file_without_tests_are_misuse(run: Run) -> None:
    status, _, err = run("test", "policies", "--license", "other_2")
    assert status == 2
    assert "no license is called `other_2`" in err
    assert "other_1" in err
    assert run("test", "policies", "--file", "vocabulary.licet")[0] == 2


def test_a_failure_shows_the_proof_of_what_came_instead(run: Run, folder: Path) -> None:
    world = folder / "policies" / "world.licet"
    world.write_text(world.read_text().replace("expect forbidden because", "expect permitted because"))
    status, out, _ = run("test", "policies")
    assert status == 1
    assert "the verdict is forbidden because of `alpaca_1.no_improving`, not permitted" in out
    assert "proof: forbidden" in out
    assert "“You will not use the Materials to improve any other model.”" in " ".join(out.split())
    (failed,) = [t for t in json.loads(run("test", "policies", "--format", "json")[1])["tests"] if not t["passed"]]
    (came,) = failed["instead"]
    assert came["verdict"]["status"] == "forbidden"
    assert came["proofs"]


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_several_processes_say_what_one_says(run: Run) -> None:
    alone = run("test", "policies", "--coverage", "--all", "--jobs", "1")
    assert run("test", "policies", "--coverage", "--all", "--jobs", "2") == alone


@pytest.mark.usefixtures("folder")
def test_coverage_tells_what_no_test_tries_and_can_be_asked_to_fail(run: Run) -> None:
    status, out, _ = run("test", "policies", "--coverage")
    assert status == 0
    assert "coverage: " in out
    assert "  100.0%  5 of 5 clauses bite\n" in out
    assert "no answer turns on reading any_help of improves" in out
    assert "`Model descends_from alpaca` never holds" in out
    assert run("test", "policies", "--coverage", "--fail-under", "99")[0] == 1
    document = json.loads(run("test", "policies", "--coverage", "--format", "json")[1])["coverage"]
    assert document["biting"] == {"tried": 5, "count": 5}
    assert document["since"] is None


def git(folder: Path, *arguments: str) -> None:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    named = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(
        ["git", *named, *arguments], cwd=folder, env={**os.environ, **quiet}, check=True, capture_output=True
    )


@pytest.fixture
def repository(folder: Path) -> Path:
    git(folder, "init", "-qb", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    return folder


def test_only_what_a_change_can_make_fail_is_run(run: Run, repository: Path) -> None:
    assert run("test", "policies", "--changed-since", "HEAD")[:2] == (0, "0 passed\n")
    license = repository / "policies" / "alpaca.licet"
    license.write_text(FILES["alpaca.licet"].replace("> 700 million\n", "> 900 million\n"))
    status, out, _ = run("test", "policies", "--changed-since", "HEAD", "--format", "json")
    assert status == 1
    assert titles(out) == ["many users are not granted"]
    assert run("test", "policies", "--changed-since", "nowhere")[0] == 2


def test_a_new_test_is_run_and_so_is_one_that_asks_for_what_a_rule_says(run: Run, repository: Path) -> None:
    world = repository / "policies" / "world.licet"
    world.write_text(world.read_text() + '\ntest "chats descend"\n  expect that alpaca_chat descends_from alpaca\n')
    shown = run("test", "policies", "--changed-since", "HEAD", "--format", "json")[1]
    assert titles(shown) == ["chats descend"]
    git(repository, "commit", "-qam", "two")
    world.write_text(world.read_text().replace("derived_from alpaca ", "derived_from otter "))
    shown = run("test", "policies", "--changed-since", "HEAD", "--format", "json")[1]
    assert titles(shown) == ["chats descend"]


def test_the_coverage_of_a_change_is_of_its_clauses_alone(run: Run, repository: Path) -> None:
    license = repository / "policies" / "alpaca.licet"
    license.write_text(
        FILES["alpaca.licet"].replace(
            "term improves", 'clause no_sale at "5"\n  forbids Use\n  when Use is sale\n\nterm improves'
        )
    )
    vocabulary = repository / "policies" / "vocabulary.licet"
    vocabulary.write_text(FILES["vocabulary.licet"] + '\nrelation sale(use) "money is asked for"\n')
    status, out, _ = run("test", "policies", "--changed-since", "HEAD", "--coverage")
    assert status == 0
    assert "coverage of what changed since HEAD: 50.0%" in out
    assert "clause alpaca_1.no_sale never bites" in out
    assert "many_users" not in out
    assert run("test", "policies", "--changed-since", "HEAD", "--coverage", "--fail-under", "60")[0] == 1
