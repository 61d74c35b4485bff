"""What engines do at their edges: depth, limits, faults, threads, layers, determinism."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import pairwise
from traceback import walk_stack

import pytest

from licet.engine.bottom_up import evaluate
from licet.engine.layers import Layer
from licet.engine.solver import Solver, compile_program, side_by_side
from licet.errors import EngineFault, LimitExceeded, PolicyTooComplex
from licet.grammar.source import Span
from licet.logic.ir import Aggregate, Comparison, Const, Fact, Literal, Program, Rule, Var
from licet.logic.oracle import Oracle
from licet.logic.values import UNKNOWN, Month
from support.datalog import facts, program, rules
from support.effort import effort
from support.hub import hub
from support.remembered import memory_size, remembered
from support.samples import samples

LINEAGE = """
    desc(X, Y) :- edge(X, Y).
    desc(X, Y) :- edge(X, Z), desc(Z, Y).
"""
LEFT_LINEAGE = """
    desc(X, Y) :- edge(X, Y).
    desc(X, Y) :- desc(X, Z), edge(Z, Y).
"""
MUTUAL = """
    odd(X, Y) :- edge(X, Y).
    odd(X, Y) :- edge(X, Z), even(Z, Y).
    even(X, Y) :- edge(X, Z), odd(Z, Y).
