from __future__ import annotations

import sys
from pathlib import Path

import pytest

from licet.repl.screen.pager import page, pager_of

LONG = "".join(f"line {n}\n" for n in range(40))


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({}, []),
        ({"PAGER": "less -R"}, ["less", "-R"]),
        ({"PAGER": "less", "LICET_PAGER": "most"}, ["most"]),
        ({"PAGER": "less", "LICET_PAGER": ""}, []),
        ({"PAGER": "cat"}, []),
        ({"PAGER": "less", "TERM": "dumb"}, []),
        ({"PAGER": "less 'unclosed"}, []),
    ],
)
def test_the_pager_is_the_one_asked_for(environ: dict[str, str], command: list[str]) -> None:
    assert [*pager_of(environ)] == command


def keeping(file: Path) -> list[str]:
    return [sys.executable, "-c", f"import sys; open({str(file)!r}, 'w').write(sys.stdin.read())"]


def test_long_answers_go_through_it_whole(tmp_path: Path) -> None:
    assert page(LONG, keeping(tmp_path / "seen"), 80, 24)
    assert (tmp_path / "seen").read_text() == LONG


def test_what_fits_the_screen_does_not(tmp_path: Path) -> None:
    command = keeping(tmp_path / "seen")
    assert not page("line\n" * 23, command, 80, 24)
    assert not page(f"\x1b[1m{'x' * 80}\x1b[0m\n" * 20, command, 80, 24)
    assert page("x" * 81 + "\n" + "line\n" * 22, command, 80, 24)


@pytest.mark.slow
def test_a_pager_that_cannot_be_started_or_reads_nothing_loses_nothing() -> None:
    assert not page(LONG, ["/no/such/pager"], 80, 24)
    assert not page(LONG, [], 80, 24)
    assert page(LONG * 50_000, [sys.executable, "-c", ""], 80, 24)
