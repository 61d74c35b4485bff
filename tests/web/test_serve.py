"""`licet serve` before it serves: what is wrong with how it is called, or with where it shall listen."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from licet.repl.cli.main import main
from licet.repl.screen.statuses import ExitStatus


def test_a_package_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["serve"]) == ExitStatus.BAD_INPUT
    assert "pip install licet[web]" in capsys.readouterr().err


@pytest.mark.parametrize("token", ["", "a/b", "a b", "ä", "../x", "a?b"])
def test_a_token_that_no_address_can_have_is_refused(token: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--token", token]) == ExitStatus.BAD_INPUT
    assert "the token has other characters" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(policies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port, "-p", str(policies)]) == ExitStatus.BAD_INPUT
    assert f"cannot listen at 127.0.0.1:{port}" in capsys.readouterr().err


def test_policies_with_errors_are_told_before_anything_is_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrong.licet").write_text("nonsense\n")
    assert main(["serve", "-p", str(tmp_path)]) == ExitStatus.BAD_INPUT
    assert "error[" in capsys.readouterr().err
