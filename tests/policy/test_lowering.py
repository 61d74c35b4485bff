"""The policy language means what its syntax tree says, whatever becomes of it on the way to the engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

import pytest

from licet import UNKNOWN, KnowledgeBase, PolicyError, Program
from licet.certificate.certified import Goal, certify
from licet.certificate.kernel import check
from licet.engine.solver import Solver, compile_program
from licet.grammar import tree
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.logic.values import Month, Row, Value
from licet.proof.prover import explain_absence, prove
from licet.pydatalog.engine import PyDatalogEngine
from support.naive_oracle import NaiveOracle
from support.proof_checker import check_proof
from support.samples import all_are_tried, samples
from support.surface import (
    ALLOWED,
    CIRCLE,
    ENDLESS,
    OPEN_INSIDE,
    TWO_VARIABLES,
    UNBOUND,
    Model,
    is_two_valued,
    meaning,
    objections,
)
from support.surface_programs import presumed_worlds, surface_program, surface_worlds

SAMPLES = samples(10_000 if all_are_tried() else 5_000)
PARTS = 8
WITH_WORLDS = max(SAMPLES // 20, 5 * PARTS)
REASONS = {
    "E301": {UNBOUND},
    "E302": {UNBOUND},
    "E303": {UNBOUND},
    "E304": {UNBOUND},
    "E313": {CIRCLE, OPEN_INSIDE},
    "E315": {TWO_VARIABLES},
    "E317": {OPEN_INSIDE},
    "E319": {ENDLESS},
}
TWO_VALUES = "E320"


def _tree(text: str) -> tree.Module:
    module, found = parse_module(SourceFile("program.licet", text))
    assert not found, text
    return module


def _evaluated(module: tree.Module) -> tuple[Program, Mapping[str, frozenset[Row]]] | set[str]:
    """The program and what the bottom-up engine derives, or the codes of the errors in it."""
    try:
        program = Program.of(module)
        return program, program.evaluate()
    except PolicyError as error:
        return {d.code for d in error.diagnostics if d.is_error}


def _assert_goals_agree(program: Program, model: Model, text: str) -> None:
    """The goal-directed engine, asked for all of a relation, and first of all for what begins as some row does."""
    compiled = compile_program(program.program)
    for relation in (rule.head.relation for rule in program.program.rules):
        rows = model.get(relation)
        if rows:
            anything = (None,) * program.vocabulary.relations[relation].arity
            first = min(rows, key=repr)[0]
            solver = Solver(compiled)
            assert set(solver.answers(relation, (first, *anything[1:]))) == {r for r in rows if r[0] == first}, text
            assert set(solver.answers(relation, anything)) == rows, (relation, text)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_programs_mean_what_their_syntax_trees_say(part: int) -> None:
    outcomes: Counter[str] = Counter()
    for seed in range(part, SAMPLES, PARTS):
        text = surface_program(seed)
        module = _tree(text)
        reasons = objections(module)
        found = _evaluated(module)
        if isinstance(found, tuple):
            program, derived = found
            assert reasons <= ALLOWED, text
            model = meaning(module)
            assert not is_two_valued(module, model), text
            assert derived == model, text
            if seed // PARTS % 2:
                _assert_goals_agree(program, model, text)
        elif found == {TWO_VALUES}:
            assert reasons <= ALLOWED, text
            assert is_two_valued(module, meaning(module)), text
        else:
            assert all(REASONS[code] & reasons for code in found), (found, reasons, text)
        outcomes["accepted" if isinstance(found, tuple) else "refused"] += 1
    assert outcomes["accepted"] > 2 * outcomes["refused"]


@pytest.mark.parametrize("part", range(PARTS))
def test_the_certain_holds_in_every_world_and_what_holds_in_one_is_possible(part: int) -> None:
    checked = 0
    for seed in range(part, WITH_WORLDS, PARTS):
        text, worlds = surface_worlds(seed, 6)
        try:
            base = KnowledgeBase.parse(text).base
        except PolicyError:
            continue
        certain, possible = {}, {}
        for relation, signature in base.vocabulary.relations.items():
            anything = (None,) * signature.arity
            certain[relation] = set(base.solver.answers(relation, anything))
            possible[relation] = base.solver.answers(base.doubt.possible(relation), anything)
        for world in worlds:
            module = _tree(world)
            model = meaning(module)
            if not is_two_valued(module, model):
                checked += 1
                for relation, rows in model.items():
                    assert certain[relation] <= rows, (relation, world, text)
                    assert all(_is_covered(row, possible[relation]) for row in rows), (relation, world, text)
    assert checked


@pytest.mark.parametrize("part", range(PARTS))
def test_presumed_relations_are_closed_and_strictly_they_are_open(part: int) -> None:
    checked = told = 0
    for seed in range(part, WITH_WORLDS, PARTS):
        text, worlds = presumed_worlds(seed, 6)
        try:
            base = KnowledgeBase.parse(text).base
        except PolicyError:
            continue
        strict = base.strict()
        module = _tree(text)
        model = meaning(module)
        if is_two_valued(module, model):
            continue
        for relation, rows in model.items():
            anything = (None,) * base.vocabulary.relations[relation].arity
            twin = base.doubt.possible(relation)
            assert set(base.solver.answers(relation, anything)) == rows, (relation, text)
            assert set(base.solver.answers(twin, anything)) == rows, (relation, text)
            told += len(strict.solver.answers(twin, anything)) > len(rows)
        for world in worlds:
            module = _tree(world)
            model = meaning(module)
            if not is_two_valued(module, model):
                checked += 1
                for relation, rows in model.items():
                    anything = (None,) * base.vocabulary.relations[relation].arity
                    possible = strict.solver.answers(base.doubt.possible(relation), anything)
                    assert set(strict.solver.answers(relation, anything)) <= rows, (relation, world, text)
                    assert all(_is_covered(row, possible) for row in rows), (relation, world, text)
    assert checked
    assert told


def _is_covered(row: Row, possible: Iterable[Row]) -> bool:
    return any(all(p is UNKNOWN or p == v for p, v in zip(found, row, strict=True)) for found in possible)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_what_programs_conclude_is_proved_and_certified(part: int) -> None:
    checked = 0
    for seed in range(part, max(SAMPLES // 10, 4 * PARTS), PARTS):
        found = _evaluated(_tree(surface_program(seed)))
        if isinstance(found, tuple):
            program, derived = found
            oracle = NaiveOracle(program.program)
            concluded = [(name, row) for name, rows in derived.items() if oracle.rules_for(name) for row in rows]
            for relation, row in sorted(concluded, key=repr)[:: max(1, len(concluded) // 3)]:
                absent = (*row[:-1], _other(row[-1]))
                check_proof(prove(oracle, relation, row), oracle)
                check_proof(explain_absence(oracle, relation, absent), oracle)
                goals = (Goal(relation, row), Goal(relation, absent, False))
                check(certify(program.program, (), goals))
                checked += 1
    assert checked


def _other(value: Value) -> Value:
    """A value of that type that no program has."""
    for other in ("nobody", Month(1999, 1), date(1999, 1, 1)):
        if type(other) is type(value):
            return other
    return 987_654_321


@pytest.mark.slow
def test_pydatalog_reads_programs_as_their_syntax_trees_do() -> None:
    asked = 0
    for seed in range(100_000, 100_030):
        found = _evaluated(_tree(surface_program(seed)))
        if isinstance(found, set):
            continue
        program, model = found
        with PyDatalogEngine(program.program, 30) as engine:
            for relation, rows in model.items():
                anything = (None,) * program.vocabulary.relations[relation].arity
                assert set(engine.answers(relation, anything)) == rows, (relation, surface_program(seed))
        asked += 1
    assert asked > 15


@pytest.mark.parametrize(
    "feature",
    [
        "none of",
        "any of",
        "all of",
        "unless none of",
        "not ",
        " in {",
        ":= sum",
        ":= count",
        ":= min",
        " + ",
        " * (",
        '= "',
        "2023-06",
        " starts with ",
        " from 2023-06-01 until ",
        " at Day",
        " at Month",
        " at When",
        " at 2023-06",
        " of X",
    ],
)
def test_the_generated_programs_have_it_all(feature: str) -> None:
    assert sum(feature in surface_program(seed) for seed in range(400)) > 10
