"""Answers by the second engine, and answers that are given only if both agree."""

from __future__ import annotations

import pytest

from licet.answers.cross_check import Difference
from licet.answers.policy_tests import SecondOpinion, TrialResult
from licet.grammar import Diagnostic, Severity, Span
from licet.knowledge.knowledge_base import KnowledgeBase

pytestmark = pytest.mark.slow

P = ("-p", "POLICIES")


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "judge_otter", "train_otter"),
        ("ask", "silent_chat", "--assume", "monthly_users(silent, 2023-06) = 5"),
        ("ask", "undated_chat", "--on", "2022-01-01"),
        ("query", "X descends_from Y"),
        ("query", "alpaca_chat descends_from alpaca"),
        ("why", "train_otter"),
        ("why", "not otter descends_from alpaca"),
    ],
)
def test_both_engines_give_the_same_answer(run, arguments: tuple[str, ...]) -> None:
    expected = run(*arguments, *P)
    assert run(*arguments, *P, "--engine", "pydatalog") == expected
    assert run(*arguments, *P, "--cross-check") == expected


@pytest.mark.parametrize(
    "arguments", [("ask", "train_otter"), ("why", "train_otter"), ("query", "X descends_from alpaca")]
)
def test_where_they_differ_there_is_no_answer(run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    row = ("train_otter", "forbidden")
    found = Difference(":outcome", ("train_otter", None), (row,), (("train_otter", "permitted"),))
    monkeypatch.setattr(KnowledgeBase, "cross_check", lambda *_, **__: (found,) * 4)
    status, out, err = run(*arguments, *P, "--cross-check")
    assert (status, out) == (4, "")
    assert "licet alone says: the verdict of train_otter is forbidden" in err
    assert "pyDatalog alone says: the verdict of train_otter is permitted" in err
    assert "and 1 more" in err


def test_tests_are_cross_checked_and_chosen(run) -> None:
    status, out, _ = run("test", "POLICIES", "--only", "Training is", "--cross-check")
    assert status == 0
    assert "pyDatalog agrees on" in out
    status, out, err = run("test", "POLICIES", "--only", "no such test", "--cross-check")
    assert (status, out) == (2, "")
    assert "no test has such a title or place" in err


@pytest.mark.parametrize(
    ("opinion", "expected", "said"),
    [
        (SecondOpinion(1, 1), 0, "agrees on 1 of 1"),
        (SecondOpinion(0, 0), 0, "not cross-checked: A"),
        (SecondOpinion(2, 1, (), "too slow"), 3, "not cross-checked: A"),
        (
            SecondOpinion(1, 0, ("licet alone says: x; pyDatalog alone says: y",)),
            4,
            "licet alone says: x; pyDatalog alone",
        ),
    ],
)
def test_the_exit_status_tells_a_difference_from_what_was_not_derived(
    run, monkeypatch: pytest.MonkeyPatch, opinion: SecondOpinion, expected: int, said: str
) -> None:
    result = TrialResult("A", Span("a.licet", 1, 1, 1, 2), (), opinion)
    monkeypatch.setattr(KnowledgeBase, "test", lambda *_, **__: (result,))
    status, out, _ = run("test", "POLICIES", "--cross-check")
    assert status == expected
    assert said in out
    failed = Diagnostic(Severity.ERROR, "T001", "not so", result.span)
    worse = TrialResult("A", result.span, (failed,), opinion)
    monkeypatch.setattr(KnowledgeBase, "test", lambda *_, **__: (worse,))
    assert run("test", "POLICIES", "--cross-check")[0] == (4 if expected == 4 else 1)
