"""What `licet check` does grows in proportion to the text, from parsing to what is shown."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from licet.repl.cli.main import main
from support.core import CORE
from support.effort import effort

VOCABULARY = f"""{CORE}relation large(artifact)
relation small(artifact)
open relation useful(artifact)
relation part_of(artifact, artifact)
relation label(artifact, text)
open relation size(artifact) = count
relation total(artifact) = count
action run
"""
LICENSE = 'license one "One"\n'
CLAUSE = 'clause one.grant at "1"\n  permits Use\n  when does(Use, _, X)\n'


def lines(n: int, line: str) -> str:
    return "".join(line.replace("N", str(i)).replace("M", str((i + 1) % n)) for i in range(n))


SHAPES: dict[str, Callable[[int], str]] = {
    "conditions of a rule": lambda n: "rule X is large\n  when X is small\n" + lines(n, "   and X part_of YN\n"),
    "conditions of a clause": lambda n: LICENSE + CLAUSE + lines(n, "   and X is useful\n"),
    "a chain of conditions": lambda n: "rule X0 is large\n  when X0 is small\n" + lines(n, "   and XN part_of X\n"),
    "negated conditions": lambda n: "rule X is large\n  when X is small\n" + "   and not X is useful\n" * n,
    "exceptions": lambda n: (
        "rule X is large\n  when X is small\n" + lines(n, "  unless X part_of YN\n     and YN is useful\n")
    ),
    "groups": lambda n: "rule X is large\n  when X is small\n" + "   and any of\n     - X is useful\n   end\n" * n,
    "conditions of a sum": lambda n: "rule total(X) := sum of N\n  when size(X) = N\n" + "   and X is small\n" * n,
    "calculations": lambda n: (
        "rule X is large\n  when size(X) = A0\n" + lines(n, "   and BN = A0 + N\n   and BN > 1\n")
    ),
    "who makes it": lambda n: LICENSE + CLAUSE + lines(n, "   and Use by ON\n"),
    "who makes others": lambda n: LICENSE + CLAUSE + lines(n, "   and UN by ON\n   and does(UN, run, _)\n"),
    "clauses": lambda n: LICENSE + lines(n, 'clause one.cN at "1"\n  permits Use\n  when does(Use, run, _)\n'),
    "clauses that withhold": lambda n: LICENSE + CLAUSE + lines(n, 'clause one.cN at "1"\n  withholds grant\n'),
    "licenses": lambda n: lines(n, 'license lN "l"\nclause lN.c at "1"\n  permits Use\n  incorporates lM\n'),
    "clauses of foreign licenses": lambda n: lines(
        n, 'license lN "l"\nclause lN.c at "1"\n  permits Use\n  overrides lM.c\n'
    ),
    "a circle of rules": lambda n: lines(
        n, "relation pN(artifact)\nrule X is pN\n  when X is small\n  unless X is pM\n"
    ),
    "a circle of kinds": lambda n: lines(n, "kind kN is kM\n"),
    "errors of syntax": lambda n: "clause )\n  x\n" * n,
    "errors of names": lambda n: lines(n, "fact zebraN is small\n"),
    "errors in one line": lambda n: LICENSE + 'clause one.c at "1"\n  permits Use to ' + lines(n, "zebraN, ") + "run\n",
    "facts": lambda n: lines(n, "artifact aN\n  is small\n"),
    "one name twice": lambda n: "artifact a\n" * n,
}
BOUNDED_LATE = {"conditions of a rule", "a chain of conditions", "who makes it", "who makes others"}
"""Shapes of which each part is held against the others, up to so many; only beyond do they grow in proportion."""


def checked(path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit status of `licet check` on a file with the vocabulary and a text, and all that it prints."""
    path.write_text(VOCABULARY + text, encoding="utf-8")
    status = main(["check", str(path)])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert status in (0, 2)
    return status, out + err


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_checking_is_linear(shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def work(n: int) -> int:
        return effort(lambda: checked(tmp_path / "policy.licet", SHAPES[shape](n), capsys))

    checked(tmp_path / "policy.licet", SHAPES[shape](2), capsys)
    few, more, many = (60, 160, 260) if shape in BOUNDED_LATE else (20, 40, 140)
    small, middle, large = map(work, (few, more, many))
    assert (large - middle) / (many - more) < 1.5 * (middle - small) / (more - few) + 20


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["conditions of a clause", "exceptions", "conditions of a sum", "who makes it"])
def test_a_statement_of_thousands_of_lines_is_checked(
    shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(tmp_path / "policy.licet", SHAPES[shape](2_000), capsys)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["value", "error", "quote"])
def test_a_string_of_megabytes_takes_little_more_room_than_it_is_long(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "word after " * (100_000 if place == "quote" else 300_000)
    (tmp_path / "text.txt").write_text(words, encoding="utf-8")
    pin = f'  text "text.txt" sha256 "{hashlib.sha256(words.encode()).hexdigest()}"\n'
    text = {
        "value": f'artifact a\n  label "{words}"\n',
        "error": f'artifact a\n  labl "{words}"\n',
        "quote": f'{LICENSE}{pin}clause one.grant at "1"\n  quote "{words}and no more"\n  permits Use\n',
    }[place]
    tracemalloc.start()
    _, shown = checked(tmp_path / "policy.licet", text, capsys)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(shown) < 10_000
    assert most < 150 * len(text)


def test_what_is_shown_of_long_words_is_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = "a" * 100_000
    rule = f"rule X is large\n  when X is small\n   and X part_of {long.upper()}\n"
    for text in (f"fact {long} is small\n", f"fact a is {long}\n", rule, "clause " + ") " * 100_000):
        status, shown = checked(tmp_path / "policy.licet", text, capsys)
        assert len(shown) < 5_000
        assert ("error" in shown) is (status == 2)
