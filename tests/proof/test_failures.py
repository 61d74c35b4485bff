"""Why something does not hold: every rule is accounted for, every failure is one, and the explanation ends."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.errors import EngineFault
from licet.logic.ir import Program
from licet.proof.prover import Limits, explain_absence, prove
from licet.proof.steps import Absence, AbsenceStep, Blocked, FalseComparison, Missing, OtherResult, Proof
from support.datalog import program
from support.naive_oracle import NaiveOracle
from support.proof_checker import check_proof
from support.samples import samples
from support.small_programs import KINDS, NAMES, NUMBERS, small_programs


def explain(text: str, relation: str, *pattern: object) -> Proof:
    oracle = NaiveOracle(program(text))
    proof = explain_absence(oracle, relation, pattern)
    check_proof(proof, oracle)
    return proof


def goal_of(proof: Proof) -> AbsenceStep:
    assert isinstance(proof.goal, AbsenceStep)
    return proof.goal


def only_failure(proof: Proof) -> object:
    (failed,) = goal_of(proof).rules
    (failure,) = failed.failures
    assert not failed.more
    return failure


def test_what_no_rule_concludes_is_just_not_stated() -> None:
    proof = explain("f(a).", "f", "b")
    assert proof.steps == (AbsenceStep("f", ("b",), ()),)


def test_what_holds_is_not_absent() -> None:
    with pytest.raises(EngineFault, match="not absent"):
        explain("f(a).", "f", None)


def test_missing_fact_is_named_with_what_is_bound() -> None:
    failure = only_failure(explain("p(X) :- f(X, Y), g(Y). f(a, b). g(c). g(d).", "p", "a"))
    assert failure == Missing(1, (("X", "a"), ("Y", "b")), "g", ("b",), Absence.UNSTATED, None)


def test_false_comparison_shows_both_values() -> None:
    text = "many(O) :- users(O, N), N > 700. users(small, 5)."
    failure = only_failure(explain(text, "many", "small"))
    assert failure == FalseComparison(1, (("N", 5), ("O", "small")), 5, ">", 700, False)


def test_blocking_conclusion_is_proved() -> None:
    proof = explain(
        "free(X) :- thing(X), not owned(X, _). owned(X, Y) :- holds(Y, X). thing(a). holds(b, a).", "free", "a"
    )
    failure = only_failure(proof)
    assert isinstance(failure, Blocked)
    assert failure.row == ("a", "b")
    assert proof.steps[failure.premise].rule.head.relation == "owned"


def test_failing_conclusion_is_explained_in_turn() -> None:
    proof = explain("p(X) :- q(X). q(X) :- r(X). q(X) :- s(X), t(X). s(a). r(b).", "p", "a")
    failure = only_failure(proof)
    assert isinstance(failure, Missing)
    assert failure.absence is Absence.UNDERIVED
    inner = proof.steps[failure.premise]
    assert isinstance(inner, AbsenceStep)
    assert [f.failures[0].relation for f in inner.rules] == ["r", "t"]


def test_failure_that_needs_no_explanation_is_preferred() -> None:
    failure = only_failure(explain("p(X) :- q(X), f(X). q(X) :- r(X). f(b). r(b).", "p", "a"))
    assert failure.relation == "f"


def test_going_round_in_a_circle_is_said_once() -> None:
    proof = explain("p(X) :- q(X). q(X) :- p(X). q(X) :- f(X). f(b).", "p", "a")
    assert len(proof.steps) == 2
    inner = proof.steps[0]
    absences = {f.failures[0].absence for f in inner.rules}
    assert absences == {Absence.CIRCULAR, Absence.UNSTATED}


def test_cyclic_lineage_is_explained() -> None:
    text = "d(X, Y) :- e(X, Y). d(X, Z) :- e(X, Y), d(Y, Z). e(a, b). e(b, c). e(c, a)."
    proof = explain(text, "d", "a", "z")
    assert {step.pattern for step in proof.steps} == {("a", "z"), ("b", "z"), ("c", "z")}


def test_other_result_of_an_aggregate_is_proved() -> None:
    proof = explain("total(G, sum N) :- users(G, N). users(g, 3). users(g, 4).", "total", "g", 8)
    failure = only_failure(proof)
    assert isinstance(failure, OtherResult)
    assert failure.row == ("g", 7)


def test_aggregate_without_contributions_is_a_missing_fact() -> None:
    failure = only_failure(explain("total(G, sum N) :- users(G, N). users(g, 3).", "total", "h", None))
    assert failure == Missing(0, (("G", "h"),), "users", ("h", None), Absence.UNSTATED, None)


def test_repeated_variable_is_not_reported_as_an_empty_relation() -> None:
    (failed,) = goal_of(explain("loop :- e(X, X). e(a, b). e(c, b).", "loop")).rules
    assert [f.pattern for f in failed.failures] == [("a", "a"), ("c", "c")]


def test_listing_stops_at_the_limit_and_says_so() -> None:
    text = "p(X) :- e(X, Y), f(Y). f(z). " + "".join(f"e(a, n{i:02}). " for i in range(20))
    oracle = NaiveOracle(program(text))
    (failed,) = goal_of(explain_absence(oracle, "p", ("a",), Limits(failures=5))).rules
    assert failed.more
    assert [f.pattern for f in failed.failures] == [(f"n{i:02}",) for i in range(5)]
    (failed,) = goal_of(explain_absence(oracle, "p", ("a",), Limits(failures=20))).rules
    assert not failed.more
    assert len(failed.failures) == 20


def test_explanation_is_cut_where_it_is_farthest_from_the_goal() -> None:
    text = "d(X) :- e(X, Y), d(Y). " + "".join(f"e(n{i}, n{i + 1}). " for i in range(9))
    oracle = NaiveOracle(program(text))
    proof = explain_absence(oracle, "d", ("n0",), Limits(absences=3))
    check_proof(proof, oracle)
    assert [step.pattern for step in proof.steps] == [("n3",), ("n2",), ("n1",), ("n0",)]
    assert proof.steps[0].rules[0].failures[0].absence is Absence.UNEXPLORED


def test_negated_premise_of_a_proof_is_explained() -> None:
    oracle = NaiveOracle(
        program("ok(X) :- use(X), not bad(X). bad(X) :- use(X), size(X, N), N > 3. use(a). size(a, 2).")
    )
    proof = prove(oracle, "ok", ("a",))
    check_proof(proof, oracle)
    assert isinstance(proof.steps[proof.goal.premises[1]], AbsenceStep)


@pytest.mark.slow
def test_long_chain_of_absences_is_not_recursive() -> None:
    text = "d(X) :- e(X, Y), d(Y). " + "".join(f"e({i}, {i + 1}). " for i in range(5_000))
    proof = explain_absence(NaiveOracle(program(text)), "d", (0,), Limits(absences=10_000))
    assert len(proof.steps) == 5_001


def test_rule_that_does_conclude_it_is_a_fault() -> None:
    oracle = NaiveOracle(program("p(X) :- f(X). f(a)."))
    del oracle.rows["p"]["a",]
    with pytest.raises(EngineFault, match="`p`"):
        explain_absence(oracle, "p", ("a",))


@settings(max_examples=samples(120))
@given(small_programs(), st.data())
def test_every_absence_is_accounted_for(drawn: Program, data: st.DataObject) -> None:
    oracle = NaiveOracle(drawn)
    for _ in range(8):
        name = data.draw(st.sampled_from(sorted(KINDS)))
        values = {"n": st.sampled_from((*NAMES, "z", None)), "#": st.sampled_from((*NUMBERS, 9, None))}
        pattern = tuple(data.draw(values[kind]) for kind in KINDS[name])
        if not oracle.answers(name, pattern):
            check_proof(explain_absence(oracle, name, pattern), oracle)
