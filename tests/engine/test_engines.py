"""Every in-memory engine against the definition of the perfect model, on programs of all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from licet.engine.bottom_up import evaluate
from licet.engine.solver import Solver, compile_program, side_by_side
from licet.errors import EngineFault
from licet.logic.dependencies import closure, dependencies
from licet.logic.ir import Const, Fact, Literal, Program, Rule
from licet.logic.oracle import Oracle
from licet.logic.values import Row, Value
from support.programs import VALUES, programs
from support.reference import Model as Rows
from support.reference import Undefined, perfect_model, solutions
from support.remembered import remembered
from support.rows import with_rows
from support.samples import samples

_MANY = settings(max_examples=samples(120))
_Pattern = tuple[Value | None, ...]


def _solver(program: Program) -> Solver:
    return Solver(compile_program(program))


def _writing(program: Program) -> Solver:
    """With a function for all that is asked."""
    return Solver(compile_program(program, patience=0))


def _soon_writing(program: Program) -> Solver:
    """With a function for what is asked a second time."""
    return Solver(compile_program(program, patience=1))


def _from_nothing(program: Program) -> Solver:
    """All facts in a layer over none."""
    return _solver(Program(program.rules, (), program.arities)).overlay(program.facts)


def _crossed(facts: Sequence[Fact]) -> list[Fact]:
    """Further facts: the first value of each with the other values of the next of its relation."""
    return [
        Fact(one.relation, (*one.row[:1], *other.row[1:]))
        for one, other in pairwise(facts)
        if one.relation == other.relation
    ]


def _in_two_layers(program: Program) -> Solver:
    """Half of the facts in the base with some that do not belong; one layer withdraws those, another adds the rest."""
    wrong = [fact for fact in _crossed(program.facts) if fact not in program.facts]
    half = len(program.facts) // 2
    base = _solver(Program(program.rules, (*program.facts[:half], *wrong), program.arities))
    for relation, arity in program.arities.items():
        base.answers(relation, (None,) * arity)
    return base.overlay((), wrong).overlay(program.facts[half:])


def _beside_another(program: Program) -> Solver:
    """Half of the facts in the base, the others laid upon it, beside the same over a program that lacks a rule and a
    fact and has been asked everything."""
    half = len(program.facts) // 2
    lacking = Program(program.rules[1:], program.facts[1:half], program.arities)
    programs = [compile_program(p) for p in (lacking, Program(program.rules, program.facts[:half], program.arities))]
    heads = [rule.head.relation for rule in program.rules[:1]]
    lost = frozenset((*heads, *(fact.relation for fact in program.facts[: min(half, 1)])))
    same = frozenset.intersection(*(compiled.spared(lost) for compiled in programs))
    pair = side_by_side(Solver(programs[0]), Solver(programs[1]), programs[1].derived - same)
    first, second = (solver.overlay(program.facts[half:]) for solver in pair)
    for relation, arity in program.arities.items():
        first.answers(relation, (None,) * arity)
    return second


ENGINES: dict[str, Callable[[Program], Oracle]] = {
    "bottom-up": evaluate,
    "bottom-up over rows": lambda program: evaluate(with_rows(program)),
    "solver": _solver,
    "solver that writes functions": _writing,
    "solver that soon writes functions": _soon_writing,
    "solver over rows": lambda program: _solver(with_rows(program)),
    "solver over a layer": _from_nothing,
    "solver over two layers": _in_two_layers,
    "solver beside another": _beside_another,
}


def _model(program: Program) -> Rows:
    try:
        return perfect_model(program)
    except Undefined:
        assume(False)
        raise


def _matching(rows: Iterable[Row], pattern: _Pattern) -> set[Row]:
    return {row for row in rows if all(p is None or p == v for p, v in zip(pattern, row, strict=True))}


def _questions(program: Program, model: Rows) -> Iterable[tuple[str, _Pattern]]:
    """Every binding pattern of every relation, with values of rows that hold and of one that may not."""
    for relation, arity in program.arities.items():
        rows = sorted(model.get(relation, ()), key=repr)
        probes = [*rows[:2], *rows[-2:]]
        if len(rows) > 1:
            probes.append((*rows[0][:1], *rows[-1][1:]))
        probes.append(tuple(VALUES["X"][:arity]))
        for probe in probes:
            for mask in product((True, False), repeat=arity):
                yield relation, tuple(v if bound else None for v, bound in zip(probe, mask, strict=True))


def _assert_model(oracle: Oracle, program: Program, model: Rows) -> None:
    for relation, pattern in _questions(program, model):
        expected = _matching(model.get(relation, ()), pattern)
        found = oracle.answers(relation, pattern)
        assert (set(found), len(found)) == (expected, len(expected)), (relation, pattern)
        if None not in pattern:
            row: Any = pattern
            assert oracle.holds(relation, row) is bool(expected)


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
@given(program=programs())
@_MANY
def test_engines_agree_with_the_definition(engine: Callable[[Program], Oracle], program: Program) -> None:
    _assert_model(engine(program), program, _model(program))


@given(program=programs())
@_MANY
def test_each_question_alone_has_the_same_answer(program: Program) -> None:
    model = _model(program)
    compiled = compile_program(program)
    for relation, pattern in _questions(program, model):
        expected = _matching(model.get(relation, ()), pattern)
        assert set(Solver(compiled).answers(relation, pattern)) == expected, (relation, pattern)


@given(program=programs(), data=st.data())
@_MANY
def test_layers_answer_like_a_program_with_their_facts(program: Program, data: st.DataObject) -> None:
    solver, facts = _solver(program), list(program.facts)
    _assert_model(solver, program, _model(program))
    for _ in range(3):
        remove = data.draw(st.lists(st.sampled_from(facts), max_size=3)) if facts else []
        add = data.draw(st.lists(st.sampled_from(program.facts), max_size=2)) if program.facts else []
        crossed = _crossed(program.facts)
        add += data.draw(st.lists(st.sampled_from(crossed), max_size=2)) if crossed else []
        facts = [f for f in facts if f not in remove] + add
        solver = solver.overlay(add, remove)
        changed = Program(program.rules, tuple(facts), program.arities)
        _assert_model(solver, changed, _model(changed))
        stated = {(f.relation, f.row) for f in facts}
        for relation, arity in program.arities.items():
            assert set(solver.facts(relation, (None,) * arity)) == {row for name, row in stated if name == relation}


@pytest.mark.slow
@given(program=programs(), data=st.data())
@_MANY
def test_the_order_of_rules_and_facts_changes_nothing(program: Program, data: st.DataObject) -> None:
    _model(program)
    shuffled = Program(
        tuple(data.draw(st.permutations(program.rules))),
        tuple(data.draw(st.permutations(program.facts))),
        program.arities,
    )
    models = evaluate(program), evaluate(shuffled)
    for build in (_solver, _from_nothing):
        one, other = build(program), build(shuffled)
        for relation, arity in program.arities.items():
            pattern = (None,) * arity
            assert repr(one.answers(relation, pattern)) == repr(other.answers(relation, pattern))
            assert repr(models[0].answers(relation, pattern)) == repr(one.answers(relation, pattern))
            assert models[0].rows(relation) == models[1].rows(relation)
            for row in one.answers(relation, pattern)[:2]:
                one, other = build(program), build(shuffled)
                assert one.holds(relation, row)
                assert other.holds(relation, row)
                for asked in program.arities:
                    assert repr(remembered(one, asked)) == repr(remembered(other, asked))


@given(program=programs())
@_MANY
def test_every_derived_row_has_premises_of_lower_rank(program: Program) -> None:
    _model(program)
    model = evaluate(program)
    rows = {relation: set(model.rows(relation)) for relation in program.arities}
    stated = {(f.relation, f.row) for f in program.facts}
    founded: dict[tuple[str, Row], int] = {}
    for rule in program.rules:
        for head, highest in _instances(rule, rows, model.rank):
            key = (rule.head.relation, head)
            founded[key] = min(highest, founded.get(key, highest))
    for relation in program.arities:
        for row, rank in model.rows(relation).items():
            assert (rank == 0) is ((relation, row) in stated)
            assert rank == 0 or founded[relation, row] < rank


def _instances(rule: Rule, rows: Rows, rank: Callable[[str, Row], int]) -> Iterable[tuple[Row, int]]:
    """The conclusions of a rule with the rank of the highest positive premise (of all, for an aggregate)."""
    groups: dict[Row, int] = {}
    for binding in solutions(rule, rows):
        read = [a.value if isinstance(a, Const) else binding.get(a.name) for a in rule.head.arguments]
        highest = 0
        for item in rule.body:
            if isinstance(item, Literal) and not item.negated:
                pattern = tuple(a.value if isinstance(a, Const) else binding.get(a.name) for a in item.arguments)
                found = [rank(item.relation, row) for row in _matching(rows[item.relation], pattern)]
                highest = max(highest, min(found))
        if rule.aggregate is None:
            yield tuple(read), highest
        else:
            group = tuple(read[:-1])
            groups[group] = max(highest, groups.get(group, 0))
    for group, highest in groups.items():
        for row in rows[rule.head.relation]:
            if row[:-1] == group:
                yield row, highest


@given(program=programs(aggregates=True))
@_MANY
def test_an_aggregate_without_a_value_is_a_fault(program: Program) -> None:
    """The aggregated columns are typed, so this states a text among the numbers."""
    odd = tuple(Fact(f.relation, tuple("odd" if isinstance(v, int) else v for v in f.row)) for f in program.facts)
    changed = Program(program.rules, (*program.facts, *odd), program.arities)
    try:
        model = perfect_model(changed)
    except Undefined:
        with pytest.raises(EngineFault):
            evaluate(changed)
    else:
        _assert_model(evaluate(changed), changed, model)


@_MANY
@given(programs(), st.data())
def test_what_a_change_spares_is_what_does_not_depend_on_it(program: Program, data: st.DataObject) -> None:
    compiled = compile_program(program)
    for changed in data.draw(st.lists(st.frozensets(st.sampled_from(sorted(program.arities))), max_size=4)):
        reached = closure(changed, dependencies(program.rules)[0])
        assert compiled.spared(changed) == compiled.derived - reached
