"""pyDatalog, asked for all of each relation."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from bench.loads import Load, read_facts
from bench.peers.notation import term
from bench.peers.peer import Clock, Rows
from licet.logic.ir import Comparison, Literal

__all__ = ["PEER"]

_OPERATORS = {"=": "=="}


class _PyDatalog:
    name = "pyDatalog"

    def missing(self) -> str | None:
        return None

    def version(self) -> str:
        return version("pyDatalog")

    def cannot(self, load: Load, size: str) -> str | None:
        if any(rule.aggregate is not None for rule in load.program.rules):
            return "a sum is a function there, and no relation"
        return None if size == "S" else "it takes minutes to hours"

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:  # noqa: ARG002
        from pyDatalog import Logic, pyDatalog

        with clock.phase("load"):
            Logic(True)
            for name in load.inputs:
                for row in read_facts(facts, name):
                    pyDatalog.assert_fact(name, *row)
            pyDatalog.load(_text(load))
        found = {}
        with clock.phase("evaluate"):
            for name in load.outputs:
                variables = ", ".join(f"X{i}" for i in range(load.program.arities[name]))
                answer = pyDatalog.ask(f"{name}({variables})")
                found[name] = answer.answers if answer else []
        return found


def _text(load: Load) -> str:
    return "\n".join(f"{_atom(rule.head)} <= {' & '.join(map(_item, rule.body))}" for rule in load.program.rules)


def _item(item: Literal | Comparison) -> str:
    if isinstance(item, Comparison):
        return f"({term(item.left)} {_OPERATORS.get(item.operator, item.operator)} {term(item.right)})"
    return f"~{_atom(item)}" if item.negated else _atom(item)


def _atom(literal: Literal) -> str:
    return f"{literal.relation}({', '.join(map(term, literal.arguments))})"


PEER = _PyDatalog()
