"""Plain Datalog: relations, facts and rules as a program of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from licet import LimitExceeded, Month, PolicyError, Program
from licet.logic.values import Row


def rows(text: str, relation: str) -> set[Row]:
    return set(Program.parse(text).evaluate()[relation])


GRAPH = "relation edge(symbol, symbol)\nrelation path(symbol, symbol)\n" + "".join(
    f"fact edge({a}, {b})\n" for a, b in ("ab", "bc", "cd", "db")
)
PATH = "rule path(X, Y)\n  when edge(X, Y)\nrule path(X, Z)\n  when path(X, Y)\n   and edge(Y, Z)\n"


def test_the_example_of_the_module() -> None:
    import licet.knowledge.datalog

    example = str(licet.knowledge.datalog.__doc__).split("'''")[1]
    assert rows(example, "path") == {("a", "b"), ("b", "c"), ("a", "c")}


def test_recursion_around_a_circle_ends() -> None:
    assert rows(GRAPH + PATH, "path") == {(a, b) for a in "abcd" for b in "bcd"}


@pytest.mark.parametrize(
    "step",
    ["edge(X, Y)\n   and path(Y, Z)", "path(X, Y)\n   and edge(Y, Z)", "path(X, Y)\n   and path(Y, Z)"],
)
def test_linear_and_other_recursion_agree(step: str) -> None:
    text = GRAPH + "rule path(X, Y)\n  when edge(X, Y)\n" + f"rule path(X, Z)\n  when {step}\n"
    assert rows(text, "path") == rows(GRAPH + PATH, "path")


def test_mutual_recursion() -> None:
    text = "relation next(symbol, symbol)\nrelation even(symbol)\nrelation odd(symbol)\nfact even(n0)\n"
    text += "".join(f"fact next(n{i}, n{i + 1})\n" for i in range(9))
    text += "rule odd(Y)\n  when even(X)\n   and next(X, Y)\nrule even(Y)\n  when odd(X)\n   and next(X, Y)\n"
    assert rows(text, "even") == {(f"n{i}",) for i in range(0, 10, 2)}
    assert rows(text, "odd") == {(f"n{i}",) for i in range(1, 10, 2)}


def test_a_long_chain_needs_no_deep_stack() -> None:
    text = "relation edge(symbol, symbol)\nrelation path(symbol)\nfact path(n0)\n"
    text += "".join(f"fact edge(n{i}, n{i + 1})\n" for i in range(5000))
    assert len(rows(text + "rule path(Y)\n  when path(X)\n   and edge(X, Y)\n", "path")) == 5001


def test_negation_by_strata() -> None:
    text = GRAPH + PATH + "relation unreachable(symbol, symbol)\n"
    text += "rule unreachable(X, Y)\n  when edge(X, _)\n   and edge(Y, _)\n  unless path(X, Y)\n"
    assert rows(text, "unreachable") == {(x, "a") for x in "abcd"}


def test_a_cycle_through_negation_is_refused() -> None:
    text = "relation p(symbol)\nrelation q(symbol)\nrelation t(symbol)\nfact t(a)\n"
    text += "rule p(X)\n  when t(X)\n  unless q(X)\nrule q(X)\n  when t(X)\n  unless p(X)\n"
    with pytest.raises(PolicyError) as raised:
        Program.parse(text)
    assert {d.code for d in raised.value.diagnostics if d.is_error} == {"E313"}


WEIGHTS = "relation weight(symbol, symbol) = number\nrelation result(symbol) = number\nrelation many(symbol) = count\n"
WEIGHTS += "fact weight(a, x) = 3\nfact weight(a, y) = 3\nfact weight(a, z) = 0.5\nfact weight(b, x) = -2\n"


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("sum", {("a", Decimal("6.5")), ("b", -2)}),
        ("min", {("a", Decimal("0.5")), ("b", -2)}),
        ("max", {("a", 3), ("b", -2)}),
    ],
)
def test_aggregates_count_equal_amounts_of_different_things(operator: str, expected: set[Row]) -> None:
    assert rows(WEIGHTS + f"rule result(X) := {operator} of N\n  when weight(X, Y) = N\n", "result") == expected


def test_a_count_counts_bindings() -> None:
    assert rows(WEIGHTS + "rule many(X) := count of Y\n  when weight(X, Y) = _\n", "many") == {("a", 3), ("b", 1)}


def test_a_group_without_bindings_has_no_value() -> None:
    rule = "rule result(X) := sum of N\n  when weight(X, Y) = N\n   and N > 100\n"
    assert rows(WEIGHTS + rule, "result") == set()


def test_a_cycle_through_an_aggregate_is_refused() -> None:
    text = "relation w(symbol) = count\nrelation e(symbol, symbol)\n"
    text += "rule w(X) := sum of N\n  when e(X, Y)\n   and w(Y) = N\n"
    with pytest.raises(PolicyError) as raised:
        Program.parse(text)
    assert "E313" in {d.code for d in raised.value.diagnostics}


# --- Exact values ---

BIG = 2**200


def test_numbers_are_exact_however_large() -> None:
    text = f"relation n(symbol) = count\nrelation t(symbol) = count\nfact n(a) = {BIG}\nfact n(b) = 1\n"
    text += "rule t(all_of_it) := sum of N\n  when n(Y) = N\n   and Y in { a, b }\n"
    assert rows(text, "t") == {("all_of_it", BIG + 1)}


def test_fractions_are_exact() -> None:
    text = "relation n(symbol) = number\nrelation t(symbol) = number\nrelation is_third(symbol)\n"
    text += "fact n(a) = 0.1\nfact n(b) = 0.2\nrule t(both) := sum of N\n  when n(Y) = N\n   and Y in { a, b }\n"
    text += "rule is_third(both)\n  when t(both) = 0.3\n"
    ((_, total),) = rows(text, "t")
    assert total == Decimal("0.3")
    assert not isinstance(total, float)
    assert rows(text, "is_third") == {("both",)}


def test_many_digits_are_kept() -> None:
    digits = "0." + "123456789" * 8
    text = f"relation n(symbol) = number\nrelation t(symbol) = number\nfact n(a) = {digits}\nfact n(b) = 1{'0' * 40}\n"
    text += "rule t(both) := sum of N\n  when n(Y) = N\n   and Y in { a, b }\n"
    ((_, total),) = rows(text, "t")
    assert str(total) == f"1{'0' * 40}" + digits[1:]


def test_a_whole_number_is_an_int_and_equal_numbers_are_one() -> None:
    text = "relation n(symbol, number)\nfact n(a, 2)\nfact n(a, 2.0)\nfact n(a, 2.50)\nfact n(a, 2.5)\n"
    found = rows(text, "n")
    assert found == {("a", 2), ("a", Decimal("2.5"))}
    assert {type(row[1]) for row in found} == {int, Decimal}


def test_days_months_and_texts_keep_their_types() -> None:
    text = 'relation d(date, month, text)\nfact d(2023-07-18, 2023-06, "a b")\n'
    assert rows(text, "d") == {(date(2023, 7, 18), Month(2023, 6), "a b")}


def test_a_name_and_a_text_of_the_same_letters_are_of_different_relations() -> None:
    text = 'relation name(symbol)\nrelation word(text)\nfact name(a)\nfact word("a")\n'
    assert rows(text, "name") == {("a",)}
    with pytest.raises(PolicyError):
        Program.parse(text + 'fact name("a")\n')


def test_the_order_of_days_and_months() -> None:
    text = "relation d(symbol) = date\nrelation late(symbol)\nfact d(a) = 2023-09-30\nfact d(b) = 2023-10-01\n"
    assert rows(text + "rule late(X)\n  when d(X) >= 2023-10-01\n", "late") == {("b",)}


# --- What is refused ---


def test_two_values_of_a_function_are_refused() -> None:
    text = "relation f(symbol) = count\nrelation g(symbol, count)\nfact g(a, 1)\nfact g(a, 2)\n"
    program = Program.parse(text + "rule f(X) = N\n  when g(X, N)\n")
    with pytest.raises(PolicyError) as raised:
        program.evaluate()
    (found,) = raised.value.diagnostics
    assert (found.code, found.message) == ("E320", "`f(a)` has two values, 1 and 2")


def test_two_stated_values_of_a_function_are_refused() -> None:
    with pytest.raises(PolicyError) as raised:
        Program.parse("relation f(symbol) = count\nfact f(a) = 1\nfact f(a) = 2\n")
    assert {d.code for d in raised.value.diagnostics} == {"E311"}


def test_a_value_derived_twice_is_one() -> None:
    text = "relation f(symbol) = count\nrelation g(symbol, count)\nfact g(a, 1)\nfact f(a) = 1\n"
    assert rows(text + "rule f(X) = N\n  when g(X, N)\n", "f") == {("a", 1)}


PAIRS = "relation n(symbol)\nrelation p(symbol, symbol, symbol)\n" + "".join(f"fact n(n{i})\n" for i in range(30))
PAIRS += "rule p(X, Y, Z)\n  when n(X)\n   and n(Y)\n   and n(Z)\n"


def test_more_than_the_limit_is_refused() -> None:
    program = Program.parse(PAIRS)
    with pytest.raises(LimitExceeded):
        program.evaluate(limit=1000)
    assert len(program.evaluate(limit=30_000)["p"]) == 27_000


def test_a_program_can_be_evaluated_again() -> None:
    program = Program.parse(GRAPH + PATH)
    assert program.evaluate() == program.evaluate()


def test_every_declared_relation_is_there() -> None:
    assert set(Program.parse(GRAPH).evaluate()) == {"edge", "path"}
    assert rows(GRAPH, "path") == set()


def test_an_open_relation_holds_what_is_certain() -> None:
    text = "kind thing\nthing a\nthing b\nopen relation p(thing)\nrelation q(thing)\nrelation t(thing)\n"
    text += "fact t(a)\nfact t(b)\nfact not p(a)\nrule q(X)\n  when t(X)\n  unless p(X)\n"
    assert rows(text, "q") == {("a",)}
