"""Licet's engine in memory, which keeps a rank with every conclusion."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from bench.loads import Load, read_facts
from bench.peers.peer import Clock, Rows
from licet.engine.bottom_up import evaluate
from licet.logic.ir import Fact, Program

__all__ = ["PEER"]


class _Licet:
    name = "Licet, in memory"

    def missing(self) -> str | None:
        return None

    def version(self) -> str:
        return version("licet")

    def cannot(self, load: Load, size: str) -> str | None:  # noqa: ARG002
        return None

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:  # noqa: ARG002
        with clock.phase("load"):
            stated = tuple(Fact(name, row) for name in load.inputs for row in read_facts(facts, name))
            program = Program(load.program.rules, stated, load.program.arities)
        with clock.phase("evaluate"):
            model = evaluate(program)
        return {name: model.rows(name) for name in load.outputs}


PEER = _Licet()
