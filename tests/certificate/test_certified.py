"""Certificates of generated programs: valid ones are accepted, and none that is accepted is wrong."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.certificate.certified import Goal, certify, decode_value, write_certificate
from licet.certificate.kernel import Rejected, check, read
from licet.certificate.verify import verify_program
from licet.logic.ir import Fact, Program
from licet.logic.relations import canonical_row
from licet.logic.values import Row
from support.mutations import MUTATIONS, is_true, mutated, program_in
from support.programs import programs
from support.reference import Model, Undefined, perfect_model
from support.samples import samples


def _goals(program: Program, model: Model, random: Random) -> list[Goal]:
    """Some rows that hold, and some that do not."""
    goals = []
    for relation, arity in sorted(program.arities.items()):
        rows = sorted(map(canonical_row, model.get(relation, ())), key=repr)
        goals += [Goal(relation, row) for row in random.sample(rows, min(2, len(rows)))]
        pattern = tuple(random.choice(("a", "b", 1, None, "c")) for _ in range(arity))
        if not any(_matches(row, pattern) for row in rows):
            goals.append(Goal(relation, pattern, False))
    return goals


def _matches(row: Row, pattern: tuple[object, ...]) -> bool:
    return all(wanted is None or wanted == value for wanted, value in zip(pattern, row, strict=True))


@pytest.mark.slow
@settings(max_examples=samples(300))
@given(programs(), st.integers())
def test_what_holds_and_what_does_not_is_certified(program: Program, seed: int) -> None:
    try:
        model = perfect_model(program)
    except Undefined:
        return
    goals = _goals(program, model, Random(seed))
    if goals:
        certificate = read(write_certificate(certify(program, (), goals)))
        verify_program(certificate, program)
        for goal in goals:
            verify_program(certify(program, (), [goal]), program)


def _is_so(program: Program, goal: list[object]) -> bool:
    """Whether a goal is true, or the program has no model since an aggregate somewhere in it has no value."""
    try:
        return is_true(program, goal)
    except Undefined:
        return True


@pytest.mark.slow
def test_no_mutated_certificate_is_accepted_unless_its_goals_are_so() -> None:
    rejected: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    certificates = max(100, samples(250))

    @settings(max_examples=certificates, derandomize=True)
    @given(programs(), st.integers())
    def spoil(program: Program, seed: int) -> None:
        random = Random(seed)
        try:
            goals = _goals(program, perfect_model(program), random)
        except Undefined:
            return
        if not goals:
            return
        certificate = certify(program, (), random.sample(goals, min(2, len(goals))))
        for name in MUTATIONS:
            spoiled = mutated(certificate, name, random)
            if spoiled is None:
                continue
            try:
                check(spoiled)
            except Rejected:
                rejected[name] += 1
                with pytest.raises(Rejected):
                    verify_program(spoiled, program)
                continue
            (world,) = spoiled["worlds"]
            assert all(_is_so(program_in(spoiled, world), goal) for goal in world["goals"]), name
            try:
                verify_program(spoiled, program)
            except Rejected:
                rejected[name] += 1
                continue
            accepted[name] += 1
            assumed = tuple(Fact(r, tuple(map(decode_value, row))) for r, row in world["assumed"])
            whole = Program(program.rules, (*program.facts, *assumed))
            assert all(_is_so(whole, goal) for goal in world["goals"]), name

    spoil()
    assert sum(rejected.values()) >= 2 * certificates
    assert not {name for name in MUTATIONS if not rejected[name]}
