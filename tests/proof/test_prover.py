"""Proofs of what holds: justified, least, deterministic, and not recursive."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.engine.bottom_up import evaluate
from licet.errors import EngineFault, ProofTooLarge
from licet.logic.ir import Fact, Program
from licet.logic.oracle import Oracle
from licet.logic.values import UNKNOWN, Row
from licet.proof.prover import Limits, prove
from licet.proof.steps import AbsenceStep, AggregateStep, ComparisonStep, FactStep, RuleStep
from support.datalog import program
from support.hub import hub
from support.naive_oracle import NaiveOracle
from support.proof_checker import check_proof, height_of, tree_size
from support.proof_graph import least_heights, proof_graph
from support.samples import samples
from support.small_programs import small_programs

LINEAGE = """
    descends(X, Y) :- derived(X, Y).
    descends(X, Z) :- derived(X, Y), descends(Y, Z).
"""


def oracle_of(text: str) -> NaiveOracle:
    return NaiveOracle(program(text))


def test_stated_fact_is_one_step_with_its_source() -> None:
    oracle = oracle_of("derived(a, b).")
    proof = prove(oracle, "derived", ("a", "b"))
    assert proof is not None
    assert proof.steps == (FactStep("derived", ("a", "b"), oracle.program.facts[0]),)
    assert proof.steps[0].fact.span.line == 1


def test_what_does_not_hold_has_no_proof() -> None:
    assert prove(oracle_of("derived(a, b)."), "derived", ("b", "a")) is None


def test_premises_follow_the_body_and_the_substitution_is_sorted() -> None:
    oracle = oracle_of("p(X) :- Y > 3, edge(X, Y), not q(Y). edge(a, 5). q(1).")
    proof = prove(oracle, "p", ("a",))
    check_proof(proof, oracle)
    goal = proof.goal
    assert isinstance(goal, RuleStep)
    assert goal.substitution == (("X", "a"), ("Y", 5))
    assert [type(proof.steps[p]) for p in goal.premises] == [ComparisonStep, FactStep, AbsenceStep]


def test_equality_binds() -> None:
    oracle = oracle_of("p(X, Y) :- edge(X), Y = 2. edge(a).")
    proof = prove(oracle, "p", ("a", 2))
    check_proof(proof, oracle)
    assert ComparisonStep(2, "=", 2, False) in proof.steps


def test_lenient_equality_tests_what_a_literal_binds() -> None:
    oracle = oracle_of("p(X) :- users(X, N), N ?= 5. users(a, ?). users(b, 4). users(c, 5).")
    assert oracle.rows["p"] == {("a",): None, ("c",): None}
    proof = prove(oracle, "p", ("a",))
    check_proof(proof, oracle)
    assert ComparisonStep(UNKNOWN, "=", 5, True) in proof.steps


def test_shared_conclusion_is_proved_once() -> None:
    oracle = oracle_of(
        "top(X) :- left(X), right(X). left(X) :- low(X). right(X) :- low(X). low(X) :- base(X). base(a)."
    )
    proof = prove(oracle, "top", ("a",))
    check_proof(proof, oracle)
    assert len(proof.steps) == 5


def test_anonymous_variable_takes_the_cheapest_witness() -> None:
    oracle = oracle_of("p(X) :- reach(X, _). reach(X, Y) :- edge(X, Y). reach(a, z). edge(a, b).")
    proof = prove(oracle, "p", ("a",))
    check_proof(proof, oracle)
    assert proof.facts()[0].row == ("a", "z")
    assert proof.goal.substitution == (("X", "a"),)


def test_derived_witness_is_proved() -> None:
    oracle = oracle_of("p(X) :- reach(X, _). reach(X, Y) :- edge(X, Y). edge(a, c). edge(a, b).")
    proof = prove(oracle, "p", ("a",))
    check_proof(proof, oracle)
    assert proof.facts()[0].row == ("a", "b")


def test_cyclic_lineage_has_a_well_founded_proof() -> None:
    oracle = oracle_of(LINEAGE + "derived(a, b). derived(b, c). derived(c, a). derived(c, d).")
    for row in oracle.rows["descends"]:
        check_proof(prove(oracle, "descends", row), oracle)
    assert height_of(prove(oracle, "descends", ("a", "a"))) == 3


def test_least_height_wins_over_fewer_steps() -> None:
    oracle = oracle_of(
        "p(X) :- s1(X). s1(X) :- s2(X). s2(X) :- f(X). f(a). g(a)."
        "p(X) :- w(X), w2(X). w(X) :- f(X), f(X), g(X). w2(X) :- g(X)."
    )
    proof = prove(oracle, "p", ("a",))
    check_proof(proof, oracle)
    assert height_of(proof) == 2
    assert tree_size(proof) == 7


def test_size_decides_between_equal_heights() -> None:
    oracle = oracle_of("p(X) :- f(X), g(X), f(X). p(X) :- h(X). f(a). g(a). h(a).")
    assert prove(oracle, "p", ("a",)).goal.rule.id == "p(X) :- h(X)"


def test_ties_go_to_the_first_rule_then_the_first_substitution() -> None:
    oracle = oracle_of("p(X) :- n(X, Y), f(Y). p(X) :- m(X, Y), f(Y). n(a, 1). m(a, 9). m(a, 10). f(1). f(9). f(10).")
    goal = prove(oracle, "p", ("a",)).goal
    assert goal.rule.id == "p(X) :- m(X, Y), f(Y)"
    assert goal.substitution == (("X", "a"), ("Y", 9))


def test_aggregate_lists_every_contribution_once() -> None:
    oracle = oracle_of(
        "total(G, sum N) :- member(M, G, _), users(M, N). users(a, 5). users(b, 5). users(c, 7)."
        "member(a, g, x). member(a, g, y). member(b, g, x). member(c, h, x)."
    )
    proof = prove(oracle, "total", ("g", 10))
    check_proof(proof, oracle)
    goal = proof.goal
    assert isinstance(goal, AggregateStep)
    assert [c.value for c in goal.contributions] == [5, 5]
    assert goal.result == 10


def test_aggregates_are_told_apart_by_their_result() -> None:
    oracle = oracle_of("best(X, max N) :- size(X, N). best(X, min N) :- size(X, N). size(a, 1). size(a, 4).")
    for result, operator in ((1, "min"), (4, "max")):
        proof = prove(oracle, "best", ("a", result))
        check_proof(proof, oracle)
        assert proof.goal.rule.aggregate.operator == operator


@pytest.mark.slow
def test_long_chain_is_not_recursive() -> None:
    length = 20_000
    proof = prove(Chain(length), "count_down", (length,))
    assert proof is not None
    assert len(proof.steps) == 2 * length + 1
    assert height_of(proof) == length


class Chain:
    """`count_down(0). count_down(N) :- next(M, N), count_down(M).`, without writing it out."""

    def __init__(self, length: int) -> None:
        self.length = length
        base = program("count_down(N) :- next(M, N), count_down(M). count_down(0).")
        self.rules, self.facts = base.rules, base.facts

    def answers(self, relation: str, wanted: tuple[int | None, ...]) -> tuple[Row, ...]:
        if relation == "count_down":
            return (wanted,) if wanted[0] <= self.length else ()
        low, high = wanted
        number = high if high is not None else low + 1
        return ((number - 1, number),) if 0 < number <= self.length else ()

    def holds(self, relation: str, row: Row) -> bool:
        return bool(self.answers(relation, row))

    def fact(self, relation: str, row: Row) -> object:
        return self.facts[0] if relation == "count_down" and row == (0,) else None

    def rules_for(self, relation: str) -> tuple[object, ...]:
        return self.rules if relation == "count_down" else ()


def test_search_past_its_bound_says_so() -> None:
    with pytest.raises(ProofTooLarge, match="more than 50"):
        prove(Chain(100), "count_down", (100,), Limits(support=50))
    with pytest.raises(ProofTooLarge, match="more than 20 steps"):
        prove(Chain(100), "count_down", (100,), Limits(steps=20))


def test_conclusion_that_nothing_derives_is_a_fault() -> None:
    oracle = oracle_of("p(X) :- f(X). f(a).")
    oracle.rows["p"]["b",] = None
    with pytest.raises(EngineFault, match="`p`"):
        prove(oracle, "p", ("b",))


@settings(max_examples=samples(150))
@given(small_programs())
def test_every_conclusion_has_a_justified_proof_of_least_height(drawn: Program) -> None:
    oracle = NaiveOracle(drawn)
    least = least_heights(proof_graph(oracle))
    for name, rows in oracle.rows.items():
        for row in rows:
            proof = prove(oracle, name, row)
            assert proof is not None
            check_proof(proof, oracle)
            assert height_of(proof) == least[name, row]


@settings(max_examples=samples(60))
@given(small_programs(), st.randoms(use_true_random=False))
def test_proofs_do_not_depend_on_the_order_of_the_program(drawn: Program, random: random.Random) -> None:
    rules, facts = list(drawn.rules), list(drawn.facts)
    random.shuffle(rules)
    random.shuffle(facts)
    oracle = NaiveOracle(drawn)
    shuffled = NaiveOracle(Program(tuple(rules), tuple(facts), drawn.arities))
    for name, rows in oracle.rows.items():
        for row in rows:
            assert prove(oracle, name, row) == prove(shuffled, name, row)


class Counting:
    """An oracle that counts how often it is asked, and how much it answers."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self.work = 0

    def answers(self, relation: str, pattern: tuple[object, ...]) -> tuple[Row, ...]:
        found = self.oracle.answers(relation, pattern)
        self.work += 1 + len(found)
        return found

    def holds(self, relation: str, row: Row) -> bool:
        self.work += 1
        return self.oracle.holds(relation, row)

    def fact(self, relation: str, row: Row) -> object:
        self.work += 1
        return self.oracle.fact(relation, row)

    def rules_for(self, relation: str) -> tuple[object, ...]:
        return self.oracle.rules_for(relation)


