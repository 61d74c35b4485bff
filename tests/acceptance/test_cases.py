"""Public questions with invented names: a file of `cases/` holds the world of one, with tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from licet import KnowledgeBase, Status

CASES = sorted((Path(__file__).parent / "cases").glob("*.licet"))


def laid_over(kb: KnowledgeBase, case: str) -> KnowledgeBase:
    path = Path(__file__).parent / "cases" / f"{case}.licet"
    return kb.assume(path.read_text("utf-8"), path.name)


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_case_gets_its_right_answer(kb: KnowledgeBase, path: Path) -> None:
    trials = laid_over(kb, path.stem).test([f"{path.name}:*"])
    assert trials
    assert [failure.message for trial in trials for failure in trial.failures] == []


@pytest.mark.slow
def test_a_plan_for_another_day_moves_no_verdict(kb: KnowledgeBase) -> None:
    with_plan = laid_over(kb, "plans")
    text = (Path(__file__).parent / "cases" / "plans.licet").read_text("utf-8")
    without = kb.assume(text.replace(text[text.index("use idea") : text.index("test ")], ""), "plans.licet")
    assert with_plan.ask("sell_text") == without.ask("sell_text")


@pytest.mark.slow
def test_a_license_whose_silence_permits_is_not_named_for_its_silence(kb: KnowledgeBase) -> None:
    verdict = laid_over(kb, "house_list").ask("deploy_unapproved")
    assert (verdict.status, verdict.clauses) == (Status.NOT_GRANTED, ("house_list.ask_first",))
    assert [s for s in verdict.silences if s.license == "house_list"] == []
