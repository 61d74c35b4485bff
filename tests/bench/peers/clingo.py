"""clingo: a stratified program is its own grounding, so only the grounder works."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bench.loads import Load, read_facts
from bench.peers.notation import aggregates, atom, statements, term
from bench.peers.peer import Clock, Rows
from licet.logic.ir import Program

__all__ = ["PEER"]


class _Clingo:
    name = "clingo, grounding"

    def missing(self) -> str | None:
        return None if find_spec("clingo") else "the package `clingo` is not installed"

    def version(self) -> str:
        return version("clingo")

    def cannot(self, load: Load, size: str) -> str | None:  # noqa: ARG002
        return None

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:  # noqa: ARG002
        import clingo

        control = clingo.Control(["--warn=none"])
        with clock.phase("load"):
            with control.backend() as backend:
                for name in load.inputs:
                    for row in read_facts(facts, name):
                        symbol = clingo.Function(name, [clingo.Number(cell) for cell in row])
                        backend.add_rule([backend.add_atom(symbol)])
            control.add("base", [], _text(load.program, load.inputs))
        with clock.phase("evaluate"):
            control.ground([("base", [])])
        return {
            name: [
                tuple(cell.number for cell in found.symbol.arguments)
                for found in control.symbolic_atoms.by_signature(name, load.program.arities[name])
            ]
            for name in load.outputs
        }


def _text(program: Program, inputs: object) -> str:
    lines = [f"#defined {name}/{program.arities[name]}." for name in inputs]  # type: ignore[attr-defined]
    lines += statements(program, "not ", {})
    for rule, over, keys, summed, rest in aggregates(program):
        group = ", ".join(term(a) if term(a) in keys else "_" for a in over.arguments)
        values = f"#{rule.aggregate.operator} {{ {', '.join((summed, *rest))} : {atom(over)} }}"
        lines.append(f"{atom(rule.head)} :- {over.relation}({group}), Result = {values}.")
    return "\n".join(lines)


PEER = _Clingo()