def median_work(edges: int) -> float:
    rules = program(LINEAGE)
    facts = tuple(Fact("derived", pair) for pair in hub(edges, seed=1))
    model = evaluate(Program(rules.rules, facts, rules.arities))
    rows = random.Random(2).sample(sorted(model.rows("descends")), 200)
    work = []
    for row in rows:
        oracle = Counting(model)
        assert prove(oracle, "descends", row) is not None
        work.append(oracle.work)
    return median(work)


def test_effort_for_a_proof_does_not_grow_with_the_base() -> None:
    small, large = median_work(1_000), median_work(10_000)
    assert large <= 100
    assert large <= 2 * small


SEEDED = """
from licet.proof.enumeration import proofs, witnesses
from licet.proof.prover import explain_absence
from licet.proof.why_not import why_not
from support.naive_oracle import NaiveOracle
from support.datalog import program
edges = " ".join(f"derived(m{i}, m{j})." for i in range(6) for j in range(i + 1, 6))
oracle = NaiveOracle(program(
    "descends(X, Y) :- derived(X, Y). descends(X, Z) :- descends(X, Y), descends(Y, Z)."
    "few(X, count Y) :- descends(X, Y). free(X) :- descends(X, _), not few(X, 3)." + edges
))
print(proofs(oracle, "free", ("m0",), 5), witnesses(oracle, "free", ("m0",), 3))
print(explain_absence(oracle, "free", ("m2",)), why_not(oracle, "descends", ("m3", "m1")))
"""


def test_hash_seed_does_not_matter() -> None:
    tests = Path(__file__).parents[1]
    printed = {
        subprocess.run(
            [sys.executable, "-c", SEEDED],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(tests)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert "AbsenceStep" in printed.pop()
