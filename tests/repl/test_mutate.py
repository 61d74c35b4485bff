"""`licet mutate`: the survivors with the tests that are missing, what is accepted, and a score that may only rise."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from support.session_policies import FILES, laid_down

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    (folder / "policies").mkdir(parents=True)
    laid_down(folder / "policies")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LICET_PROJECT", "")
    return folder


def change(folder: Path, old: str, new: str) -> None:
    license = folder / "policies" / "alpaca.licet"
    text = license.read_text()
    assert old in text
    license.write_text(text.replace(old, new))


def missing_of(out: str) -> str:
    """The test that is shown to paste."""
    lines = [line.removeprefix("    ") for line in out.splitlines() if line.startswith("    ") or not line]
    text = "\n".join(lines).strip("\n")
    return text[text.index('test "') :] + "\n"


def test_a_survivor_is_shown_as_the_test_that_is_missing_and_that_test_notices_it(run: Run, folder: Path) -> None:
    threshold = ("mutate", "policies", "--kind", "M108")
    status, out, _ = run(*threshold)
    assert status == 1
    assert "says `>=` instead of `>` in `monthly_users(Org, 2023-06) > 700 million`" in out
    assert "1 mutant: 1 survived\nscore: 0.0%\n" in out
    (folder / "policies" / "missing.licet").write_text(missing_of(out))
    assert run("check", "policies")[0] == 0
    assert run("fmt", "--check", "policies/missing.licet")[0] == 0
    assert run("test", "policies")[:2] == (0, "2 passed\n")
    assert run(*threshold)[:2] == (0, "1 mutant: 1 noticed by a test\nscore: 100.0%\n")
    change(folder, "> 700 million", ">= 700 million")
    assert run("test", "policies")[0] == 1


def test_a_survivor_is_accepted_in_place_with_a_reason(run: Run, folder: Path) -> None:
    change(
        folder,
        "  when Use by Org\n",
        '  # licet: allow M108, M106 because "who has that many knows"\n  when Use by Org\n',
    )
    status, out, _ = run("mutate", "policies", "--kind", "M108", "--all")
    assert status == 0
    assert "because who has that many knows" in out
    change(folder, ' because "who has that many knows"', "")
    assert run("mutate", "policies", "--kind", "M108", "--tests", "0")[0] == 1


@pytest.mark.slow
def test_the_score_may_only_rise(run: Run, folder: Path) -> None:
    scored = ("mutate", "policies", "--tests", "0", "--score", "score.json")
    status, _, err = run(*scored)
    assert status == 2
    assert "`score.json` has no score of one mutant in 1" in err
    assert run(*scored, "--write")[0] == 0
    assert json.loads(Path("score.json").read_text())["1"]["killed"] > 0
    status, out, _ = run(*scored)
    assert status == 0
    assert "no lower than" in out
    world = folder / "policies" / "world.licet"
    world.write_text(FILES["world.licet"].partition("test ")[0])
    status, out, _ = run(*scored)
    assert status == 1
    assert "the score is lower than" in out
    Path("score.json").write_text("[]")
    assert run(*scored)[0] == 2


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_mutants_are_chosen_and_told_as_data(run: Run) -> None:
    status, out, _ = run("mutate", "policies", "--license", "alpaca_1", "--kind", "M103", "--format", "json")
    assert status == 1
    found = json.loads(out)
    assert found["type"] == "mutants"
    assert {m["code"] for m in found["mutants"]} == {"M103"}
    assert all(m["test"] is None or m["test"].startswith("test ") for m in found["mutants"])
    one, other = (
        json.loads(run("mutate", "policies", "--sample", "3", "--tests", "0", "--format", "json")[1]) for _ in "ab"
    )
    assert one == other
    assert 0 < len(one["mutants"]) < 20
    assert run("mutate", "policies", "--license", "alpaca_2")[0] == 2
    assert run("mutate", "policies", "--file", "world.licet")[0] == 2
    assert run("mutate", "policies", "--write")[0] == 2
    assert run("mutate", "policies", "--fail-under", "0", "--tests", "0")[0] == 0


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_several_processes_find_what_one_finds(run: Run) -> None:
    alone = run("mutate", "policies", "--all", "--jobs", "1", "--kind", "M103", "--kind", "M101")
    assert run("mutate", "policies", "--all", "--jobs", "2", "--kind", "M103", "--kind", "M101") == alone


def git(folder: Path, *arguments: str) -> None:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    named = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    environment = {**os.environ, **quiet}
    subprocess.run(["git", *named, *arguments], cwd=folder, env=environment, check=True, capture_output=True)


def test_only_statements_that_changed_are_mutated_in_a_diff(run: Run, folder: Path) -> None:
    git(folder, "init", "-qb", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    assert run("mutate", "policies", "--in-diff", "HEAD")[:2] == (0, "no mutants of what changed since HEAD\n")
    change(
        folder,
        "  overrides grant\n  when Use improves Model\n",
        "  overrides grant, notice_kept\n  when Use improves Model\n",
    )
    out = json.loads(run("mutate", "policies", "--in-diff", "HEAD", "--tests", "0", "--format", "json")[1])
    assert {m["name"] for m in out["mutants"]} == {"alpaca_1.no_improving"}
    assert out["since"] == "HEAD"
