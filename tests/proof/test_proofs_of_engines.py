"""The engines give the same proofs as a naive model does, on every kind of program."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from licet.engine.bottom_up import evaluate
from licet.engine.solver import Solver, compile_program
from licet.errors import EngineFault
from licet.logic.ir import Program
from licet.logic.oracle import Oracle
from licet.logic.values import Row
from licet.proof.enumeration import proofs
from licet.proof.prover import explain_absence, prove
from licet.proof.why_not import why_not
from support.datalog import program
from support.naive_oracle import NaiveOracle
from support.programs import VALUES, programs
from support.proof_checker import check_proof, height_of
from support.proof_graph import least_heights, proof_graph
from support.rows import with_rows
from support.samples import samples
from support.small_programs import small_programs

ANY = st.sampled_from([None, None, *(value for values in VALUES.values() for value in values)])


def oracles(drawn: Program) -> tuple[NaiveOracle, Oracle, Oracle]:
    try:
        model = evaluate(with_rows(drawn))
    except EngineFault:
        assume(False)
    naive = NaiveOracle(drawn)
    return naive, model, Solver(compile_program(drawn))


def conclusions(oracle: NaiveOracle) -> Iterator[tuple[str, Row]]:
    return ((name, row) for name, rows in oracle.rows.items() for row in rows)


@settings(max_examples=samples(100))
@given(st.one_of(small_programs(), programs()))
def test_conclusions_have_the_same_least_proof(drawn: Program) -> None:
    naive, *engines = oracles(drawn)
    least = least_heights(proof_graph(naive))
    for name, row in conclusions(naive):
        proof = prove(naive, name, row)
        check_proof(proof, naive)
        assert least[name, row] == height_of(proof)
        for engine in engines:
            assert prove(engine, name, row) == proof


@settings(max_examples=samples(100))
@given(st.one_of(small_programs(), programs()), st.data())
def test_absences_have_the_same_explanation(drawn: Program, data: st.DataObject) -> None:
    naive, *engines = oracles(drawn)
    for name, arity in drawn.arities.items():
        pattern = tuple(data.draw(ANY) for _ in range(arity))
        if not naive.answers(name, pattern):
            proof = explain_absence(naive, name, pattern)
            check_proof(proof, naive)
            reason = why_not(naive, name, pattern)
            for engine in engines:
                assert explain_absence(engine, name, pattern) == proof
                assert why_not(engine, name, pattern) == reason


@settings(max_examples=samples(60))
@given(small_programs())
def test_enumerations_are_the_same(drawn: Program) -> None:
    naive, *engines = oracles(drawn)
    for name, row in conclusions(naive):
        expected = proofs(naive, name, row, 4)
        for engine in engines:
            assert proofs(engine, name, row, 4) == expected


def test_equation_that_defines_a_variable_is_exact_even_if_lenient() -> None:
    drawn = program("p(X) :- q(Y), X ?= Y. q(?). q(a).")
    naive, *engines = oracles(drawn)
    for oracle in (naive, *engines):
        proof = prove(oracle, "p", ("a",))
        assert proof.facts()[0].row == ("a",)
        explain_absence(oracle, "p", ("b",))