"""


def _solver(program: Program, limit: int | None = None) -> Solver:
    return Solver(compile_program(program), limit)


LONG = samples(100_000)
"""Many times as deep as Python calls functions."""


def _writing(program: Program, limit: int | None = None) -> Solver:
    """With a function for all that is asked."""
    return Solver(compile_program(program, patience=0), limit)


BOTH: list[Callable[..., Oracle]] = [_solver, _writing, evaluate]


def _chain(length: int, ring: bool = False) -> tuple[Fact, ...]:
    return tuple(Fact("edge", (i, (i + 1) % length if ring else i + 1)) for i in range(length))


@pytest.mark.slow
@pytest.mark.parametrize("text", [LINEAGE, LEFT_LINEAGE], ids=["right", "left"])
@pytest.mark.parametrize("pattern", [(0, LONG), (0, None), (None, LONG), (0, -1)])
def test_chains_may_be_as_long_as_memory_allows(text: str, pattern: tuple[int | None, int | None]) -> None:
    solver = _solver(Program(rules(text), _chain(LONG)))
    expected = 0 if pattern[1] == -1 else 1 if None not in pattern else LONG
    assert len(solver.answers("desc", pattern)) == expected


@pytest.mark.slow
def test_mutual_recursion_may_be_deep() -> None:
    solver = _solver(Program(rules(MUTUAL), _chain(20_001)))
    assert solver.holds("odd", (0, 20_001))
    assert not solver.holds("even", (0, 20_001))


@pytest.mark.parametrize("text", [LINEAGE, LEFT_LINEAGE, MUTUAL.replace("odd", "desc")])
def test_cyclic_data_ends(text: str) -> None:
    solver = _solver(Program(rules(text), _chain(99, ring=True)))
    assert solver.holds("desc", (5, 5))
    assert len(solver.answers("desc", (5, None))) == 99
    assert len(solver.answers("desc", (None, 5))) == 99


@pytest.mark.slow
def test_a_long_row_of_relations_does_not_overflow_the_stack() -> None:
    lines = ["p0(X, Y) :- edge(X, Y)"]
    for i in range(1, 400):
        lines.append(f"p{i}(X, Y) :- p{i - 1}(X, Y), not q{i - 1}(X)" if i % 3 else f"p{i}(X, Y) :- p{i - 1}(X, Y)")
        if not i % 3:
            lines.append(f"p{i}(X, Y) :- p{i - 1}(X, Z), p{i}(Z, Y)")
        lines.append(f"q{i}(X) :- p{i}(X, X)")
    made = program(". ".join([*lines, "edge(a, b)", "edge(b, c)"]))
    compiled, model = compile_program(made), evaluate(made)
    for pattern in ((None, None), ("a", None), (None, "c"), ("a", "c")):
        assert Solver(compiled).answers("p399", pattern) == model.answers("p399", pattern) != ()


def test_a_question_touches_only_what_it_needs() -> None:
    edges = hub(20_000, 7)
    solver = _solver(Program(rules(LINEAGE), tuple(Fact("edge", e) for e in edges)))
    model = edges[-1][0]
    solver.holds("desc", (model, "base_0"))
    assert 0 < len(remembered(solver, "desc")) < 200
    assert all(pattern[0] is not None for pattern in remembered(solver, "desc"))


def test_existence_ends_at_the_first_row() -> None:
    made = program("any(X) :- item(X, Y), good(Y). good(Y) :- mark(Y). item(a, 1). item(a, 2). item(a, 3). mark(1).")
    solver = _solver(made)
    assert solver.holds("any", ("a",))
    assert remembered(solver, "good") == ((1,),)


def test_what_a_layer_is_asked_does_not_depend_on_the_order_of_its_facts() -> None:
    """An existence test ends at its first row: the least, wherever it was stated."""
    made = program("any(X) :- item(X, Y), good(Y). good(Y) :- mark(Y). item(a, 2). mark(1). mark(2). mark(3).")
    for order in ("item(a, 3). item(a, 1).", "item(a, 1). item(a, 3)."):
        solver = _solver(made).overlay(facts(order))
        assert solver.holds("any", ("a",))
        assert remembered(solver, "good") == ((1,),)


def test_independent_conditions_are_not_repeated() -> None:
    """If no `q` is good, that is found out once and not for each `p`."""
    items = tuple(Fact(r, ("a", i)) for r in ("p", "q") for i in range(2000))
    solver = _solver(Program(rules("both(X) :- p(X, Y), q(X, Z), Y >= 0, Z < 0"), items))
    assert effort(lambda: solver.holds("both", ("a",))) < 100_000
    assert not solver.holds("both", ("a",))


@pytest.mark.parametrize("engine", BOTH)
def test_the_limit_is_on_derived_rows(engine: Callable[..., Oracle]) -> None:
    made = Program(rules("pair(X, Y) :- item(X), item(Y)"), tuple(Fact("item", (i,)) for i in range(30)))
    assert len(engine(made, 900).answers("pair", (None, None))) == 900
    with pytest.raises(LimitExceeded, match="899"):
        engine(made, 899).answers("pair", (None, None))


@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        "all(A, B, C, D) :- item(A), item(B), item(C), item(D)",
        "all(A, B, C, D) :- item(A), item(B), item(C), item(D). all(A, B, C, D) :- all(B, A, C, D)",
        "two(X, Y) :- item(X), item(Y). two(X, Y) :- two(X, Z), two(Z, Y). all(A, B, C, D) :- two(A, B), two(C, D)",
    ],
    ids=["plain", "recursive", "non-linear"],
)
def test_a_rule_that_multiplies_stops_at_the_limit(engine: Callable[..., Oracle], text: str) -> None:
    made = Program(rules(text), tuple(Fact("item", (i,)) for i in range(300)))

    def work() -> None:
        with pytest.raises(LimitExceeded):
            engine(made, 10_000).answers("all", (None,) * 4)

    assert effort(work) < 200_000


@pytest.mark.parametrize("engine", BOTH)
def test_unfit_programs_are_faults(engine: Callable[..., Oracle]) -> None:
    for text in (
        "p(X) :- q(X), not r(X). r(X) :- q(X), not p(X)",
        "p(X, count Y) :- p(X, Y)",
        "p(X, Y) :- q(X)",
        "p(X) :- q(X), not q(Y)",
        "p(X) :- q(X), q(X, X)",
    ):
        made = program(f"{text}. q(a).")
        head = made.rules[0].head
        with pytest.raises(EngineFault):
            engine(made).answers(head.relation, (None,) * len(head.arguments))


@pytest.mark.parametrize("engine", BOTH)
def test_what_a_program_does_not_declare_is_a_fault_and_not_a_no(engine: Callable[..., Oracle]) -> None:
    oracle = engine(Program((), facts("p(a)."), {"p": 1, "q": 2}))
    assert oracle.answers("q", (None, None)) == ()
    for relation, row in (("typo", ("a",)), ("p", ("a", "b")), ("q", ())):
        with pytest.raises(EngineFault):
            oracle.holds(relation, row)
        with pytest.raises(EngineFault):
            oracle.answers(relation, (*row, None))
        with pytest.raises(EngineFault):
            oracle.fact(relation, row)
    assert engine(Program((), facts("p(a)."))).answers("other", (None,)) == ()


@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize("operator", ["sum", "count", "min", "max"])
def test_an_aggregate_over_unknown_is_a_fault(engine: Callable[..., Oracle], operator: str) -> None:
    made = Program(rules(f"n(X, {operator} V) :- v(X, V)"), (*facts("v(a, 1)."), Fact("v", ("a", UNKNOWN))))
    with pytest.raises(EngineFault):
        engine(made).answers("n", ("a", None))
    with pytest.raises(EngineFault):
        engine(made).holds("n", ("a", 1))
    beside = Program(rules(f"n(X, {operator} V) :- v(X, V), w(U)"), (*facts("v(a, 1)."), Fact("w", (UNKNOWN,))))
    with pytest.raises(EngineFault):
        engine(beside).answers("n", ("a", None))


@pytest.mark.parametrize("engine", BOTH)
def test_sums_are_exact(engine: Callable[..., Oracle]) -> None:
    values = (10**40, Decimal("0.1"), Decimal("0.2"), Decimal("0.7"), Decimal("1E-30"), -(10**40))
    made = Program(rules("n(sum V) :- v(I, V)"), tuple(Fact("v", pair) for pair in enumerate(values)))
    assert repr(engine(made).answers("n", (None,))) == "((Decimal('1.000000000000000000000000000001'),),)"


@pytest.mark.parametrize("engine", BOTH)
def test_equal_numbers_are_one_value_with_one_look(engine: Callable[..., Oracle]) -> None:
    numbers = (Decimal("1.0"), 1, Decimal("2.50"), Decimal("2.5"), Decimal("1E+3"))
    oracle = engine(Program(rules("p(X) :- n(X)"), tuple(Fact("n", (v,)) for v in numbers)))
    assert repr(oracle.answers("p", (None,))) == "((1,), (Decimal('2.5'),), (1000,))"
    assert repr(oracle.answers("p", (Decimal("1.00"),))) == "((1,),)"
    assert not oracle.holds("p", ("1",))


@pytest.mark.parametrize("engine", BOTH)
def test_values_of_different_types_are_unequal_and_unordered(engine: Callable[..., Oracle]) -> None:
    text = ". ".join(f"p{i}(X, Y) :- v(X), v(Y), X {op} Y" for i, op in enumerate(("=", "!=", "<", "<=", ">", ">=")))
    values = ("2023-06", Month(2023, 6), 202306, UNKNOWN)
    oracle = engine(Program(rules(text), tuple(Fact("v", (v,)) for v in values)))
    known = [v for v in values if v is not UNKNOWN]
    same = {(v, v) for v in known}
    assert set(oracle.answers("p0", (None, None))) == same
    assert set(oracle.answers("p1", (None, None))) == {(a, b) for a in known for b in known if a is not b}
    for i in (2, 4):
        assert oracle.answers(f"p{i}", (None, None)) == ()
        assert set(oracle.answers(f"p{i + 1}", (None, None))) == same


@pytest.mark.parametrize("engine", BOTH)
def test_a_body_may_have_many_literals(engine: Callable[..., Oracle]) -> None:
    """Python nests only so many loops."""
    variables = [Var(f"X{i}") for i in range(60)]
    body = tuple(Literal("edge", pair) for pair in pairwise(variables))
    rule = Rule("r", Literal("walk", (variables[0], variables[-1], Const("end"))), body)
    oracle = engine(Program((rule,), _chain(10, ring=True)))
    assert oracle.answers("walk", (3, None, None)) == ((3, 2, "end"),)
    assert len(oracle.answers("walk", (None, None, None))) == 10
    assert oracle.holds("walk", (3, 2, "end"))
    assert not oracle.holds("walk", (3, 3, "end"))


@pytest.mark.parametrize("place", [0, 25, 50])
def test_a_recursive_body_may_have_many_literals(place: int) -> None:
    variables = [Var(f"X{i}") for i in range(52)]
    steps = [Literal("walk" if i == place else "edge", pair) for i, pair in enumerate(pairwise(variables))]
    tests = [Comparison(variable, "!=", Const(99)) for variable in variables]
    head = Literal("walk", (variables[0], variables[-1]))
    made = Program((*rules("walk(X, Y) :- edge(X, Y)"), Rule("r", head, (*steps, *tests))), _chain(13, ring=True))
    model = evaluate(made)
    assert len(model.rows("walk")) == 13 * 13
    for pattern in ((None, None), (3, None), (None, 3), (3, 3)):
        assert _solver(made).answers("walk", pattern) == model.answers("walk", pattern)


@pytest.mark.parametrize("engine", BOTH)
def test_one_subgoal_may_have_many_rows_to_go_through(engine: Callable[..., Oracle]) -> None:
    edges = [*((0, n) for n in range(1, 1_500)), *((n, -n % 7) for n in range(1, 1_500))]
    text = """
    far(X, Z) :- edge(X, Y), edge(Y, Z).
    both(X) :- far(X, 3), far(X, 5).
    """
    totals = Rule(
        "n",
        Literal("out", (Var("X"), Var("N"))),
        (Literal("edge", (Var("X"), Var("Y"))),),
        Aggregate("count", Var("Y")),
    )
    oracle = engine(Program((*rules(text), totals), tuple(Fact("edge", e) for e in edges)))
    assert oracle.answers("far", (0, None)) == tuple((0, n) for n in range(7))
    assert oracle.holds("both", (0,))
    assert oracle.answers("out", (0, None)) == ((0, 1_499),)
    assert not oracle.holds("out", (0, 3))


@pytest.mark.slow
@pytest.mark.parametrize("engine", [_writing, evaluate])
def test_a_body_past_every_bound_is_an_error_that_says_so(engine: Callable[..., Oracle]) -> None:
    """To plan as many literals as pass the bound of Python takes long, so that the bound is lowered."""
    variables = [Var(f"X{i}") for i in range(200)]
    body = tuple(Literal("edge", pair) for pair in pairwise(variables))
    made = Program((Rule("r", Literal("walk", (variables[0], variables[-1])), body),), _chain(3, ring=True))
    limit, here = sys.getrecursionlimit(), sum(1 for _ in walk_stack(None))
    sys.setrecursionlimit(here + limit // 4)
    try:
        with pytest.raises(PolicyTooComplex, match="walk"):
            engine(made).holds("walk", (0, 1))
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize("engine", BOTH)
def test_names_in_programs_never_reach_the_generated_text(engine: Callable[..., Oracle]) -> None:
    odd = "x'\"\\\n)]} import os #"
    rule = Rule(odd, Literal(odd, (Var(odd), Const(odd))), (Literal("list", (Var(odd), Const(10**5000))),))
    oracle = engine(Program((rule,), (Fact("list", ("lambda", 10**5000)),)))
    assert oracle.answers(odd, (None, None)) == (("lambda", odd),)


@pytest.mark.parametrize("engine", BOTH)
def test_a_fact_is_cited_by_its_first_place(engine: Callable[..., Oracle]) -> None:
    places = [Span("b.licet", 1, 1, 1, 2), Span("a.licet", 9, 1, 9, 2), None]
    stated = [Fact("p", ("a",), span) for span in places]
    for order in (stated, stated[::-1]):
        fact = engine(Program(rules("p(X) :- q(X)"), (*order, *facts("q(a). q(b).")))).fact("p", ("a",))
        assert fact is not None
        assert fact.span == places[1]
    assert engine(program("p(X) :- q(X). q(b).")).fact("p", ("b",)) is None


def test_rules_are_sorted_by_id() -> None:
    first, second = rules("p(X) :- q(X). p(X) :- r(X)")
    for engine in BOTH:
        assert engine(Program((second, first), ())).rules_for("p") == (first, second)
        assert engine(Program((second, first), ())).rules_for("q") == ()


def test_layers_do_not_touch_what_is_below() -> None:
    base = _solver(program(LINEAGE + "edge(b, a). edge(c, b)."))
    assert base.holds("desc", ("c", "a"))
    layer = base.overlay(facts("edge(d, c)."), facts("edge(b, a)."))
    assert layer.answers("desc", (None, None)) == (("c", "b"), ("d", "b"), ("d", "c"))
    assert layer.fact("edge", ("b", "a")) is None
    assert layer.fact("edge", ("d", "c")) is not None
    again = layer.overlay(facts("edge(b, a)."))
    assert again.holds("desc", ("d", "a"))
    assert base.answers("desc", (None, None)) == (("b", "a"), ("c", "a"), ("c", "b"))
    assert layer.holds("desc", ("d", "c"))
    assert not layer.holds("desc", ("d", "a"))


def test_layers_share_what_they_cannot_change() -> None:
    """A layer may derive as many rows as the base: enough for one use, but not to walk the chain again as well."""
    text = LINEAGE + "uses(U, M) :- of(U, X), desc(X, M), last(M)."
    base = _solver(Program(rules(text), (*_chain(20_000), *facts("of(u, 0). last(20000)."))), 20_001)
    assert base.holds("uses", ("u", 20_000))
    assert len(base.answers("uses", ("u", None))) == 1
    assert base.overlay(facts("of(w, 0).")).answers("uses", ("w", None)) == (("w", 20_000),)
    with pytest.raises(LimitExceeded):
        base.overlay(facts("of(w, 0). edge(20000, 20001).")).answers("uses", ("w", None))


def test_a_layer_costs_the_same_on_any_base() -> None:
    def cost(edges: int) -> int:
        base = _solver(Program(rules(LINEAGE), tuple(Fact("edge", e) for e in hub(edges, 3))))
        base.holds("desc", ("model_900", "base_0"))
        work = lambda: base.overlay([Fact("edge", ("mine", "base_0"))]).holds("desc", ("mine", "base_0"))  # noqa: E731
        assert work()
        return effort(work)

    assert cost(50_000) == cost(1_000) < 1_000


def test_many_layers_may_lie_on_each_other() -> None:
    solver = _solver(program(LINEAGE + "edge(0, 1)."))
    for i in range(1, 100):
        solver = solver.overlay([Fact("edge", (i, i + 1))])
        assert solver.holds("desc", (0, i + 1))
    assert len(solver.answers("desc", (0, None))) == 100


def test_a_layer_remembers_for_itself_what_its_changes_reach() -> None:
    base = _solver(program(LINEAGE + "edge(b, a). edge(c, b). edge(z, y)."))
    assert remembered(base, "desc") == ()
    assert base.holds("desc", ("c", "a"))
    assert remembered(base, "desc") == (("b", "a"), ("c", "a"))
    layer = base.overlay(facts("edge(a, z)."))
    assert layer.holds("desc", ("a", "y"))
    assert remembered(layer, "desc") == (("a", "y"), ("z", "y"))
    assert remembered(base, "desc") == (("b", "a"), ("c", "a"))


def test_a_solver_apart_answers_alike_and_remembers_for_itself() -> None:
    base = _solver(program(LINEAGE + "edge(b, a). edge(c, b).")).overlay(facts("edge(d, c)."))
    assert base.holds("desc", ("b", "a"))
    before = memory_size(base)
    apart = base.apart()
    assert memory_size(apart) == before
    laid = apart.overlay(facts("edge(e, d)."))
    assert laid.holds("desc", ("e", "a"))
    found = apart.answers("desc", (None, None))
    assert memory_size(base) == before < memory_size(apart)
    assert found == base.answers("desc", (None, None))
    assert len(found) == 6


def test_solvers_side_by_side_find_out_once_what_is_the_same_in_both() -> None:
    edges = "edge(b, a). edge(c, b). edge(d, c)."
    first = compile_program(program(LINEAGE + "old(X) :- desc(X, a), not new(X). new(b)." + edges))
    second = compile_program(program(LINEAGE + "old(X) :- desc(X, a). new(c)." + edges))
    pair = side_by_side(Solver(first), Solver(second), frozenset({"old"}))
    one, other = (solver.overlay(facts("edge(e, d).")) for solver in pair)
    assert one.answers("old", (None,)) == (("c",), ("d",), ("e",))
    assert one.holds("desc", ("e", "b"))
    assert other.holds("desc", ("e", "b"))
    assert other.answers("desc", (None, "a")) == one.answers("desc", (None, "a"))
    assert remembered(other, "desc") == remembered(one, "desc")
    assert other.answers("old", (None,)) == (("b",), ("c",), ("d",), ("e",))
    assert one.answers("old", (None,)) == (("c",), ("d",), ("e",))


@pytest.mark.slow
def test_what_is_laid_upon_a_solver_goes_without_the_collector() -> None:
    base = _solver(program(LINEAGE + "edge(b, a). edge(c, b)."))
    layers = lambda: sum(type(o) is Layer for o in gc.get_objects())  # noqa: E731
    gc.collect()
    gc.disable()
    try:
        before = layers()
        for _ in range(20):
            layer = base.overlay(facts("edge(d, c)."))
            assert layer.overlay(facts("edge(e, d).")).holds("desc", ("e", "a"))
        assert layers() - before < 5
    finally:
        gc.enable()


def test_solvers_in_threads_share_a_program() -> None:
    edges = hub(3_000, 5)
    compiled = compile_program(Program(rules(LINEAGE + MUTUAL), tuple(Fact("edge", e) for e in edges)))
    models = sorted({model for model, _ in edges})[:400]
    base = Solver(compiled)

    def work(offset: int) -> list[object]:
        order = models[offset:] + models[:offset]
        solvers = (Solver(compiled), base.overlay([Fact("edge", ("mine", model)) for model in models[:3]]))
        return [
            sorted((m, s.answers(r, (m, None)), s.holds(r, (m, "base_1"))) for m in order)
            for s in solvers
            for r in ("desc", "odd", "even")
        ]

    alone = work(0)
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert all(found == alone for found in pool.map(work, (0, 100, 200, 300)))
    finally:
        sys.setswitchinterval(switch)


def test_collection_is_left_as_it_was() -> None:
    made = program("p(X, sum V) :- v(X, V). v(a, b).")
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        try:
            evaluate(program(LINEAGE + "edge(a, b)."))
            assert gc.isenabled() is enabled
            with pytest.raises(EngineFault):
                evaluate(made)
            assert gc.isenabled() is enabled
        finally:
            gc.enable()


_SEEDED = """
from support.datalog import program
from support.hub import hub
from support.remembered import memory_size, remembered
from licet.engine.bottom_up import evaluate
from licet.logic.ir import Fact, Program
from licet.engine.layers import Layer
from licet.engine.solver import Solver, compile_program, side_by_side
made = program('''
    desc(X, Y) :- edge(X, Y).
    desc(X, Y) :- desc(X, Z), desc(Z, Y).
    peer(X, Y) :- desc(X, Z), desc(Y, Z), not desc(X, Y), not desc(Y, _).
    n(X, count Y) :- peer(X, Y).
''')
made = Program(made.rules, tuple(Fact("edge", e) for e in hub(60, 1)))
solver = Solver(compile_program(made))
print(solver.answers("n", (None, None)), solver.answers("peer", ("model_7", None)))
print([remembered(solver, r) for r in ("desc", "peer", "n")])
model = evaluate(made)
print([list(model.rows(r).items()) for r in ("edge", "desc", "peer", "n")])
"""


def test_nothing_depends_on_the_hash_seed() -> None:
    outputs = set()
    for seed in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        run = subprocess.run([sys.executable, "-c", _SEEDED], capture_output=True, text=True, env=environment)
        assert run.returncode == 0, run.stderr
        outputs.add(run.stdout)
    assert len(outputs) == 1
