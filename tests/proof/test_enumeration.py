"""All proofs and all minimal sets of facts, against brute force."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.errors import EngineFault, ProofTooLarge
from licet.logic.ir import Program
from licet.proof.enumeration import proofs, witnesses
from licet.proof.prover import Limits, prove
from support.datalog import program
from support.naive_oracle import NaiveOracle
from support.proof_checker import check_proof
from support.proof_graph import all_proofs, minimal_witnesses, proof_graph
from support.samples import samples
from support.small_programs import small_programs

DIAMOND = """
    d(X, Y) :- e(X, Y). d(X, Z) :- e(X, Y), d(Y, Z).
    e(a, b). e(a, c). e(b, z). e(c, z). e(a, z).
"""


def test_what_does_not_hold_has_none() -> None:
    oracle = NaiveOracle(program(DIAMOND))
    assert proofs(oracle, "d", ("z", "a"), 5) == ((), False)
    assert witnesses(oracle, "d", ("z", "a"), 5) == ((), False)


def test_all_proofs_come_by_height() -> None:
    oracle = NaiveOracle(program(DIAMOND))
    found, more = proofs(oracle, "d", ("a", "z"), 10)
    assert not more
    assert [len(p.facts()) for p in found] == [1, 2, 2]
    assert found[0] == prove(oracle, "d", ("a", "z"))
    assert len(set(found)) == 3


def test_limit_says_that_there_are_more() -> None:
    oracle = NaiveOracle(program(DIAMOND))
    everything, _ = proofs(oracle, "d", ("a", "z"), 10)
    for limit in (0, 1, 2):
        assert proofs(oracle, "d", ("a", "z"), limit) == (everything[:limit], True)
    assert proofs(oracle, "d", ("a", "z"), 3) == (everything, False)


def test_stated_conclusion_that_is_also_derived_has_both_proofs() -> None:
    oracle = NaiveOracle(program("p(X) :- f(X). p(a). f(a)."))
    found, _ = proofs(oracle, "p", ("a",), 10)
    assert [len(p.steps) for p in found] == [1, 2]


def test_every_witness_of_an_anonymous_variable_is_a_proof() -> None:
    oracle = NaiveOracle(program("p(X) :- e(X, _). e(a, b). e(a, c)."))
    found, _ = proofs(oracle, "p", ("a",), 10)
    assert [p.facts()[0].row for p in found] == [("a", "b"), ("a", "c")]


def test_going_round_a_cycle_is_no_further_proof() -> None:
    oracle = NaiveOracle(program("d(X, Y) :- e(X, Y). d(X, Z) :- e(X, Y), d(Y, Z). e(a, b). e(b, a)."))
    found, more = proofs(oracle, "d", ("a", "b"), 10)
    assert len(found) == 1
    assert not more


def test_minimal_sets_of_facts() -> None:
    oracle = NaiveOracle(program(DIAMOND))
    found, more = witnesses(oracle, "d", ("a", "z"), 10)
    assert not more
    assert [[step.row for step in leaves] for leaves in found] == [
        [("a", "z")],
        [("a", "b"), ("b", "z")],
        [("a", "c"), ("c", "z")],
    ]
    assert found[0][0].fact in oracle.program.facts


def test_fewer_sets_when_limited() -> None:
    found, more = witnesses(NaiveOracle(program(DIAMOND)), "d", ("a", "z"), 2)
    assert more
    assert len(found) == 2


def test_search_past_its_bound_says_so() -> None:
    oracle = NaiveOracle(program(DIAMOND))
    for search in (proofs, witnesses):
        with pytest.raises(ProofTooLarge):
            search(oracle, "d", ("a", "z"), 5, Limits(support=5))


def test_conclusion_that_nothing_derives_is_a_fault() -> None:
    oracle = NaiveOracle(program("p(X) :- f(X). f(a)."))
    oracle.rows["p"]["b",] = None
    for search in (proofs, witnesses):
        with pytest.raises(EngineFault, match="`p`"):
            search(oracle, "p", ("b",), 5)


@settings(max_examples=samples(80))
@given(small_programs())
def test_proofs_are_all_there_are(drawn: Program) -> None:
    oracle = NaiveOracle(drawn)
    graph = proof_graph(oracle)
    for name, rows in oracle.rows.items():
        for row in rows:
            expected = all_proofs(graph, (name, row), 2_000)
            if expected is None or len(expected) > 40:
                continue
            found, more = proofs(oracle, name, row, 40)
            assert not more
            assert len(found) == len(expected)
            assert len({proof.steps for proof in found}) == len(found)
            assert found[0] == prove(oracle, name, row)
            for proof in found:
                check_proof(proof, oracle)


@settings(max_examples=samples(40))
@given(small_programs())
def test_minimal_sets_are_all_there_are(drawn: Program) -> None:
    facts = drawn.facts[:7]
    oracle = NaiveOracle(Program(drawn.rules, facts, drawn.arities))
    graph = proof_graph(oracle)
    for name, rows in oracle.rows.items():
        for row in rows:
            expected = set(minimal_witnesses(graph, (name, row), facts))
            found, more = witnesses(oracle, name, row, 200)
            assert not more
            assert {frozenset((s.relation, s.row) for s in leaves) for leaves in found} == expected


@settings(max_examples=samples(40))
@given(small_programs(), st.randoms(use_true_random=False))
def test_order_of_the_program_does_not_matter(drawn: Program, random: random.Random) -> None:
    rules, facts = list(drawn.rules), list(drawn.facts)
    random.shuffle(rules)
    random.shuffle(facts)
    oracle = NaiveOracle(drawn)
    shuffled = NaiveOracle(Program(tuple(rules), tuple(facts), drawn.arities))
    for name, rows in oracle.rows.items():
        for row in rows:
            assert proofs(oracle, name, row, 3) == proofs(shuffled, name, row, 3)
            assert witnesses(oracle, name, row, 3) == witnesses(shuffled, name, row, 3)
