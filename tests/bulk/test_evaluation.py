"""Programs in DuckDB against the definition of the perfect model, and what only a database can get wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.bulk.evaluation import evaluate
from licet.bulk.settings import Progress, Settings
from licet.engine.bottom_up import evaluate as evaluate_in_memory
from licet.errors import EngineFault, PolicyTooComplex
from licet.logic.ir import Aggregate, Comparison, Const, Fact, Literal, Operation, Program, Rule, Var
from licet.logic.relations import canonical_row, sorted_rows
from licet.logic.values import UNKNOWN, Month, Row, Value
from licet.proof.prover import prove
from support.datalog import program
from support.programs import VALUES, programs
from support.reference import Undefined, perfect_model
from support.rows import with_rows
from support.samples import samples
from support.small_programs import small_programs
from support.small_world import FORBID, GRANT, world

A, B, X, Y, Z, N, R = (Var(n) for n in "ABXYZNR")
ODD = (10**30, -(10**19), 2**63, -(2**63), Decimal("0.000000000000000001"), Decimal(10**20) + Decimal("0.5"), -7, 0)


def assert_model(whole: Program, database: duckdb.DuckDBPyConnection) -> None:
    """Hold what DuckDB makes of a program to the definition: every relation, and rows by some of their values."""
    try:
        model = perfect_model(whole)
    except Undefined:
        with pytest.raises(EngineFault):
            evaluate(whole, connection=database)
        return
    with evaluate(with_rows(whole), connection=database) as tables:
        for relation, arity in whole.arities.items():
            rows = set(map(canonical_row, model.get(relation, ())))
            assert tables.answers(relation, (None,) * arity) == tuple(sorted_rows(rows)), relation
            for row in [*sorted_rows(rows)[:1], tuple(VALUES["X"][:arity])]:
                assert tables.holds(relation, row) is (canonical_row(row) in rows)
                for bound in product((True, False), repeat=min(arity, 2)):
                    pattern = tuple(v if i < 2 and bound[i] else None for i, v in enumerate(row))
                    matching = {r for r in rows if all(p is None or p == v for p, v in zip(pattern, r, strict=True))}
                    assert tables.answers(relation, pattern) == tuple(sorted_rows(matching)), (relation, pattern)


@pytest.mark.slow
@given(whole=programs())
@settings(max_examples=samples(120))
def test_programs_of_all_kinds_have_their_perfect_model(database: duckdb.DuckDBPyConnection, whole: Program) -> None:
    assert_model(whole, database)


def test_relations_that_depend_on_each_other_may_count(database: duckdb.DuckDBPyConnection) -> None:
    written = program("""
        least(X, Z) :- e(Y, X), most(Z, Y).
        most(X, X) :- least(X, Y), e(Y, _).
        most(X, Y) :- e(X, Y).
        e(a, b). e(b, c). e(a, c). e(c, a).
    """)
    body = (Literal("e", (Var("X"), Var("N"))),)
    counting = Rule("n", Literal("least", (Var("X"), Var("R"))), body, Aggregate("min", Var("N")))
    arities = {"e": 2, "least": 2, "most": 2}
    assert_model(Program((*written.rules, counting), written.facts, arities), database)


@given(whole=small_programs(), data=st.data())
@settings(max_examples=samples(60))
def test_what_a_goal_needs_is_complete_and_proofs_are_the_same(
    database: duckdb.DuckDBPyConnection, whole: Program, data: st.DataObject
) -> None:
    goal = data.draw(st.sampled_from(sorted({rule.head.relation for rule in whole.rules})))
    model = evaluate_in_memory(whole)
    pattern = (None,) * whole.arities[goal]
    with evaluate(whole, [goal], connection=database) as tables:
        assert tables.answers(goal, pattern) == model.answers(goal, pattern)
        for row in model.answers(goal, pattern)[:2]:
            assert prove(tables, goal, row) == prove(model, goal, row)


@pytest.mark.slow
@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("together", [False, True])
def test_comparisons_mean_the_same_in_columns_of_one_type_and_of_several(
    database: duckdb.DuckDBPyConnection, lenient: bool, together: bool
) -> None:
    values: tuple[Value, ...] = ("a", "ab", "", "2023-06", 1, 2**70, Decimal("1.5"), -3, Decimal("-1.5"))
    values += (date(2023, 6, 1), date(1, 1, 1), Month(2023, 6), Month(2024, 2), UNKNOWN)
    kinds = "ttttnnnnnddmmu"
    facts = tuple(Fact("v" if together else f"v{k}", (v,)) for k, v in zip(kinds, values, strict=True))
    sources = sorted({fact.relation for fact in facts})
    operators = ("=", "!=", "<", "<=", ">", ">=", "starts with", "does not start with")
    rules = tuple(
        Rule(f"{op} {a} {b}", Literal(op, (X, Y)), (Literal(a, (X,)), Literal(b, (Y,)), Comparison(X, op, Y, lenient)))
        for op, a, b in product(operators, sources, sources)
    )
    constants = tuple(
        Rule(f"{op} {a} {v}", Literal(f"{op} c", (X,)), (Literal(a, (X,)), Comparison(X, op, Const(v), lenient)))
        for op, a, v in product(operators, sources, values[::3])
    )
    arities = {**dict.fromkeys(sources, 1), **dict.fromkeys(operators, 2), **{f"{op} c": 1 for op in operators}}
    assert_model(Program((*rules, *constants), facts, arities), database)


def test_numbers_are_exact_whatever_their_size(database: duckdb.DuckDBPyConnection) -> None:
    for values in ((1, 2**62, 5), (Decimal("0.1"), Decimal("-2.25"), 3), ODD):
        facts = tuple(Fact("n", (f"k{i}", v)) for i, v in enumerate(values))
        two = (Literal("n", (A, X)), Literal("n", (B, Y)))
        rules = [
            Rule(
                op,
                Literal("r", (Const(op), A, B, R)),
                (*two, Comparison(R, "=", Operation(X, op, Operation(Y, "+", X)))),
            )
            for op in "+-*"
        ]
        rules += [
            Rule(op, Literal(op, (Const("all"), R)), two[:1], Aggregate(op, X)) for op in ("sum", "min", "max", "count")
        ]
        whole = Program(tuple(rules), facts)
        model = evaluate_in_memory(whole)
        with evaluate(whole, connection=database) as tables:
            for relation, arity in (("r", 4), ("sum", 2), ("min", 2), ("max", 2), ("count", 2)):
                assert tables.answers(relation, (None,) * arity) == model.answers(relation, (None,) * arity)


def test_what_is_calculated_from_unknown_is_unknown(database: duckdb.DuckDBPyConnection) -> None:
    body = (Literal("n", (X,)), Comparison(R, "=", Operation(X, "*", Const(2)), True))
    rules = (
        Rule("possible", Literal("possible", (R,)), body),
        Rule("certain", Literal("certain", (R,)), (body[0], Comparison(R, "=", Operation(X, "*", Const(2))))),
    )
    with evaluate(Program(rules, (Fact("n", (UNKNOWN,)), Fact("n", (4,)))), connection=database) as tables:
        assert tables.answers("possible", (None,)) == ((8,), (UNKNOWN,))
        assert tables.answers("certain", (None,)) == ((8,),)
        assert tables.holds("possible", (UNKNOWN,))


@pytest.mark.parametrize("text", ["a b. b c. c a", "a b. b c. c d. d b", "a a", "a b. b a. b b. c a"])
@pytest.mark.parametrize(
    "rules",
    [
        "path(X, Y) :- edge(X, Y). path(X, Y) :- edge(X, Z), path(Z, Y).",
        "path(X, Y) :- edge(X, Y). path(X, Y) :- path(X, Z), path(Z, Y).",
        "path(X, Y) :- edge(X, Y). path(X, Y) :- path(X, Z), path(Z, W), path(W, Y).",
        "path(X, Y) :- edge(X, Y). path(X, Y) :- o(X, Z), edge(Z, Y). o(X, Y) :- path(X, Z), path(Z, Y).",
    ],
)
def test_recursion_of_every_form_over_cycles_ends(database: duckdb.DuckDBPyConnection, text: str, rules: str) -> None:
    facts = "".join(f"edge({edge[0]}, {edge[2]}).\n" for edge in text.split(". "))
    assert_model(program(facts + rules), database)


@pytest.mark.slow
@pytest.mark.parametrize(
    "rules",
    [
        "reach(X, 1) :- start(X). reach(Y, 1) :- reach(X, 1), edge(X, Y).",
        "odd(X) :- start(X). even(1, Y) :- odd(X), edge(X, Y). odd(Y) :- even(N, X), edge(X, Y). "
        "reach(X, 1) :- odd(X). reach(X, N) :- even(N, X).",
    ],
)
def test_a_long_chain_is_followed_in_one_statement(database: duckdb.DuckDBPyConnection, rules: str) -> None:
    edges = tuple(Fact("edge", (f"m{i}", f"m{i + 1}")) for i in range(10_000))
    whole = program(rules)
    with evaluate(Program(whole.rules, (*edges, Fact("start", ("m0",)))), connection=database) as tables:
        assert tables.count("reach") == 10_001
        assert tables.holds("reach", ("m10000", 1))
        assert sum("RECURSIVE" in statement for statement in tables.statements) == 1


def test_relations_may_have_any_name(database: duckdb.DuckDBPyConnection) -> None:
    names = ["license", "License", "names", "select", "a.b", ":out?", "t/r", "é", "É", "", '"', "';--", "rank", "t0"]
    rules = [Rule(f"{n}/all", Literal("all", (Const(n), X)), (Literal(n, (X,)),)) for n in names]
    rules.append(Rule("none", Literal("none", ()), (Literal("é", (Const('b"'),), True),)))
    facts = tuple(Fact(n, (value,)) for n in names for value in ("a'b", 'c"', "\0", "{x}", "$last"))
    assert_model(Program(tuple(rules), facts, {**dict.fromkeys(names, 1), "all": 2, "none": 0}), database)


def test_lowered_policies_have_their_perfect_model(database: duckdb.DuckDBPyConnection) -> None:
    """With readings, days, presumptions, what is certain and what is possible."""
    held = world(GRANT + FORBID + "    unless size(Org) < 10\n     and Use by Org\n", "harmful")
    whole = held.policies.base.program
    model = evaluate_in_memory(whole)
    declared = {rule.head.relation: len(rule.head.arguments) for rule in whole.rules}
    with evaluate(whole, connection=database) as tables:
        found = {name: tables.answers(name, (None,) * arity) for name, arity in declared.items()}
    assert found == {name: model.answers(name, (None,) * arity) for name, arity in declared.items()}
    assert sum(map(bool, found.values())) > 20


def test_an_aggregate_without_a_value_is_a_fault(database: duckdb.DuckDBPyConnection) -> None:
    for operator, values in (("sum", ("a",)), ("sum", (1, "a")), ("max", (1, "a")), ("count", (1, UNKNOWN))):
        rule = Rule("r", Literal("r", (R,)), (Literal("n", (N,)),), Aggregate(operator, N))
        with pytest.raises(EngineFault):
            evaluate(Program((rule,), tuple(Fact("n", (v,)) for v in values)), connection=database)


def test_a_number_that_would_be_enormous_is_refused(database: duckdb.DuckDBPyConnection) -> None:
    square: Operation | Var = X
    for _ in range(6):
        square = Operation(square, "*", square)
    rule = Rule("r", Literal("r", (R,)), (Literal("n", (X,)), Comparison(R, "=", square)))
    with pytest.raises(PolicyTooComplex, match="digits"):
        evaluate(Program((rule,), (Fact("n", (10**15,)),)), connection=database)


def test_what_it_is_not_for_is_refused(database: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(EngineFault, match="stratified"):
        evaluate(program("p(X) :- e(X), not q(X).\nq(X) :- e(X), not p(X).\n"), connection=database)
    with pytest.raises(EngineFault, match="no value"):
        evaluate(program("p(X) :- e(Y).\n"), connection=database)
    with evaluate(program("e(a).\np(X) :- e(X).\nq(X) :- p(X).\n"), ["p"], connection=database) as tables:
        for relation, pattern, message in (("z", (None,), "no relation"), ("p", (None, None), "1 arguments")):
            with pytest.raises(EngineFault, match=message):
                tables.answers(relation, pattern)
        with pytest.raises(EngineFault, match="was not asked for"):
            tables.answers("q", (None,))
        assert tables.answers("e", (None,)) == (("a",),)


def test_it_tells_how_far_it_is_and_can_be_stopped(database: duckdb.DuckDBPyConnection) -> None:
    whole = program("e(a, b).\ne(b, c).\np(X, Y) :- e(X, Y).\np(X, Y) :- p(X, Z), p(Z, Y).\nq(X) :- p(X, Y).\n")
    told: list[Progress] = []
    evaluate(whole, settings=Settings(progress=told.append), connection=database).close()
    assert [(p.done, p.steps, p.relation, p.round) for p in told] == [
        (0, 2, "p", 0),
        (0, 2, "p", 1),
        (0, 2, "p", 2),
        (1, 2, "q", 0),
    ]

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(whole, settings=Settings(progress=stop), connection=database)
    assert _schemas(database) == []


def _schemas(database: duckdb.DuckDBPyConnection) -> list[Row]:
    query = "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'licet%'"
    return database.execute(query).fetchall()
