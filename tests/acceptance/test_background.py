"""Every statement collected from the background documents has a test here, and mostly tests in the policies."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from licet.answers.policy_tests import TrialResult

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ROWS = {row["id"]: row for row in map(json.loads, (HERE / "background.jsonl").read_text("utf-8").splitlines())}
WITHOUT_POLICY_TEST = {"B023", "B060", "B081", "B087", "B089", "B091"}
"""Rows about quotes, aliases and the tool itself."""


def test_every_row_has_its_test() -> None:
    found = [
        match[1].upper()
        for path in sorted(HERE.glob("test_background_*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and (match := re.match(r"test_(b\d{3})_", node.name))
    ]
    assert len(ROWS) == 124
    assert sorted(found) == sorted(ROWS)


@pytest.mark.parametrize("row", sorted(ROWS))
def test_policy_tests_that_name_the_row_pass(row: str, trials: tuple[TrialResult, ...]) -> None:
    named = [t for t in trials if row in re.findall(r"B\d{3}", t.title)]
    assert bool(named) is (row not in WITHOUT_POLICY_TEST)
    assert [t.title for t in named if not t.passed] == []


def test_policy_tests_name_no_other_row(trials: tuple[TrialResult, ...]) -> None:
    assert {row for t in trials for row in re.findall(r"B\d{3}", t.title)} <= set(ROWS)
