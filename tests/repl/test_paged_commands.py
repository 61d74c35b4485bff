"""Commands that write by themselves, in a terminal with a pager."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

BROKEN = "".join(f"fact nothing_like_it_{n}(acme)\n" for n in range(12))
CODE = "import sys\nfrom licet.repl.cli.main import run\nsys.argv[0] = 'licet'\nrun()\n"


def shown(arguments: list[str], folder: Path) -> str:
    """What a terminal of 24 rows shows whose pager marks its lines."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "LICET_PAGER": "sed s/^/PAGED:/", "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "80"}
    command = [sys.executable, "-c", CODE, *arguments]
    running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=folder)
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    running.wait(timeout=60)
    return b"".join(parts).decode()


@pytest.fixture
def folder(tmp_path: Path, policies: Path) -> Path:
    (tmp_path / "broken.licet").write_text(BROKEN)
    (tmp_path / "base").symlink_to(policies)
    return tmp_path


@pytest.mark.slow
def test_what_check_finds_is_paged_and_its_count_stands_below(folder: Path) -> None:
    text = shown(["check", "base", "--with", "broken.licet"], folder)
    assert "PAGED:" in text
    assert "\nPAGED:error[E204]" in text.replace("\r", "")
    assert text.rstrip().endswith("12 errors, 1 warning")
    assert "PAGED:" not in shown(["check", "base", "--with", "broken.licet", "--no-pager"], folder)


@pytest.mark.slow
def test_what_is_short_is_not_paged(folder: Path) -> None:
    assert "PAGED:" not in shown(["check", "base"], folder)


@pytest.mark.slow
def test_what_a_certificate_proves_is_paged_where_it_is_long(folder: Path) -> None:
    given = [word for n in range(30) for word in ("--assume", f'organization one_{n} "One of {n}"')]
    shown(["prove", "chat_product", "-p", "base", *given, "-o", "proof.json"], folder)
    text = shown(["verify", "proof.json", "-p", "base"], folder)
    assert "PAGED:" in text
    assert "PAGED:" not in shown(["verify", "proof.json", "-p", "base", "--no-pager"], folder)
