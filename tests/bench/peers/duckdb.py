"""DuckDB: each relation as a table, recursion as a recursive common table expression."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.loads import Load
from bench.peers.peer import Clock, Rows
from licet.logic.ir import Argument, Comparison, Const, Literal, Program, Rule, Term, Var
from licet.logic.strata import stratify

__all__ = ["PEER", "read_tables"]


class _DuckDB:
    name = "DuckDB, recursive CTE"

    def missing(self) -> str | None:
        return None if find_spec("duckdb") else "the package `duckdb` is not installed"

    def version(self) -> str:
        return version("duckdb")

    def cannot(self, load: Load, size: str) -> str | None:  # noqa: ARG002
        return None

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:  # noqa: ARG002
        import duckdb

        database = duckdb.connect()
        with clock.phase("load"):
            read_tables(database, load, facts, "")
        with clock.phase("evaluate"):
            for statement in _tables(load.program):
                database.execute(statement)
        return {name: database.execute(f"select * from {name}").fetchall() for name in load.outputs}


def read_tables(database: Any, load: Load, facts: Path, prefix: str) -> None:
    """Read the facts of a load into tables, `prefix` and the name of the relation, with the columns `c0`, `c1`, …"""
    for name, arity in load.inputs.items():
        columns = ", ".join(f"'c{i}': 'BIGINT'" for i in range(arity))
        file = f"'{facts}/{name}.facts', delim = '\t', header = false, columns = {{{columns}}}"
        database.execute(f"create table {prefix}{name} as select * from read_csv({file})")


def _tables(program: Program) -> Iterator[str]:
    for component in stratify(program).components:
        rules = [rule for rule in program.rules if rule.head.relation in component.relations]
        if not rules:
            continue
        (name,) = component.relations
        own = [rule for rule in rules if any(isinstance(i, Literal) and i.relation == name for i in rule.body)]
        base = " union ".join(_select(rule) for rule in rules if rule not in own)
        if own:
            columns = ", ".join(f"c{i}" for i in range(program.arities[name]))
            steps = " union ".join(map(_select, own))
            yield (
                f"create table {name} as with recursive {name}({columns}) as (({base}) union ({steps})) "
                f"select * from {name}"
            )
        else:
            yield f"create table {name} as select distinct * from ({base})"


def _select(rule: Rule) -> str:
    """A rule as a query."""
    places: dict[str, str] = {}
    tables, tests = [], []

    def value(term: Term) -> str:
        return places[term.name] if isinstance(term, Var) else str(_constant(term))

    positive = [item for item in rule.body if isinstance(item, Literal) and not item.negated]
    for number, item in enumerate(positive):
        tables.append(f"{item.relation} t{number}")
        for i, argument in enumerate(item.arguments):
            place = f"t{number}.c{i}"
            if isinstance(argument, Var) and argument.name not in places:
                places[argument.name] = place
            else:
                tests.append(f"{place} = {value(argument)}")
    for item in rule.body:
        if isinstance(item, Comparison):
            tests.append(f"{value(item.left)} {item.operator} {value(item.right)}")
        elif item.negated:
            equal = " and ".join(f"n.c{i} = {value(argument)}" for i, argument in enumerate(item.arguments))
            tests.append(f"not exists (select 1 from {item.relation} n where {equal})")
    where = f" where {' and '.join(tests)}" if tests else ""
    if rule.aggregate is None:
        cells = [value(argument) for argument in rule.head.arguments]
        group = ""
    else:
        keys = [value(argument) for argument in rule.head.arguments[:-1]]
        cells = [*keys, f"{rule.aggregate.operator}({value(rule.aggregate.variable)})::bigint"]
        group = f" group by {', '.join(keys)}"
    named = ", ".join(f"{cell}::bigint as c{i}" for i, cell in enumerate(cells))
    return f"select {named} from {', '.join(tables)}{where}{group}"


def _constant(term: Argument | Term) -> int:
    assert isinstance(term, Const)
    assert isinstance(term.value, int)
    return term.value


PEER = _DuckDB()
