"""The command line reads policies that were compiled before, and then needs little else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from licet.checks.files import shipped_policies
from licet.repl.cli.main import main
from licet.repl.session.keeping import cache_folder, load_again

pytestmark = pytest.mark.slow

ASK = """
import sys
from licet.repl.cli.main import main
status = main(["ask", "distil_llama_2_into_mistral"])
print(*sys.modules, file=sys.stderr)
sys.exit(status)
"""
NEEDLESS = {
    "click",
    "licet.engine.code",
    "licet.engine.plan",
    "lark",
    "licet.checks.examine",
    "licet.grammar.parser",
    "licet.grammar.tokens",
    "licet.policy.kleene",
    "licet.policy.lowering",
    "licet.proof.prover",
    "licet.checks.texts",
}


def _ask(folder: Path, script: str = ASK, **environment: str) -> subprocess.CompletedProcess[str]:
    command, environment = [sys.executable, "-c", script], {**os.environ, **environment}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, timeout=120, cwd=folder
    )


def _keep_shipped(folder: Path) -> None:
    """Lay down what is kept of the shipped policies, without answers."""
    load_again([shipped_policies()])
    shutil.copytree(os.environ["LICET_CACHE"], folder, ignore=shutil.ignore_patterns("*.answers"), dirs_exist_ok=True)


def test_the_second_question_neither_parses_nor_checks(tmp_path: Path) -> None:
    _keep_shipped(tmp_path)
    first, second = (_ask(tmp_path, LICET_CACHE=str(tmp_path)) for _ in range(2))
    assert (first.returncode, second.returncode) == (1, 1)
    assert first.stdout == second.stdout
    assert not NEEDLESS & set(second.stderr.split())


def test_a_question_of_policies_that_are_not_kept_parses_and_checks_and_keeps_nothing(
    policies: Path, tmp_path: Path
) -> None:
    (tmp_path / "licet.toml").write_text(f'base = "none"\npolicies = ["{policies.as_posix()}"]\n', encoding="utf-8")
    script = ASK.replace("distil_llama_2_into_mistral", "train_otter")
    run = _ask(tmp_path, script, LICET_CACHE="", HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))
    assert run.returncode == 1
    unused = {"licet.grammar.tokens", "licet.proof.prover"}
    assert set(run.stderr.split()) | unused >= NEEDLESS
    assert [path.name for path in tmp_path.iterdir()] == ["licet.toml"]


OPEN = """
import sys
from licet.repl.prompt.answering import open_answering
from licet.repl.prompt.surroundings import Surroundings
from licet.repl.screen.terminal import Terminal
answering = open_answering([], Terminal())
print(*sys.modules, file=sys.stderr)
print(answering.answer("ask distil_llama_2_into_mistral", Surroundings(), Terminal(), 20).text)
"""


def _modules(script: str) -> set[str]:
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "forbidden" in run.stdout
    return set(run.stderr.split())


def test_neither_door_to_a_verb_makes_the_other_pay() -> None:
    session = {"licet.repl.session.session", "licet.repl.session.scratch", "licet.repl.session.command_table"}
    load_again([shipped_policies()])
    command, opened = (_modules(script) for script in (ASK, OPEN))
    assert "licet.repl.verbs.verdicts" in command
    assert not command & (session | {"wcwidth", "prompt_toolkit"})
    assert opened >= session
    assert not opened & {"click", "licet.repl.cli.asked", "licet.repl.verbs.ask"}


def test_the_folder_is_the_named_one_or_among_the_caches_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LICET_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.setenv("LICET_CACHE", "")
    assert cache_folder() is None
    monkeypatch.delenv("LICET_CACHE")
    found = cache_folder()
    assert found is not None
    assert found.name.lower() == "licet"


def test_policies_load_without_a_folder(monkeypatch: pytest.MonkeyPatch, policies: Path) -> None:
    monkeypatch.setenv("LICET_CACHE", "")
    loaded = load_again([policies])
    assert ("chat_product" in loaded.knowledge.vocabulary.entities, loaded.entry) == (True, None)


@pytest.mark.parametrize(
    "uses", [("acme_chat_product",), ("label_features_for_safety", "distil_llama_2_into_mistral"), ("nobody",), ("",)]
)
def test_a_question_without_options_has_the_answer_of_one_with_options(
    uses: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    plain = main(["ask", *uses]), capsys.readouterr()
    parsed = main(["ask", *uses, "--color", "auto"]), capsys.readouterr()
    assert plain == parsed


@pytest.mark.thorough
def test_answers_are_kept_by_every_way_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep_shipped(tmp_path)
    monkeypatch.setenv("LICET_CACHE", str(tmp_path))
    before = b""
    for arguments in (
        ("ask", "acme_chat_product"),
        ("ask", "distil_llama_2_into_mistral", "--color", "never"),
        ("why", "acme_chat_product"),
        ("query", "Model descends_from llama_2_70b"),
    ):
        main(arguments)
        known = next(tmp_path.glob("*.answers")).read_bytes()
        assert known != before
        before = known
