"""Plain Datalog: relations, facts and rules as a program of their own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from licet import LimitExceeded, PolicyError, Program
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


def test_a_long_chain_needs_no_deep_stack() -> None:
    text = "relation edge(symbol, symbol)\nrelation path(symbol)\nfact path(n0)\n"
    text += "".join(f"fact edge(n{i}, n{i + 1})\n" for i in range(5000))
    assert len(rows(text + "rule path(Y)\n  when path(X)\n   and edge(X, Y)\n", "path")) == 5001


def test_a_whole_number_is_an_int_and_equal_numbers_are_one() -> None:
    text = "relation n(symbol, number)\nfact n(a, 2)\nfact n(a, 2.0)\nfact n(a, 2.50)\nfact n(a, 2.5)\n"
    found = rows(text, "n")
    assert found == {("a", 2), ("a", Decimal("2.5"))}
    assert {type(row[1]) for row in found} == {int, Decimal}


def test_two_values_of_a_function_are_refused() -> None:
    text = "relation f(symbol) = count\nrelation g(symbol, count)\nfact g(a, 1)\nfact g(a, 2)\n"
    program = Program.parse(text + "rule f(X) = N\n  when g(X, N)\n")
    with pytest.raises(PolicyError) as raised:
        program.evaluate()
    (found,) = raised.value.diagnostics
    assert (found.code, found.message) == ("E320", "`f(a)` has two values, 1 and 2")


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
