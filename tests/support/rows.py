"""Programs whose facts are given in another way."""

from __future__ import annotations

from licet.logic.ir import Program
from licet.logic.stated import Facts
from licet.logic.values import Row


def with_rows(program: Program) -> Program:
    """The program with two of three of its facts as rows alone, and one of five in both ways."""
    rows: dict[str, list[Row]] = {}
    for number, fact in enumerate(program.facts):
        if number % 3 or not number % 5:
            rows.setdefault(fact.relation, []).append(fact.row)
    placed = (fact for number, fact in enumerate(program.facts) if not number % 3)
    return Program(program.rules, Facts(rows, placed), program.arities)
