"""`licet lint`: its formats and statuses, what it takes out, and allowances in `licet check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.session_policies import FILES

IDLE = "open relation idle(model)\n"
TWICE = "fact otter derived_from alpaca\nfact otter derived_from alpaca\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small base, in which a relation that nothing reads is added and a fact stands twice."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "mine.licet").write_text(IDLE + TWICE)
    return tmp_path


def test_findings_go_to_stderr_and_their_number_to_stdout(run, folder: Path) -> None:
    status, out, err = run("lint", str(folder))
    assert status == 1
    assert out.endswith(" findings\n")
    assert "warning[L101]: nothing reads `idle`, and nothing states or concludes it\n --> mine.licet:1:1" in err


def test_other_formats_are_those_of_check(run, folder: Path) -> None:
    found = json.loads(run("lint", str(folder), "--format", "json")[1])["diagnostics"]
    assert {"L101", "L103"} <= {d["code"] for d in found}
    assert "::warning file=mine.licet,line=1," in run("lint", str(folder), "--format", "github")[1]
    (log,) = json.loads(run("lint", str(folder), "--format", "sarif")[1])["runs"]
    assert "L101" in [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    assert all("help" in rule for rule in log["tool"]["driver"]["rules"])


def test_nothing_found_is_a_clean_end(run, tmp_path: Path) -> None:
    (tmp_path / "plain.licet").write_text("kind shop\n")
    assert run("lint", str(tmp_path)) == (0, "nothing found\n", "")


def test_what_does_not_pass_the_checks_is_told_as_check_does(run, folder: Path) -> None:
    (folder / "mine.licet").write_text("fact otter is smal\n")
    status, out, err = run("lint", str(folder))
    assert (status, out) == (2, "")
    assert err.startswith("error[E204]")


def test_fix_takes_out_what_stands_twice_and_idle_allowances(run, folder: Path) -> None:
    allowed = '# licet: allow L101 because "a shop asks"\n'
    (folder / "mine.licet").write_text(f'{allowed}{IDLE}{TWICE}kind shop   # licet: allow L102 because "gone"\n')
    status, _, err = run("lint", "--fix", str(folder))
    assert status == 1
    assert err.startswith("mine.licet: 2 changes\n")
    assert (folder / "mine.licet").read_text() == f"{allowed}{IDLE}fact otter derived_from alpaca\nkind shop\n"
    assert "mine.licet:" not in err.partition("\n")[2]


def test_fix_needs_to_be_told_the_files(run) -> None:
    status, out, err = run("lint", "--fix")
    assert (status, out) == (2, "")
    assert "`--fix` needs files" in err


def test_the_day_of_positions_can_be_given(run, folder: Path) -> None:
    adopt = 'adopt reading parameters of improves\n  for acme\n  by "GC" on 2024-01-01\n'
    (folder / "mine.licet").write_text(f'{adopt}  in force from 2024-01-01 until 2025-01-01\n  because "memo"\n')
    assert "error" not in run("lint", str(folder), "--on", "2024-06-01")[2]
    assert "L401" not in run("lint", str(folder), "--on", "2024-06-01")[2]
    assert "L401" in run("lint", str(folder), "--on", "2025-06-01")[2]
    assert run("lint", str(folder), "--on", "June")[0] == 2


def test_a_warning_of_check_is_allowed_in_place_too(run, folder: Path) -> None:
    rule = "relation odd(model)\nrule odd(Model)\n  when Model derived_from Other\n"
    (folder / "mine.licet").write_text(rule)
    assert "W301" in run("check", str(folder))[2]
    (folder / "mine.licet").write_text(rule.replace("rule", '# licet: allow W301 because "any will do"\nrule', 1))
    assert "W301" not in run("check", str(folder))[2]
