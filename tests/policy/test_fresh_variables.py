"""A policy may call its variables what it likes: what lowering adds has names of its own."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Program, Status
from support.small_world import FORBID, GRANT, verdict_of

NAMES = ["Value", "Value1", "Maybe1", "Total", "X1", "Use", "Day", "Action", "Material"]


@pytest.mark.parametrize("name", NAMES)
def test_a_rule(name: str) -> None:
    text = f"""
relation size(symbol) = count
relation tag(symbol, count)
relation both(symbol, count)
relation sum_of(symbol) = count
fact size(a) = 10
fact tag(a, 3)
fact tag(a, 10)
rule both(S, {name})
  when size(S) > 5
   and tag(S, {name})
rule sum_of(S) := sum of N
  when tag(S, N)
   and size(S) = {name}
   and {name} > 5
"""
    model = Program.parse(text).evaluate()
    assert model["both"] == {("a", 3), ("a", 10)}
    assert model["sum_of"] == {("a", 13)}


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_over_what_is_unknown(name: str) -> None:
    text = f"""
kind thing
thing a
thing b
open relation size(thing) = count
relation tag(thing, count)
relation both(thing, count)
fact tag(b, 3)
fact tag(b, 10)
rule both(S, {name})
  when size(S) = 10
   and tag(S, {name})
"""
    answers = KnowledgeBase.parse(text).query("both(S, N)")
    assert (answers.rows, answers.possible) == ((), (("b", 3), ("b", 10)))


@pytest.mark.parametrize("name", NAMES)
def test_a_query_shows_every_variable_it_names(name: str) -> None:
    kb = KnowledgeBase.parse("relation size(symbol) = count\nfact size(a) = 10\n")
    answers = kb.query(f"size(Thing) = {name}")
    assert (answers.variables, answers.rows) == (("Thing", name), (("a", 10),))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("use", ["Use", "Job"])
def test_a_clause(name: str, use: str) -> None:
    if name == use:
        pytest.skip("that is the use itself")
    ban = FORBID.replace("Use", use) + f"  overrides grant\n  when {use} by {name}\n   and size({name}) > 5\n"
    over = verdict_of(GRANT + ban + "fact size(org) = 6\n", license=("in force from 2020-01-01",))
    assert over.status is Status.FORBIDDEN
    under = verdict_of(GRANT + ban + "fact size(org) = 5\n", license=("in force from 2020-01-01",))
    assert under.status is Status.PERMITTED
