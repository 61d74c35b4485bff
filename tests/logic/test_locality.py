"""A goal that is local to relations about things sees nothing of things that it does not come upon."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from licet.engine.bottom_up import evaluate
from licet.logic.ir import Fact, Program
from licet.logic.locality import Call, scans
from support.datalog import program
from support.programs import programs
from support.samples import samples

ASKED = [Call("p", (0,))]


@pytest.mark.parametrize(
    "text",
    [
        "p(X) :- from(X, Y), q(Y).",
        "p(X) :- q(Y), from(X, Y).",
        "up(X, Y) :- from(X, Y). up(X, Z) :- up(X, Y), from(Y, Z). p(X) :- up(X, Y), not bad(Y).",
        "up(X, Y) :- from(X, Y). up(X, Z) :- from(X, Y), up(Y, Z). p(X) :- up(X, a).",
        "p(X) :- q(X), not from(X, _).",
        "p(X) :- r(X, Y), from(Y, Z), r(Z, X).",
        "n(X, count Y) :- from(X, Y). p(X) :- n(X, N), N > 1.",
        "p(X) :- from(a, X).",
        "p(X) :- q(X), Y = X, from(Y, _).",
    ],
)
def test_what_is_asked_only_about_known_things_is_local(text: str) -> None:
    assert scans(program(text), {"from"}, ASKED) == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("p(X) :- q(X), from(Y, X).", "p(X) :- q(X), from(Y, X)"),
        ("p(X) :- q(X), from(_, _).", "p(X) :- q(X), from(_, _)"),
        ("p(X) :- q(X), not from(_, X).", "p(X) :- q(X), not from(_, X)"),
        ("down(X, Y) :- from(Y, X). p(X) :- down(X, _).", "down(X, Y) :- from(Y, X)"),
        ("up(X, Y) :- from(X, Y). p(X) :- up(Y, X).", "up(X, Y) :- from(X, Y)"),
        ("n(Y, count X) :- from(X, Y). p(X) :- n(X, N).", "n(Y, count X) :- from(X, Y)"),
        ("n(X, count Y) :- from(X, Y). p(N) :- n(X, N).", "n(X, count Y) :- from(X, Y)"),
    ],
)
def test_a_rule_that_reads_all_of_a_relation_is_named(text: str, rule: str) -> None:
    found = scans(program(text), {"from"}, ASKED)
    assert [scan.rule.id for scan in found if scan.rule is not None] == [rule]


def test_a_goal_that_is_a_relation_about_things_is_no_rule() -> None:
    (scan,) = scans(program("p(X) :- q(X)."), {"p"}, [Call("p", ())])
    assert scan.rule is None


@pytest.mark.slow
@settings(max_examples=samples(600))
@given(programs(), st.data())
def test_rows_about_things_that_a_local_goal_does_not_come_upon_do_not_move_it(
    text: Program, data: st.DataObject
) -> None:
    stated = sorted({fact.relation for fact in text.facts if fact.row and isinstance(fact.row[0], str)})
    goals = sorted({rule.head.relation for rule in text.rules if rule.head.arguments})
    assume(stated and goals)
    about, goal = data.draw(st.sampled_from(stated)), data.draw(st.sampled_from(goals))
    assume(not scans(text, {about}, [Call(goal, (0,))]))
    rows = [fact.row for fact in text.facts if fact.relation == about]
    columns = [st.sampled_from(sorted({row[i] for row in rows}, key=repr)) for i in range(1, len(rows[0]))]
    further = [
        Fact(about, (name, *(data.draw(column) for column in columns)))
        for name in ("another", "a third")
        for _ in range(2)
    ]
    more = Program(text.rules, (*text.facts, *further), text.arities)
    before, after = (set(evaluate(one).rows(goal)) for one in (text, more))
    assert {row for row in after if row[0] not in ("another", "a third")} == before


def test_that_such_rows_can_move_a_goal_which_is_not_local() -> None:
    moved = program("p(X) :- q(X), from(Y, X). q(a). from(b, c).")
    assert scans(moved, {"from"}, ASKED)
    more = Program(moved.rules, (*moved.facts, Fact("from", ("another", "a"))), moved.arities)
    assert not list(evaluate(moved).rows("p"))
    assert list(evaluate(more).rows("p")) == [("a",)]
