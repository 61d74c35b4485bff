"""The part of a program that goals can depend on: small, and the goals have the rows in it that they have in all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.logic.ir import Aggregate, Comparison, Const, Fact, Literal, Program, Rule, Var
from licet.logic.patterns import Pattern
from licet.logic.relations import canonical_row
from licet.logic.relevance import relevant_part
from licet.logic.values import UNKNOWN, Row
from support.datalog import program
from support.programs import programs
from support.reference import Undefined, perfect_model
from support.rows import with_rows
from support.samples import samples


def _rows(program: Program, relation: str, pattern: Pattern) -> set[Row]:
    rows = {canonical_row(row) for row in perfect_model(program).get(relation, ())}
    return {row for row in rows if all(w is None or w == v for w, v in zip(pattern, row, strict=True))}


@pytest.mark.slow
@settings(max_examples=samples(400))
@given(programs(), st.data())
def test_goals_keep_their_rows(program: Program, data: st.DataObject) -> None:
    try:
        model = perfect_model(program)
    except Undefined:
        return
    goals: list[tuple[str, Pattern]] = []
    for relation in data.draw(st.lists(st.sampled_from(sorted(program.arities)), min_size=1, max_size=3, unique=True)):
        known = [canonical_row(row) for row in sorted(model.get(relation, ()), key=repr)]
        whole = data.draw(st.sampled_from(known)) if known else ("a",) * program.arities[relation]
        goals.append((relation, tuple(value if data.draw(st.booleans()) else None for value in whole)))
    part = relevant_part(with_rows(program), goals)
    assert set(part.rules) <= set(program.rules)
    assert set(part.facts) <= set(program.facts)
    for relation, pattern in goals:
        assert _rows(part, relation, pattern) == _rows(program, relation, pattern)
    elsewhere = data.draw(st.sets(st.sampled_from(sorted(program.arities))))
    kept = tuple(fact for fact in program.facts if fact.relation not in elsewhere)
    part = relevant_part(Program(program.rules, kept, program.arities), goals, elsewhere)
    other = tuple(fact for fact in program.facts if fact.relation in elsewhere)
    for relation, pattern in goals:
        with_others = Program(part.rules, (*part.facts, *other), part.arities)
        assert _rows(with_others, relation, pattern) == _rows(program, relation, pattern)


POLICY = program("""
use(mine). use(yours). does(mine, run). does(yours, sell). of(mine, a). of(yours, b). banned(b).
bad(U) :- does(U, sell), of(U, M), banned(M).
bad(U) :- does(U, steal).
good(U) :- use(U), not bad(U).
other(U) :- use(U), of(U, b).
""")


def test_what_the_goal_cannot_reach_is_left_out() -> None:
    part = relevant_part(POLICY, [("good", ("mine",))])
    assert [str(rule.head.relation) for rule in part.rules] == ["good"]
    assert {(f.relation, f.row) for f in part.facts} == {("use", ("mine",))}
    part = relevant_part(POLICY, [("good", ("yours",))])
    assert [(rule.head.relation, len(rule.body)) for rule in part.rules] == [("bad", 3), ("good", 2)]
    assert ("banned", ("b",)) in {(f.relation, f.row) for f in part.facts}


def test_a_rule_that_only_what_is_derived_makes_possible_stays() -> None:
    chained = program("e(a, b). e(b, c). p(X, Y) :- e(X, Y). p(X, Y) :- e(X, Z), p(Z, Y). q(X) :- p(X, c).")
    assert _rows(relevant_part(chained, [("q", ("a",))]), "q", ("a",)) == {("a",)}


def test_an_aggregate_counts_all_though_one_value_is_asked_for() -> None:
    """The head's last argument may be the variable that is added up."""
    body = (Literal("e", (Var("X"), Var("N"))),)
    total = Rule("total", Literal("total", (Var("X"), Var("N"))), body, Aggregate("sum", Var("N")))
    reader = Rule("q", Literal("q", (Var("X"),)), (Literal("total", (Var("X"), Var("N"))), Literal("f", (Var("N"),))))
    facts = (Fact("e", ("a", 1)), Fact("e", ("a", 2)), Fact("e", ("b", 4)), Fact("f", (3,)))
    summed = Program((total, reader), facts)
    for goal in (("total", ("a", 3)), ("total", ("a", 1)), ("q", ("a",)), ("q", (None,))):
        assert _rows(relevant_part(summed, [goal]), *goal) == _rows(summed, *goal)
    assert _rows(summed, "q", (None,)) == {("a",)}


def test_a_lenient_equality_does_not_narrow() -> None:
    """It holds of the unknown value, whatever the other side; so the variable may have come by another value."""
    ways = (Comparison(Var("Y"), "=", Var("X"), True), Comparison(Var("Y"), "=", Const(1), True))
    reader = Rule("q", Literal("q", (Var("Y"),)), (Literal("p", (Var("Y"),)), Literal("f", (Var("Y"),))))
    for equalities in (ways, ways[::-1]):
        rule = Rule("p", Literal("p", (Var("Y"),)), (Literal("e", (Var("X"),)), *equalities))
        facts = (Fact("e", (UNKNOWN,)), Fact("f", (1,)), Fact("f", (UNKNOWN,)))
        unsure = Program((rule, reader), facts)
        assert relevant_part(unsure, [("q", (None,))]).facts == facts
