"""Each file in `cases/` is a program, questions to it, and the answers that every engine has to give.

The program is written in Licet's language. A question is a line `? path(a, X)`: one literal of a declared relation.
Below it stand its answers, in the order of their values: one a line, what the variables are, with commas between them.
A question without variables is answered by `true` or `false`. A program that is refused has in the place of questions a
line for each code of an error: `! E313`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from licet import PolicyError, Program
from licet.bulk.evaluation import evaluate as evaluate_in_duckdb
from licet.engine.bottom_up import evaluate
from licet.engine.solver import Solver, compile_program
from licet.grammar import tree
from licet.grammar.parser import parse_literal
from licet.logic import ir
from licet.logic.oracle import Oracle
from licet.logic.relations import sorted_rows
from licet.logic.values import Month, Row, Value
from licet.pydatalog.engine import PyDatalogEngine
from support.naive_oracle import NaiveOracle

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


@dataclass(frozen=True)
class Case:
    """A program with its questions and their answers, or with the codes of the errors it is refused for."""

    program: str
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    errors: tuple[str, ...]


def read(path: Path) -> Case:
    program, *asked = re.split(r"^(?=[?!] )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    blocks = [[line.strip() for line in block.splitlines() if line.strip()] for block in asked]
    questions = tuple((head[2:], tuple(answers)) for head, *answers in blocks if head.startswith("? "))
    return Case(program, questions, tuple(head[2:] for head, *_ in blocks if head.startswith("! ")))


def _value(argument: tree.Argument) -> Value | None:
    """What a question fixes at a place; None for what it asks for."""
    match argument:
        case tree.Constant(name=name):
            return name
        case tree.Number(value=value) | tree.Text(value=value) | tree.Day(value=value):
            return value
        case tree.YearMonth(year=year, month=month):
            return Month(year, month)
        case _:
            return None


def _written(value: Value) -> str:
    return f'"{value}"' if isinstance(value, str) and not re.fullmatch(r"[a-z_]\w*", value) else str(value)


def answers(oracle: Oracle, question: str) -> tuple[str, ...]:
    """What an engine says to a question, as the files write it."""
    literal, errors = parse_literal(question)
    assert not errors, errors
    if isinstance(literal, tree.Comparison) and isinstance(literal.left, tree.Atom) and literal.operator == "=":
        literal = tree.Atom(literal.left.relation, literal.left.arguments, literal.right)
    assert isinstance(literal, tree.Atom), question
    arguments = (*literal.arguments, *([] if literal.value is None else [literal.value]))
    names = dict.fromkeys(a.name for a in arguments if isinstance(a, tree.Variable))
    found: dict[Row, None] = {}
    for row in oracle.answers(literal.relation, tuple(map(_value, arguments))):
        bound: dict[str, Value] = {}
        fits = [
            bound.setdefault(a.name, v) == v
            for a, v in zip(arguments, row, strict=True)
            if isinstance(a, tree.Variable)
        ]
        if all(fits):
            found[tuple(bound[name] for name in names)] = None
    if not names:
        return ("true",) if found else ("false",)
    return tuple(", ".join(map(_written, row)) for row in sorted_rows(found))


def _solver(program: ir.Program) -> Oracle:
    return Solver(compile_program(program))


ENGINES: dict[str, Callable[[ir.Program], Oracle]] = {
    "goal-directed": _solver,
    "bottom-up": evaluate,
    "by definition": NaiveOracle,
}


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, engine: Callable[[ir.Program], Oracle]) -> None:
    case = read(path)
    assert case.questions or case.errors
    if case.errors:
        with pytest.raises(PolicyError) as raised:
            Program.parse(case.program)
        assert sorted({d.code for d in raised.value.diagnostics if d.is_error}) == sorted(case.errors)
        return
    oracle = engine(Program.parse(case.program).program)
    for question, expected in case.questions:
        assert answers(oracle, question) == expected, question


@pytest.mark.parametrize("path", [path for path in CASES if read(path).questions], ids=lambda path: path.stem)
def test_case_on_pydatalog(path: Path) -> None:
    case = read(path)
    with closing(PyDatalogEngine(Program.parse(case.program).program, 60)) as engine:
        for question, expected in case.questions:
            assert answers(engine, question) == expected, question


@pytest.mark.parametrize("path", [path for path in CASES if read(path).questions], ids=lambda path: path.stem)
def test_case_on_duckdb(path: Path, database: duckdb.DuckDBPyConnection) -> None:
    case = read(path)
    with evaluate_in_duckdb(Program.parse(case.program).program, connection=database) as tables:
        for question, expected in case.questions:
            assert answers(tables, question) == expected, question
