"""Plain Datalog: relations, facts and rules as a program of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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


MODELS = """
kind model
relation derived_from(symbol, symbol)
relation restricted(symbol)
relation users(symbol) = count
relation since(symbol) = date
relation made(model)
relation tainted(symbol, symbol)
relation big(symbol)
open relation secret(model)
model phi
rule tainted(X, R)
  when derived_from(X, R)
   and restricted(R)
rule tainted(X, R)
  when derived_from(X, Y)
   and tainted(Y, R)
rule big(X)
  when users(X) = N
   and N > 700
   and not restricted(X)
"""


def test_rows_say_what_the_text_of_their_facts_says() -> None:
    told = Program.parse(MODELS + "fact derived_from(b, a)\nfact restricted(a)\nfact users(b) = 900\nfact made(phi)\n")
    given = Program.parse(MODELS).with_rows({"derived_from": [("b", "a")], "users": iter([["b", 900]])})
    given = given.with_rows({"restricted": [("a",)], "made": [("phi",)], "users": [("b", Decimal("900.0"))][:0]})
    assert given.evaluate() == told.evaluate()
    assert given.live().rows("tainted") == told.evaluate()["tainted"] == {("b", "a")}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"derived": [("a", "b")]}, "no relation is called `derived`"),
        ({"secret": [("phi",)]}, "`secret` is open, presumed or dated"),
        ({"derived_from": [("a", "b"), ("a",)]}, "row 2 of `derived_from` has 1 values, not 2"),
        ({"derived_from": ["ab"]}, "row 1 of `derived_from` is no tuple"),
        ({"users": [("a", 1), ("b", None)]}, "row 2 of `users`, value 2: None is no count"),
        ({"users": [("a", 1.0)]}, "row 1 of `users`, value 2: 1.0 is no count"),
        ({"users": [("a", True)]}, "row 1 of `users`, value 2: True is no count"),
        (
            {"since": [("a", datetime(2026, 1, 1))]},
            "row 1 of `since`, value 2: datetime.datetime(2026, 1, 1, 0, 0) is no date",
        ),
        ({"derived_from": [("a", ["b"])]}, "row 1 of `derived_from`, value 2: ['b'] is no symbol"),
        ({"made": [("phi",), ("psi",)]}, "row 2 of `made`, value 1: no model is called `psi`"),
    ],
)
@pytest.mark.parametrize("take", [Program.with_rows, lambda p, rows: p.live().apply(rows)], ids=["at first", "later"])
def test_a_row_that_is_none_is_refused(take: Callable[[Program, Any], Any], rows: Any, message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        take(Program.parse(MODELS), rows)
    (found,) = raised.value.diagnostics
    assert (found.code, found.message) == ("E623", message)
    assert found.help


def test_a_live_program_follows_its_facts() -> None:
    live = Program.parse(MODELS).with_rows({"users": [("a", 800), ("b", 900)]}).live()
    changed = live.apply(add={"derived_from": [("c", "b")], "restricted": [("b",)]})
    assert changed.added["tainted"] == (("c", "b"),)
    assert changed.removed == {"big": (("b",),)}
    with pytest.raises(PolicyError, match="two values"):
        live.apply(add={"users": [("a", 5)], "restricted": [("a",)]}, remove={"restricted": [("b",)]})
    assert live.rows("big") == {("a",)}
    assert live.rows("users") == {("a", 800), ("b", 900)}
    live.apply(add={"users": [("a", 5)], "since": [("a", date(2026, 1, 1))]}, remove={"users": [("a", 800)]})
    assert live.rows("big") == frozenset()
    assert live.answers("users", ("a", None)) == (("a", 5),)


def test_a_program_over_the_values_that_occur_is_not_kept_up() -> None:
    program = Program.parse("open relation size(symbol, count)\nrelation odd(symbol)\nrule odd(a)\n  when size(a, 3)\n")
    with pytest.raises(PolicyError, match="not kept up"):
        program.live()
