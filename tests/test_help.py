"""The examples that `--help` shows are answered on the policies that come with Licet."""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path

import click
import pytest

from licet.repl.cli.commands import licet
from licet.repl.cli.main import main
from licet.repl.screen.statuses import ExitStatus

pytestmark = pytest.mark.slow

QUESTIONS = ("ask", "why", "why-not", "what-if", "remedies", "needs", "duties", "proofs", "witnesses", "query", "prove")
OWN_FILES = re.compile(r"\b(mine|my_use|policies)\b")


def helps() -> list[str]:
    context = click.Context(licet)
    commands = [licet, *(licet.get_command(context, name) for name in licet.list_commands(context))]
    return [f"{command.help}\n{command.epilog}" for command in commands if command is not None]


def examples() -> list[list[str]]:
    """The arguments of each example that asks a question and needs no files of one's own."""
    text = re.sub(r"\\\n +", "", "\n".join(helps()))
    lines = re.findall(r"^ +licet (.*?)(?: {3,}.*| > [a-z.]+)?$", text, re.MULTILINE)
    return [shlex.split(line) for line in lines if line.startswith(QUESTIONS) and not OWN_FILES.search(line)]


def test_each_question_has_an_example() -> None:
    assert {arguments[0] for arguments in examples()} == set(QUESTIONS)


@pytest.mark.parametrize("arguments", examples(), ids=" ".join)
def test_example(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status = main(arguments)
    assert (status in (ExitStatus.YES, ExitStatus.NO, ExitStatus.UNDECIDED), capsys.readouterr().err) == (True, "")


def test_the_session_example(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    [entry] = re.findall(r'echo "(.*?)" \| licet$', str(licet.epilog), re.MULTILINE)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{entry}\n"))
    assert main([]) == ExitStatus.YES
    assert capsys.readouterr().err == ""
