"""Findings that only count what could not be looked at, told together."""

import json
from pathlib import Path

import pytest

from licet.grammar.diagnostics import Diagnostic, Severity
from licet.repl.screen.brief import brief
from support.core import CORE


def finding(code: str, license: str | None, count: int = 1, help: str | None = None) -> Diagnostic:
    tally = (license, count) if license else None
    return Diagnostic(Severity.WARNING, code, f"{count} of {license}", None, help, (), tally)


def test_several_of_a_kind_are_one_that_counts_and_names_them() -> None:
    ban = finding("W401", None)
    found = [finding("W502", "b", 3), ban, finding("W502", "a", 20), finding("W501", "c", help="look")]
    first, *others = brief(found)
    assert first.message == "23 quotes of 2 licenses not verified: no text of theirs is at hand: `a` (20), `b` (3)"
    assert first.help == "`licet check --all` shows each"
    assert others == [ban, found[3]]


def test_what_is_one_each_is_not_counted_apart() -> None:
    (told,) = brief([finding("W501", "b", help="look"), finding("W501", "a", help="look")])
    assert (told.message, told.help) == (
        "2 texts of 2 licenses not found: `a`, `b`",
        "look; `licet check --all` shows each",
    )


def test_other_help_is_kept_apart() -> None:
    found = [finding("W502", "a"), finding("W502", "b", help="pin it")]
    assert brief(found) == found


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """Two licenses whose texts are nowhere."""
    for name in ("one", "two"):
        pin = f'text "{name}.txt" sha256 "{"0" * 64}"'
        text = f'license {name} "{name}"\n  {pin}\nclause c at "1"\n  quote "q"\n  permits Use\n'
        (tmp_path / f"{name}.licet").write_text(text)
    (tmp_path / "words.licet").write_text(CORE)
    return tmp_path


def test_check_tells_them_together_all_shows_each_and_json_is_whole(run, policies: Path) -> None:
    status, out, err = run("check", str(policies))
    assert (status, out) == (0, "4 warnings\n")
    assert [line for line in err.split("\n") if line.startswith("warning")] == [
        "warning[W501]: 2 texts of 2 licenses not found: `one`, `two`",
        "warning[W502]: 2 quotes of 2 licenses not verified: no text of theirs is at hand: `one`, `two`",
    ]
    assert run("check", str(policies), "--all")[2].count("warning[") == 4
    found = json.loads(run("check", str(policies), "--format", "json")[1])
    assert [d["code"] for d in found["diagnostics"]] == ["W501", "W501", "W502", "W502"]
    assert all(d["place"] for d in found["diagnostics"])


def test_a_file_without_its_vocabulary_is_told_so_once(run, policies: Path) -> None:
    mine = policies / "one.licet"
    mine.write_text(mine.read_text() + "use u\n  by acme\n  does run\n")
    status, out, err = run("check", str(mine))
    assert (status, out) == (2, "1 error, 2 warnings\n")
    assert err.startswith(
        "error[E216]: the vocabulary is not among these files: nothing declares `use`, `by`, `does`\n"
    )
    assert f"help: `licet check --with {mine}` takes them together with the policies that come with Licet" in err


def test_a_file_is_checked_and_tested_with_the_policies_that_are_named(run, policies: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text('use work\ntest "t"\n  expect that not does(work, _, _)\n')
    assert run("check", str(mine))[0] == 2
    assert run("check", str(policies), "--with", str(mine))[:2] == (0, "4 warnings\n")
    assert run("test", str(policies), "--with", str(mine))[:2] == (0, "1 passed\n")


@pytest.mark.thorough
def test_beside_the_policies_that_come_with_licet_only_own_files_are_told_of(run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.licet"
    mine.write_text(
        'license my_own "Mine"\n  text "none.txt" sha256 "' + "a" * 64 + '"\nclause c at "1"\n  permits Use\n'
    )
    status, out, err = run("check", "--with", str(mine))
    assert (status, out, err.count("none.txt` ") + err.count("`none.txt`")) == (0, "1 warning\n", 1)
    mine.write_text("use mine_of_all\n  by acmee\n")
    status, out, err = run("check", "--with", str(mine))
    assert (status, out, err.startswith("error[E205]: nothing is called `acmee`")) == (2, "1 error\n", True)
    assert run("check")[1].endswith(" warnings\n")


@pytest.mark.slow
def test_a_file_is_tested_with_the_policies_that_come_with_licet(run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.licet"
    mine.write_text("use my_own_work\n  by acme\n  does fly llama_2_7b\n")
    status, _, err = run("test", "--with", str(mine))
    assert (status, err.count("error["), "nothing is called `fly`" in err, "warning" in err) == (2, 1, True, False)
