"""Planned joins against naive ones, and what a plan does with parts of a body."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from licet.engine.bottom_up import evaluate
from licet.errors import EngineFault
from licet.logic.ir import Program
from licet.logic.join import defining_equations, plan_join, row_order, solutions, substitution_of, unify
from licet.logic.values import UNKNOWN, Month
from support.datalog import program
from support.naive_oracle import NaiveOracle, distinct, satisfying
from support.programs import programs
from support.samples import samples
from support.small_programs import small_programs


@settings(max_examples=samples(100))
@given(st.one_of(small_programs(), programs()))
def test_solutions_are_those_of_a_naive_join(drawn: Program) -> None:
    try:
        evaluate(drawn)
    except EngineFault:
        assume(False)
    oracle = NaiveOracle(drawn)
    for rule in drawn.rules:
        plan = plan_join(rule.body, ())
        assert plan.deferred == ()
        found = [substitution_of(b) for b in solutions(oracle, plan, {})]
        assert len(found) == len(set(found))
        assert set(found) == {substitution_of(b) for b in distinct(satisfying(oracle, rule.body))}


@settings(max_examples=samples(60))
@given(st.one_of(small_programs(), programs(aggregates=False)))
def test_given_bindings_select_solutions(drawn: Program) -> None:
    oracle = NaiveOracle(drawn)
    for rule in drawn.rules:
        everything = distinct(satisfying(oracle, rule.body))
        for names in [sorted(b)[:2] for b in everything[:1]]:
            given_plan = plan_join(rule.body, names)
            for bindings in everything[:3]:
                start = {name: bindings[name] for name in names}
                expected = [b for b in everything if all(b[n] == v for n, v in start.items())]
                found = [substitution_of(b) for b in solutions(oracle, given_plan, start)]
                assert set(found) == {substitution_of(b) for b in expected}


def test_what_nothing_binds_is_deferred() -> None:
    (rule,) = program("p(X) :- f(X), Y > 3, not g(Z).").rules
    assert plan_join(rule.body, ()).deferred == (1, 2)


def test_variable_is_defined_once_in_the_order_of_the_body() -> None:
    (rule,) = program("p(X) :- f(X), Z = Y, Y = X, Y = 3, X = 4.").rules
    assert set(defining_equations(rule.body)) == {1, 2}


def test_unify_matches_constants_and_repeated_variables() -> None:
    (rule,) = program("p(X, X, a) :- f(X).").rules
    assert unify(rule.head.arguments, ("b", "b", "a")) == {"X": "b"}
    assert unify(rule.head.arguments, ("b", None, None)) == {"X": "b"}
    assert unify(rule.head.arguments, ("b", "c", "a")) is None
    assert unify(rule.head.arguments, ("b", "b", "c")) is None


def test_rows_of_mixed_types_have_an_order() -> None:
    rows = [("b",), (UNKNOWN,), (Month(2023, 6),), (3,), (None,), ("a",)]
    assert sorted(rows, key=row_order) == [(None,), (3,), ("a",), ("b",), (Month(2023, 6),), (UNKNOWN,)]
