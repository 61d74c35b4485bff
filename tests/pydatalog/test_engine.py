"""pyDatalog behind the interface of the other engines: the same answers, whatever names and values; and it stops."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.errors import EngineFault, PolicyTooComplex
from licet.logic.codes import decode, encode
from licet.logic.ir import Aggregate, Comparison, Const, Fact, Literal, Program, Rule, Var
from licet.logic.relations import canonical_row
from licet.logic.value_order import below
from licet.logic.values import UNKNOWN, Month, Row, Value
from licet.pydatalog.engine import PyDatalogEngine
from support.datalog import program
from support.programs import VALUES, programs
from support.reference import Undefined, perfect_model
from support.rows import with_rows
from support.samples import samples

VALUES_OF_ALL_KINDS: tuple[Value, ...] = (
    *(0, 1, -1, 2**70, -(2**70), Decimal("0.5"), Decimal("-0.5"), Decimal("1.000000001"), Decimal("1.000000002")),
    *(
        "",
        "1",
        "0",
        "True",
        "False",
        "None",
        "X",
        "_",
        "?",
        "s",
        "it's",
        'say "hi"',
        "a\\b",
        "line\nbreak",
        "日本",
        "é\U0001f600",
    ),
    *(date(2023, 7, 18), "2023-07-18", Month(2023, 7), "2023-07", UNKNOWN, "UNKNOWN", "u"),
)


@settings(max_examples=samples(40))
@given(programs())
def test_it_answers_by_definition(program: Program) -> None:
    try:
        model = perfect_model(program)
    except Undefined:
        return
    with PyDatalogEngine(with_rows(program), 30) as engine:
        for relation, arity in program.arities.items():
            rows = {canonical_row(row) for row in model.get(relation, ())}
            everything = engine.answers(relation, (None,) * arity)
            assert set(everything) == rows
            assert len(everything) == len(rows)
            for row in sorted(rows, key=repr)[:2]:
                assert engine.holds(relation, row)
                for place in range(arity):
                    pattern = tuple(value if i == place else None for i, value in enumerate(row))
                    assert set(engine.answers(relation, pattern)) == {r for r in rows if r[place] == row[place]}
            assert engine.holds(relation, ("no such",) * arity) is (("no such",) * arity in rows)


@settings(max_examples=samples(15))
@given(programs(), st.data())
def test_layers_answer_as_the_program_with_their_facts_does(program: Program, data: st.DataObject) -> None:
    """In one process, back and forth between layers."""
    worlds = []
    for _ in range(3):
        removed = data.draw(st.lists(st.sampled_from(program.facts), max_size=4)) if program.facts else []
        others = data.draw(st.lists(st.sampled_from(program.facts), max_size=3)) if program.facts else []
        added = [Fact(f.relation, tuple(data.draw(st.sampled_from(VALUES["X"])) for _ in f.row)) for f in others]
        kept = [
            f
            for f in program.facts
            if (f.relation, canonical_row(f.row)) not in {(r.relation, canonical_row(r.row)) for r in removed}
        ]
        worlds.append((removed, added, Program(program.rules, (*kept, *added), program.arities)))
    try:
        models = [perfect_model(world) for _, _, world in worlds]
    except Undefined:
        return
    with PyDatalogEngine(program, 30) as engine:
        layers = [engine.overlay(added, removed) for removed, added, _ in worlds]
        for relation, arity in program.arities.items():
            for layer, model in zip((*layers, *layers), (*models, *models), strict=True):
                assert set(layer.answers(relation, (None,) * arity)) == set(map(canonical_row, model.get(relation, ())))


@pytest.mark.parametrize("text", ["a b. b c. c a", "a b. b c. c d. d b", "a a", "a b. b a. b b. c a"])
@pytest.mark.parametrize("order", ["edge(X, Z), path(Z, Y)", "path(X, Z), edge(Z, Y)", "path(X, Z), path(Z, Y)"])
def test_recursion_over_cycles_ends(text: str, order: str) -> None:
    """pyDatalog itself never comes back from the first of these orders on three nodes in a circle."""
    edges = [edge.split() for edge in text.split(". ")]
    facts = "".join(f"edge({a}, {b}).\n" for a, b in edges)
    whole = program(f"{facts}path(X, Y) :- edge(X, Y).\npath(X, Y) :- {order}.\n")
    with PyDatalogEngine(whole, 30) as engine:
        assert set(engine.answers("path", (None, None))) == perfect_model(whole)["path"]
        assert engine.holds("path", ("a", "a")) is (("a", "a") in perfect_model(whole)["path"])


def test_values_of_every_kind_stay_apart() -> None:
    facts = tuple(Fact("value", (value,)) for value in VALUES_OF_ALL_KINDS)
    rules = (
        Rule("copy", Literal("copy", (Var("X"),)), (Literal("value", (Var("X"),)),)),
        Rule("pair", Literal("pair", (Var("X"), Var("X"))), (Literal("value", (Var("X"),)),)),
    )
    with PyDatalogEngine(Program(rules, facts), 30) as engine:
        assert set(engine.answers("copy", (None,))) == {(value,) for value in VALUES_OF_ALL_KINDS}
        for value in VALUES_OF_ALL_KINDS:
            assert engine.answers("pair", (value, None)) == ((value, value),)
            assert engine.answers("copy", (value,)) == ((value,),)
        assert not engine.holds("copy", ("2",))
        assert engine.holds("copy", (Decimal("1.0"),))


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_comparisons_mean_the_same(operator: str, lenient: bool) -> None:
    left, right = Var("X"), Var("Y")
    values = (*VALUES_OF_ALL_KINDS[::2], UNKNOWN, 1, "1")
    body = (Literal("value", (left,)), Literal("value", (right,)), Comparison(left, operator, right, lenient))
    whole = Program((Rule("r", Literal("r", (left, right)), body),), tuple(Fact("value", (v,)) for v in values))
    with PyDatalogEngine(whole, 60) as engine:
        assert set(engine.answers("r", (None, None))) == perfect_model(whole)["r"]


@given(st.lists(st.integers() | st.decimals(allow_nan=False, allow_infinity=False), min_size=2, max_size=2))
def test_codes_of_numbers_are_ordered_as_they_are(numbers: list[int | Decimal]) -> None:
    one, other = numbers
    assert (encode(one) < encode(other)) is below(one, other)
    assert (encode(one) == encode(other)) is (one == other)
    assert decode(encode(one)) == one


@pytest.mark.slow
@given(st.text() | st.dates() | st.builds(Month, st.integers(1, 9999), st.integers(1, 12)) | st.just(UNKNOWN))
def test_codes_are_read_back(value: Value) -> None:
    assert decode(encode(value)) == value


def test_codes_of_numbers_next_to_each_other() -> None:
    numbers = [
        -(10**30),
        -100,
        -11,
        -10,
        Decimal("-9.5"),
        -9,
        Decimal("-1.01"),
        -1,
        Decimal("-0.5"),
        Decimal("-0.05"),
        0,
    ]
    numbers += [Decimal("0.05"), Decimal("0.5"), 1, Decimal("1.5"), Decimal("1.55"), 9, 10, 11, 10**30]
    codes = [encode(number) for number in numbers]
    assert codes == sorted(codes)
    assert [decode(code) for code in codes] == numbers
    assert encode(Decimal("0E+9999999")) == encode(0)
    for enormous in (Decimal((0, (1,), 1_000_000)), Decimal("-1E+999999999"), 10**1_100_000):
        with pytest.raises(PolicyTooComplex):
            encode(enormous)


NAMES = [
    "license",
    "copyright",
    "list",
    "open",
    "print",
    "ask",
    "_sum",
    "sum_",
    "len_",
    "True",
    "X",
    "_",
    "a.b",
    ":out?",
    "t/r",
    "é",
    "",
]


def test_relations_may_have_any_name() -> None:
    rules = [Rule(f"{n}/all", Literal("all", (Const(n), Var("X"))), (Literal(n, (Var("X"),)),)) for n in NAMES]
    rules.append(Rule("none", Literal("none", ()), (Literal(NAMES[0], (Const("b"),), True),)))
    with PyDatalogEngine(Program(tuple(rules), tuple(Fact(n, ("a",)) for n in NAMES)), 30) as engine:
        assert {row[0] for row in engine.answers("all", (None, "a"))} == set(NAMES)
        assert engine.answers("none", ()) == ((),)
        assert all(engine.answers(name, (None,)) == (("a",),) for name in NAMES)


def test_aggregates_are_exact() -> None:
    numbers = (Decimal("0.1"), Decimal("0.2"), 2**70, Decimal("-0.30"), 7)
    facts = (
        *(Fact("n", (f"k{i}", number)) for i, number in enumerate(numbers)),
        Fact("n", ("k9", 7)),
        Fact("m", ("k9",)),
    )
    body = (Literal("n", (Var("K"), Var("N"))),)
    rules = tuple(
        Rule(op, Literal(op, (Const("all"), Var("R"))), body, Aggregate(op, Var("N")))
        for op in ("sum", "count", "min", "max")
    )
    large = Rule(
        "large",
        Literal("large", (Var("X"),)),
        (Literal("sum", (Var("X"), Var("S"))), Comparison(Var("S"), ">", Const(2**70))),
    )
    few = Rule(
        "few",
        Literal("few", (Var("X"),)),
        (Literal("count", (Var("X"), Var("S"))), Comparison(Var("S"), "<", Const(6))),
    )
    with PyDatalogEngine(Program((*rules, large, few), facts), 30) as engine:
        assert engine.answers("sum", ("all", None)) == (("all", 2**70 + 14),)
        assert engine.answers("count", ("all", None)) == (("all", 6),)
        assert engine.answers("min", ("all", None)) == (("all", Decimal("-0.3")),)
        assert engine.answers("max", ("all", None)) == (("all", 2**70),)
        assert engine.holds("large", ("all",))
        assert not engine.holds("few", ("all",))


def test_a_sum_over_what_is_no_number_is_a_fault() -> None:
    rule = Rule("r", Literal("r", (Var("R"),)), (Literal("n", (Var("N"),)),), Aggregate("sum", Var("N")))
    for values in (("a",), (1, "a"), (1, UNKNOWN)):
        whole = Program((rule,), tuple(Fact("n", (v,)) for v in values))
        with PyDatalogEngine(whole, 30) as engine, pytest.raises(EngineFault):
            engine.answers("r", (None,))


def test_what_it_is_not_for_is_refused() -> None:
    with pytest.raises(EngineFault, match="stratified"):
        PyDatalogEngine(program("p(X) :- e(X), not q(X).\nq(X) :- e(X), not p(X).\n"))
    with pytest.raises(EngineFault, match="no value"):
        PyDatalogEngine(program("p(X) :- e(Y).\n"))
    with PyDatalogEngine(program("p(X) :- e(X).\n"), 30) as engine:
        for relation, pattern in (("nothing", (None,)), ("p", (None, None))):
            with pytest.raises(EngineFault, match="no relation"):
                engine.answers(relation, pattern)
        assert engine.answers("p", (None,)) == ()
        assert engine.answers("e", (None,)) == ()


@pytest.mark.slow
def test_it_stops_when_time_is_up_and_can_be_asked_again() -> None:
    facts = "".join(f"n(a{i}).\n" for i in range(60))
    slow = program(f"{facts}pairs(A, B, C, D) :- n(A), n(B), n(C), n(D).\nsmall(X) :- n(X), not m(X).\n")
    with PyDatalogEngine(slow, 1.5) as engine:
        with pytest.raises(PolicyTooComplex, match=r"1\.5 seconds"):
            engine.answers("pairs", (None,) * 4)
        assert len(engine.overlay().answers("n", (None,))) == 60


def test_a_closed_engine_starts_again() -> None:
    engine = PyDatalogEngine(program("e(a).\np(X) :- e(X).\n"), 30)
    assert engine.holds("p", ("a",))
    engine.close()
    engine.close()
    assert engine.overlay().holds("p", ("a",))
    engine.close()


@pytest.mark.slow
def test_engines_and_threads_do_not_meet() -> None:
    def run(number: int) -> tuple[Row, ...]:
        facts = "".join(f"e(a{number}_{i}, a{number}_{i + 1}).\n" for i in range(5))
        whole = program(f"{facts}p(X, Y) :- e(X, Y).\np(X, Y) :- p(X, Z), e(Z, Y).\n")
        with PyDatalogEngine(whole, 60) as engine:
            return engine.answers("p", (f"a{number}_0", None))

    with ThreadPoolExecutor(4) as pool:
        for number, rows in enumerate(pool.map(run, range(8))):
            assert rows == tuple((f"a{number}_0", f"a{number}_{i}") for i in range(1, 6))


def test_threads_may_share_an_engine_and_its_layers() -> None:
    whole = program("e(a).\nf(b).\np(X) :- e(X), not f(X).\nq(X) :- p(X).\nq(X) :- q(X).\n")
    with PyDatalogEngine(whole, 60) as engine:
        layers = [engine.overlay([Fact("e", (f"x{i}",)), Fact("f", (f"x{i - 1}",))]) for i in range(8)]

        def run(number: int) -> tuple[Row, ...]:
            return layers[number % 8].answers("q", (f"x{number % 8}",))

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(run, range(24))) == [((f"x{i % 8}",),) for i in range(24)]
        assert not layers[2].holds("q", ("x1",))
        assert not engine.holds("q", ("x1",))


def test_facts_rules_and_their_sources_are_kept() -> None:
    whole = program("e(a).\np(X) :- e(X).\n")
    with PyDatalogEngine(whole) as engine:
        assert engine.fact("e", ("a",)) is whole.facts[0]
        assert engine.fact("p", ("a",)) is None
        assert engine.rules_for("p") == whole.rules
        assert engine.overlay(remove=[Fact("e", ("a",))]).fact("e", ("a",)) is None


def test_nothing_of_pydatalog_is_loaded_here() -> None:
    """Its state is global for a thread, and loading it takes time."""
    code = "import sys, licet.answers.cross_check; sys.exit(any(name.startswith('pyDatalog') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
