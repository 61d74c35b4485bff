"""The rules of a relation by constants in their heads."""

from __future__ import annotations

from licet.logic.cases import cases_of
from licet.logic.ir import Aggregate, Const, Literal, Rule, Var

_X, _Y = Var("X"), Var("Y")


def _rule(number: int, *arguments: Const | Var, aggregate: Aggregate | None = None) -> Rule:
    return Rule(f"r{number}", Literal("p", arguments), (Literal("q", (_X,)),), aggregate)


def test_rules_are_found_by_the_first_position_at_which_each_has_a_constant() -> None:
    rules = [_rule(n, _X, Const(f"mit_{n % 3}"), Const(n)) for n in range(6)]
    cases = cases_of(rules, (0, 1, 2))
    assert cases is not None
    assert cases.position == 1
    assert {value: [rule.id for rule in found] for value, found in cases.rules.items()} == {
        "mit_0": ["r0", "r3"],
        "mit_1": ["r1", "r4"],
        "mit_2": ["r2", "r5"],
    }


def test_a_variable_in_one_head_makes_the_rules_one() -> None:
    rules = [_rule(n, _X, Const(n)) for n in range(6)]
    assert cases_of([*rules, _rule(6, _X, _Y)], (0, 1)) is None


def test_a_position_that_is_not_bound_is_no_case() -> None:
    assert cases_of([_rule(n, _X, Const(n)) for n in range(6)], (0,)) is None


def test_one_constant_for_all_and_few_rules_are_no_cases() -> None:
    assert cases_of([_rule(n, Const("mit"), _X) for n in range(6)], (0,)) is None
    assert cases_of([_rule(n, Const(n), _X) for n in range(2)], (0,)) is None


def test_rules_that_count_are_no_cases() -> None:
    rules = [_rule(n, Const(n), _Y, aggregate=Aggregate("count", _X)) for n in range(6)]
    assert cases_of(rules, (0,)) is None
