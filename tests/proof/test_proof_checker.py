"""The checker that the tests of proofs rely on rejects proofs that are not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from licet.proof.prover import prove
from licet.proof.steps import AbsenceStep, AggregateStep, ComparisonStep, FactStep, Proof, RuleStep, Step
from support.datalog import program
from support.naive_oracle import NaiveOracle
from support.proof_checker import check_proof

TEXT = """
    ok(O) :- big(O, N), N > 10, not bad(O).
    big(G, sum N) :- member(M, G), users(M, N).
    bad(O) :- owns(O, X), banned(X, N), N > 5.
    bad(O) :- bad(O), owns(O, O).
    member(a, g). member(b, g). member(c, h). users(a, 5). users(b, 8). users(c, 9).
    owns(g, x). banned(x, 3). banned(y, 9).
"""


def sound() -> tuple[Proof, NaiveOracle]:
    oracle = NaiveOracle(program(TEXT))
    proof = prove(oracle, "ok", ("g",))
    assert proof is not None
    return proof, oracle


def test_a_proof_is_accepted() -> None:
    check_proof(*sound())


def mutants(step: Step) -> Iterator[Step]:
    match step:
        case FactStep():
            yield replace(step, row=("c", *step.row[1:]))
            yield replace(step, relation="banned")
            yield replace(step, fact=None)
        case RuleStep():
            yield replace(step, row=("h",))
            yield replace(step, premises=step.premises[:-1])
            yield replace(step, premises=step.premises[::-1])
            yield replace(step, substitution=step.substitution[:-1])
            yield replace(step, substitution=(("N", 99), *step.substitution[1:]))
            yield replace(step, rule=replace(step.rule, body=step.rule.body[:-1]), premises=step.premises[:-1])
        case AggregateStep():
            yield replace(step, row=(step.row[0], 14))
            yield replace(step, contributions=step.contributions[:-1])
            yield replace(step, contributions=(*step.contributions, step.contributions[0]))
            first = step.contributions[0]
            yield replace(step, contributions=(replace(first, value=6), *step.contributions[1:]))
        case ComparisonStep():
            yield replace(step, left=9)
            yield replace(step, operator="<")
        case AbsenceStep():
            yield replace(step, pattern=("h",))
            yield replace(step, rules=step.rules[:-1])
            yield replace(step, rules=())
            for i, failed in enumerate(step.rules):
                yield replace(step, rules=(*step.rules[:i], replace(failed, failures=()), *step.rules[i + 1 :]))
                wrong = replace(failed.failures[0], position=0, substitution=())
                yield replace(step, rules=(*step.rules[:i], replace(failed, failures=(wrong,)), *step.rules[i + 1 :]))


def test_no_changed_step_is_accepted() -> None:
    proof, oracle = sound()
    tried = 0
    for i, step in enumerate(proof.steps):
        for mutant in mutants(step):
            tried += 1
            with pytest.raises((AssertionError, KeyError, ValueError, StopIteration)):
                check_proof(Proof((*proof.steps[:i], mutant, *proof.steps[i + 1 :])), oracle)
    assert tried > 30


def test_superfluous_missing_and_disordered_steps_are_rejected() -> None:
    proof, oracle = sound()
    fact = oracle.program.facts[2]
    for steps in (
        (FactStep(fact.relation, fact.row, fact), *proof.steps),
        proof.steps[1:],
        proof.steps[::-1],
        (proof.steps[0], *proof.steps),
    ):
        with pytest.raises((AssertionError, IndexError)):
            check_proof(Proof(steps), oracle)
