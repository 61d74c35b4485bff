"""The command line reads policies that were compiled before, and then needs little else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from licet.checks.files import shipped_policies
from licet.repl.session.keeping import cache_folder, load_again

pytestmark = pytest.mark.slow

ASK = """
import sys
from licet.repl.cli.main import main
status = main(["ask", "distil_llama_2_into_mistral"])
print(*sorted(name for name in sys.modules if name.startswith(("lark", "licet."))), file=sys.stderr)
sys.exit(status)
"""
NEEDLESS = {
    "lark",
    "licet.checks.examine",
    "licet.grammar.parser",
    "licet.grammar.tokens",
    "licet.logic.join",
    "licet.policy.kleene",
    "licet.policy.lowering",
    "licet.proof.prover",
    "licet.checks.texts",
}


def _ask(cache: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LICET_CACHE": cache}
    command = [sys.executable, "-c", ASK]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)


def test_the_second_question_neither_parses_nor_checks(tmp_path: Path) -> None:
    first, second = _ask(str(tmp_path / "cache")), _ask(str(tmp_path / "cache"))
    assert (first.returncode, second.returncode) == (1, 1)
    assert first.stdout == second.stdout
    assert set(first.stderr.split()) | {"licet.grammar.tokens", "licet.logic.join", "licet.proof.prover"} >= NEEDLESS
    assert not NEEDLESS & set(second.stderr.split())


OPEN = """
import sys
from licet.repl.prompt.answering import open_answering
from licet.repl.prompt.surroundings import Surroundings
from licet.repl.screen.terminal import Terminal
answering = open_answering([], Terminal())
print(*sys.modules, file=sys.stderr)
print(answering.answer("ask distil_llama_2_into_mistral", Surroundings(), Terminal(), 20).text)
"""


def _modules(script: str, cache: str) -> set[str]:
    environment = {**os.environ, "LICET_CACHE": cache}
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert "forbidden" in run.stdout
    return set(run.stderr.split())


def test_neither_door_to_a_verb_makes_the_other_pay(tmp_path: Path) -> None:
    session = {"licet.repl.session.session", "licet.repl.session.scratch", "licet.repl.session.command_table"}
    command, opened = (_modules(script, str(tmp_path / "cache")) for script in (ASK, OPEN))
    assert "licet.repl.verbs.ask" in command
    assert not command & (session | {"wcwidth", "prompt_toolkit"})
    assert opened >= session
    assert not opened & {"click", "licet.repl.cli.asked", "licet.repl.verbs.ask"}


def test_nothing_is_kept_where_no_folder_is_named(tmp_path: Path) -> None:
    environment = {**os.environ, "LICET_CACHE": "", "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", ASK]
    run = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=120, cwd=tmp_path)
    assert run.returncode == 1
    assert not list(tmp_path.iterdir())


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


def test_policies_load_without_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICET_CACHE", "")
    assert "distil_llama_2_into_mistral" in load_again([shipped_policies()]).vocabulary.entities
