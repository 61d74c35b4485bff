"""Lineage shaped like a model hub: evaluation bottom-up, and proofs, by Licet and by its peers."""

from __future__ import annotations

from importlib.util import find_spec

from bench.timing import Row, median_each, median_of
from licet.engine.bottom_up import evaluate
from licet.engine.solver import Solver, compile_program
from licet.logic.ir import Fact, Literal, Program, Rule, Var
from licet.proof.prover import prove
from support.hub import hub

X, Y, Z = Var("X"), Var("Y"), Var("Z")
RULES = (
    Rule("descends/1", Literal("descends", (X, Y)), (Literal("derived", (X, Y)),)),
    Rule("descends/2", Literal("descends", (X, Z)), (Literal("derived", (X, Y)), Literal("descends", (Y, Z)))),
)


def rows(edges: int) -> list[Row]:
    """The measurements for a hub of that many edges."""
    pairs = hub(edges, seed=1)
    program = Program(RULES, tuple(Fact("derived", pair) for pair in pairs))
    model = evaluate(program)
    count = len(model.rows("descends"))
    what = f"lineage, {edges:,} edges, {count:,} conclusions"
    times = 3 if edges <= 100_000 else 1
    found = [Row(what, "Licet, bottom-up with ranks", median_of(lambda: evaluate(program), times))]
    solver = Solver(compile_program(program))
    sample = sorted(model.rows("descends"))[:: max(1, count // 200)][:200]
    found.append(
        Row(
            f"one bound question, {edges:,} edges",
            "Licet, goal-directed",
            median_each(lambda i: solver.overlay().holds("descends", sample[i]), len(sample)),
        )
    )
    prove(model, "descends", sample[0])
    found.append(
        Row(
            f"one proof, {edges:,} edges",
            "Licet",
            median_each(lambda i: prove(model, "descends", sample[i]), len(sample)),
        )
    )
    if find_spec("duckdb"):
        found.append(_duckdb(pairs, count, what, times))
    if find_spec("clingo") and edges <= 100_000:
        found.append(_clingo(pairs, count, what))
    if find_spec("pyDatalog") and edges <= 1000:
        found.append(_pydatalog(pairs, count, what))
    return found


def _duckdb(pairs: list[tuple[str, str]], count: int, what: str, times: int) -> Row:
    import duckdb

    connection = duckdb.connect()
    connection.execute("create table derived(x varchar, y varchar)")
    connection.executemany("insert into derived values (?, ?)", pairs[:1])
    connection.execute("delete from derived")
    values = [x for x, _ in pairs], [y for _, y in pairs]
    connection.execute("insert into derived select unnest(?), unnest(?)", values)
    query = (
        "with recursive descends(x, z) as (select x, y from derived union "
        "select d.x, e.z from derived d join descends e on d.y = e.x) select count(*) from descends"
    )

    def run() -> object:
        return connection.execute(query).fetchone()

    assert run() == (count,)
    return Row(what, "DuckDB, recursive CTE", median_of(run, times))


def _clingo(pairs: list[tuple[str, str]], count: int, what: str) -> Row:
    import clingo

    facts = "".join(f'derived("{x}","{y}").' for x, y in pairs)

    def run() -> int:
        control = clingo.Control(["--warn=none"])
        control.add("base", [], facts + "descends(X,Y):-derived(X,Y). descends(X,Z):-derived(X,Y),descends(Y,Z).")
        control.ground([("base", [])])
        return sum(1 for _ in control.symbolic_atoms.by_signature("descends", 2))

    assert run() == count
    return Row(what, "clingo, grounding", median_of(run, 1))


def _pydatalog(pairs: list[tuple[str, str]], count: int, what: str) -> Row:
    from pyDatalog import Logic, pyDatalog

    Logic(True)
    for x, y in pairs:
        pyDatalog.assert_fact("derived", x, y)
    pyDatalog.load("descends(X, Y) <= derived(X, Y)\ndescends(X, Z) <= derived(X, Y) & descends(Y, Z)")

    def run() -> int:
        return len(pyDatalog.ask("descends(X, Y)").answers)

    seconds = median_of(run, 1)
    assert run() == count
    return Row(what, "pyDatalog", seconds)
