"""Answers by the second engine, and answers that are given only if both agree."""

from __future__ import annotations

import pytest

from licet.crosscheck import Difference
from licet.knowledge import KnowledgeBase

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
