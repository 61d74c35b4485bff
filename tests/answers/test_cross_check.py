"""The second opinion: it agrees where both are right, and says so where one is not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from licet.answers.cross_check import Difference, cross_check, cross_check_truth, cross_check_use
from licet.certificate.evidence import asked_literal
from licet.engine.solver import Solver, compile_program
from licet.errors import EngineFault, PolicyTooComplex
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.logic.ir import Fact, Rule
from licet.logic.oracle import World
from licet.logic.patterns import Pattern
from licet.logic.values import Row
from licet.verdict.verdict import Pin
from support.datalog import program
from support.session_policies import FILES

PROGRAM = program("""
edge(a, b). edge(b, c). edge(c, a). edge(d, e). mark(c).
path(X, Y) :- edge(X, Y).
path(X, Y) :- edge(X, Z), path(Z, Y).
open(X) :- edge(X, _), not mark(X).
degree(X, count Y) :- path(X, Y).
""")


class Liar:
    """A solver that denies or invents one row."""

    def __init__(self, solver: World, relation: str, row: Row) -> None:
        self.solver, self.relation, self.row = solver, relation, row

    def answers(self, relation: str, pattern: Pattern) -> tuple[Row, ...]:
        rows = self.solver.answers(relation, pattern)
        fits = relation == self.relation and all(w in (None, v) for w, v in zip(pattern, self.row, strict=True))
        if not fits:
            return rows
        return tuple(row for row in rows if row != self.row) if self.row in rows else (*rows, self.row)

    def holds(self, relation: str, row: Row) -> bool:
        return bool(self.answers(relation, row))

    def fact(self, relation: str, row: Row) -> Fact | None:
        return self.solver.fact(relation, row)

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        return self.solver.rules_for(relation)

    def overlay(self, add: Iterable[Fact] = (), remove: Iterable[Fact] = ()) -> Liar:
        return Liar(self.solver.overlay(add, remove), self.relation, self.row)


@pytest.fixture(scope="module")
def loaded() -> KnowledgeBase:
    return KnowledgeBase.parse("".join(FILES.values()))


def test_positive_and_absent_conclusions_agree() -> None:
    goals: list[tuple[str, Pattern]] = [
        ("path", ("a", None)),
        ("path", ("a", "d")),
        ("open", (None,)),
        ("open", ("c",)),
        ("degree", ("a", None)),
        ("degree", ("e", None)),
    ]
    assert cross_check(Solver(compile_program(PROGRAM)), PROGRAM, goals, 60) == ()


def test_a_denied_and_an_invented_conclusion_are_found() -> None:
    solver = Solver(compile_program(PROGRAM))
    (found,) = cross_check(Liar(solver, "path", ("a", "c")), PROGRAM, [("path", ("a", "c")), ("path", ("d", None))], 60)
    assert found == Difference("path", ("a", "c"), (), (("a", "c"),))
    (found,) = cross_check(Liar(solver, "open", ("c",)), PROGRAM, [("open", ("c",))], 60)
    assert found == Difference("open", ("c",), (("c",),), ())


@pytest.mark.slow
def test_verdicts_agree_in_every_branch(loaded: KnowledgeBase) -> None:
    for use in ("chat_product", "judge_otter", "train_otter", "silent_chat"):
        assert cross_check_use(loaded.base, use) == ()
    assert cross_check_use(loaded.base, "judge_otter", [Pin("improves", "parameters")]) == ()


@pytest.mark.thorough
def test_a_shipped_verdict_agrees(kb: KnowledgeBase) -> None:
    assert cross_check_use(kb.base, "rlaif_for_safety", seconds=300) == ()


def test_facts_stated_later_are_seen_by_both(loaded: KnowledgeBase) -> None:
    more = loaded.assume("fact monthly_users(silent, 2023-06) = 800 million\n")
    assert str(more.ask("silent_chat").status) == "not granted"
    assert cross_check_use(more.base, "silent_chat") == ()


def test_a_wrong_permission_does_not_pass(loaded: KnowledgeBase) -> None:
    """An engine that overlooks a prohibition, and says so consistently."""
    lying = Liar(loaded.base.solver, ":outcome", ("train_otter", "permitted"))
    found = cross_check_use(replace(loaded.base, solver=lying), "train_otter")
    assert ("train_otter", "permitted") in {row for d in found for row in d.ours}
    assert ("train_otter", "permitted") not in {row for d in found for row in d.theirs}


def test_truths_agree(loaded: KnowledgeBase) -> None:
    for literal in (
        "alpaca_chat descends_from alpaca",
        "judge_otter improves otter",
        "monthly_users(silent, 2023-06) > 700 million",
        "not otter descends_from alpaca and otter is small",
    ):
        assert cross_check_truth(asked_literal(loaded.base, literal)) == ()


@pytest.mark.slow
def test_what_pydatalog_cannot_answer_is_no_agreement() -> None:
    facts = "".join(f"n(a{i}).\n" for i in range(60))
    slow = program(f"{facts}pairs(A, B, C, D) :- n(A), n(B), n(C), n(D).\nlast(X) :- pairs(X, X, X, Y), not m(Y).\n")
    solver = Solver(compile_program(slow))
    with pytest.raises(PolicyTooComplex):
        cross_check(solver, slow, [("pairs", (None, None, None, "a1"))], 1)
    with pytest.raises(EngineFault):
        cross_check(solver, program("p(X) :- e(X), not p(X).\n"), [("p", ("a",))], 1)
