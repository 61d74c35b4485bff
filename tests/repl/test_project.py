"""Repositories of policies: `licet init`, the project file, and what the commands make of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

import licet
from licet.checks.project_folder import find_project
from licet.errors import PolicyError
from licet.knowledge.project import read_project
from licet.repl.cli.commands import licet as licet_command
from licet.repl.verbs.serve import loaded
from support.editing import project as on_nothing
from support.repositories import GIT

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test finds a repository: at one place, so that the same policies are compiled once."""
    return tmp_path_factory.mktemp("project") / "ours"


@pytest.fixture
def project(run, place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh repository that `licet init` has laid down, as the working folder."""
    folder = place
    shutil.rmtree(folder, ignore_errors=True)
    assert run("init", str(folder))[0] == 0
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project on nothing, with the small policy base, as the working folder: for what does not depend on the base."""
    folder = tmp_path / "small"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return on_nothing(folder)


def change(project: Path, old: str, new: str, file: str = "licet.toml") -> None:
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_init_lays_down_is_clean_and_answers(run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("lint") == (0, "nothing found\n", "")
    (project / "notes").mkdir()
    monkeypatch.chdir(project / "notes")
    assert run("test") == (0, "4 passed\n", "")
    status, out, _ = run("ask", "partner_chat")
    assert (status, "permitted\n  house_license.grant (1)" in out) == (0, True)


def test_init_overwrites_nothing(run, tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    mine = tmp_path / "policies" / "uses.licet"
    mine.write_text("# mine\n", encoding="utf-8")
    status, out, err = run("init", str(tmp_path))
    assert (status, out) == (2, "")
    assert "`policies/uses.licet` is there already, and nothing was written" in err
    assert mine.read_text(encoding="utf-8") == "# mine\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["policies"]


def test_init_leaves_nothing_half_written(run, tmp_path: Path) -> None:
    (tmp_path / "policies").write_text("a file where a folder is to be", encoding="utf-8")
    assert run("init", str(tmp_path))[0] == 2
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["policies"]


PRE_COMMIT = Path(sys.executable).parent / "pre-commit"


@pytest.mark.thorough
@pytest.mark.skipif(not PRE_COMMIT.exists(), reason="pre-commit is not installed")
def test_the_hooks_of_a_fresh_repository_hold_each_commit(project: Path, tmp_path: Path) -> None:
    path = f"{PRE_COMMIT.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **GIT, "PATH": path, "PRE_COMMIT_HOME": str(tmp_path / "hooks")}

    def ran(*command: str) -> tuple[int, str]:
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    ran("git", "init", "-qb", "main")
    assert ran("pre-commit", "install") == (0, "pre-commit installed at .git/hooks/pre-commit\n")
    ran("git", "add", ".")
    status, out = ran("git", "commit", "-m", "Begin")
    assert (status, re.findall(r"\.(Passed|Failed)", out)) == (0, ["Passed"] * 3), out
    change(project, "serves house_model", "serves   house_modle", "policies/uses.licet")
    status, out = ran("git", "commit", "-am", "Break it")
    assert (status, re.findall(r"\.(Passed|Failed)", out)) == (1, ["Failed"] * 3), out
    assert "nothing is called `house_modle`" in out
    assert ran("git", "log", "--format=%s")[1] == "Begin\n"


def test_the_hooks_for_other_repositories_are_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    context = click.Context(licet_command)
    for hook in hooks:
        program, verb, *arguments = hook["entry"].split()
        command = licet_command.get_command(context, verb)
        assert (program, command is not None) == ("licet", True)
        assert command is not None
        command.make_context(verb, [*arguments, *(["a.licet"] if hook.get("pass_filenames", True) else [])])
        assert re.search(hook["files"], "policies/uses.licet")
        assert not re.search(hook["files"], "README.md")
    ours = yaml.safe_load((ROOT / "repl" / "template" / "pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in ours["repos"][0]["hooks"]} <= {hook["id"] for hook in hooks}


def test_counsel_agrees_to_positions_and_to_what_is_accepted(project: Path) -> None:
    owners = (project / ".github" / "CODEOWNERS").read_text(encoding="utf-8")
    rows = [line.split() for line in owners.splitlines() if line and not line.startswith("#")]
    assert [path for path, owner in rows if owner == "@our-org/counsel"] == [
        "/policies/positions/",
        "/policies/accepted.licet",
    ]
    assert all(re.fullmatch(r"@[\w-]+/[\w-]+", owner) for _, owner in rows)
    assert [path for path, _ in rows if path.endswith("/") and not (project / path.strip("/")).is_dir()] == []
    adopting = [p for p in project.rglob("*.licet") if p.read_text(encoding="utf-8").startswith("# How contested")]
    assert [p.relative_to(project).as_posix() for p in adopting] == ["policies/positions/our_company.licet"]


def test_places_are_told_from_the_folder_of_the_project(run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(small, "trains otter", "trains ottar", "policies/world.licet")
    assert "::error file=policies/world.licet,line=37" in run("check", "--format", "github")[1]
    assert " --> policies/world.licet:37:10" in run("check")[2]
    assert " --> policies/world.licet:37:10" in run("check", "policies")[2]
    monkeypatch.chdir(small / "policies")
    assert " --> policies/world.licet:37:10" in run("check")[2]


@pytest.mark.usefixtures("project")
def test_what_is_named_in_a_project_stands_on_its_base(run) -> None:
    assert run("test", "policies")[:2] == (0, "4 passed\n")
    assert run("ask", "partner_chat", "-p", "policies")[0] == 0
    assert run("diff", "policies", "policies")[0] == 0


@pytest.mark.thorough
@pytest.mark.usefixtures("project")
def test_shipped_tests_run_only_when_asked_for(run) -> None:
    passed = int(run("test", "--shipped", "--only", "mit")[1].split()[0])
    assert passed > 3


def test_a_strict_check_fails_on_warnings(run, small: Path) -> None:
    assert run("check")[:2] == (0, "1 warning\n")
    change(small, 'base = "none"', 'strict_check = true\nbase = "none"')
    assert run("check")[:2] == (2, "1 warning\n")


def test_a_strict_project_presumes_nothing(run, small: Path) -> None:
    presumed = 'presumed relation leaked(use) "what it answers gets out"\n\nclause alpaca_1.leaks at "5"\n'
    (small / "policies" / "more.licet").write_text(f"{presumed}  forbids Use\n  when Use is leaked\n", encoding="utf-8")
    use = "by acme; on 2023-09-01; does use alpaca"
    assert run("ask", use)[0] == 0
    change(small, 'base = "none"', 'strict = true\nbase = "none"')
    assert run("ask", use)[0] == 3
    with pytest.raises(PolicyError):
        licet.open_project(small.parent)
    assert licet.open_project().ask(use).status is licet.Status.UNKNOWN
    assert loaded((), (), ()).ask(use).status is licet.Status.UNKNOWN
    assert run("prove", use, "-o", "proof.json")[0] == 0
    assert "unknown" in run("verify", "proof.json")[1]


def test_a_project_says_how_answers_are_shown(run, project: Path) -> None:
    change(project, 'color = "auto"', 'format = "json"')
    assert json.loads(run("ask", "partner_chat")[1])["status"] == "permitted"
    assert run("ask", "partner_chat", "--format", "text")[1].startswith("The partner answers")


def test_a_project_can_build_on_nothing(run, project: Path) -> None:
    change(project, 'base = "licet"', 'base = "none"')
    status, _, err = run("check")
    assert (status, "error[E216]" in err) == (2, True)


def test_an_empty_variable_turns_the_project_off(run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICET_PROJECT", "")
    assert "no use is called `partner_chat`" in run("ask", "partner_chat")[2]
    monkeypatch.setenv("LICET_PROJECT", str(project / "licet.toml"))
    monkeypatch.chdir(project.parent)
    assert run("ask", "partner_chat")[0] == 0


def test_a_certificate_does_not_depend_on_where_the_folder_is(
    run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, proved, _ = run("prove", "chat_product")
    (tmp_path / "proof.json").write_text(proved, encoding="utf-8")
    elsewhere = shutil.copytree(small, tmp_path / "elsewhere" / "theirs")
    for folder in (small / "policies", elsewhere / "policies"):
        monkeypatch.chdir(folder)
        assert run("prove", "chat_product")[1] == proved
    assert run("verify", str(tmp_path / "proof.json"))[0] == 0
    change(elsewhere, "does use alpaca_chat", "does use alpaca", "policies/world.licet")
    status, _, err = run("verify", str(tmp_path / "proof.json"))
    assert (status, "the policy files are not those it was made from" in err) == (4, True)


@pytest.mark.thorough
def test_a_name_that_a_shipped_test_gives_is_free(run, project: Path) -> None:
    use = 'use feedback_for_mistral "Ours"\n  by partner\n  on 2026-03-01\n  runs house_model\n'
    (project / "policies" / "more.licet").write_text(use, encoding="utf-8")
    assert run("ask", "feedback_for_mistral")[0] == 0
    assert run("test", "--shipped", "--only", "uses/*")[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ('base = "licet"', "base = licet", "E130", "invalid value"),
        ('base = "licet"', 'bas = "licet"', "E131", "`bas` means nothing in a project file"),
        ("strict = false", 'strict = "no"', "E132", "`strict` is `true` or `false`"),
        ('base = "licet"', 'base = "mine"', "E132", '`base` is `"licet"` or `"none"`'),
        ('policies = ["policies"]', 'policies = "policies"', "E132", "`policies` is a list of paths"),
        ('policies = ["policies"]', "", "E132", "a project says where its policies are"),
        ('policies = ["policies"]', 'policies = ["policys"]', "E133", "there is no `policys` beside the project file"),
        ('color = "auto"', 'colour = "auto"', "E131", "`colour` means nothing in a project file"),
        ('color = "auto"', 'color = "blue"', "E132", "`color` is `auto`, `always` or `never`"),
        ('color = "auto"', 'format = "xml"', "E132", "`format` is one of `text`, `json`"),
        ("[output]", "output = 3\n[other]", "E132", "`output` is a table"),
        ('licet = ">=', 'licet = ">=99', "E134", "the project expects Licet >=99"),
        ('licet = ">=', 'licet = "about ', "E132", "is no range of versions"),
    ],
)
def test_what_is_wrong_with_a_project_file_is_told_where_it_stands(
    run, project: Path, old: str, new: str, code: str, told: str
) -> None:
    change(project, old, new)
    for command in (("check",), ("ask", "partner_chat"), ("test",), ("list", "models"), ("fmt", "--check")):
        status, out, err = run(*command)
        assert (status, out, f"error[{code}]" in err, told in err, "licet.toml:" in err) == (2, "", True, True, True)


def test_several_mistakes_are_told_at_once(project: Path) -> None:
    change(project, "strict = false", "strict = 1\nstrikt = true")
    with pytest.raises(PolicyError) as told:
        read_project(project / "licet.toml")
    assert sorted(d.code for d in told.value.diagnostics) == ["E131", "E132"]


def test_a_project_is_not_looked_for_beyond_its_repository(project: Path) -> None:
    inner = project / "vendored" / "deep"
    inner.mkdir(parents=True)
    assert find_project(inner) == project / "licet.toml"
    (project / "vendored" / ".git").mkdir()
    assert find_project(inner) is None
