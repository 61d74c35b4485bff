"""Rego by regopy, asked request by request; its rules have no recursion, so it says the clauses only."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bench import policy
from bench.loads import Load, clause_requests
from bench.peers.cedar import numbers
from bench.peers.peer import Clock, Rows

__all__ = ["PEER"]


class _Rego:
    name = "Rego (regopy)"

    def missing(self) -> str | None:
        return None if find_spec("regopy") else "the package `regopy` is not installed"

    def version(self) -> str:
        return version("regopy")

    def cannot(self, load: Load, size: str) -> str | None:
        if load.name != "clauses":
            return "it has no recursion"
        return None if size == "S" else "it takes ten minutes and more"

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:  # noqa: ARG002
        import regopy

        world, requests = policy.world(), clause_requests(size)
        with clock.phase("load"):
            engine = regopy.Interpreter()
            engine.add_module("licet", policy.rego_text(world))
            engine.add_data(policy.rego_data(world))
        allowed = []
        with clock.phase("evaluate"):
            for request in requests:
                engine.set_input(dict(zip(("organization", "model", "purpose"), request, strict=True)))
                if str(engine.query("data.licet.allowed")) == '{"expressions":[true]}':
                    allowed.append(numbers(request))
        return {"allowed": allowed}


PEER = _Rego()
