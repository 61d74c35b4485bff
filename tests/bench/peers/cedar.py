"""Cedar, asked for all requests in one batch; it has neither joins nor recursion, so it says the clauses only."""

from __future__ import annotations

import json
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bench import policy
from bench.loads import Load, clause_requests
from bench.peers.peer import Clock, Rows

__all__ = ["PEER"]


class _Cedar:
    name = "Cedar (cedarpy)"

    def missing(self) -> str | None:
        return None if find_spec("cedarpy") else "the package `cedarpy` is not installed"

    def version(self) -> str:
        return version("cedarpy")

    def cannot(self, load: Load, size: str) -> str | None:  # noqa: ARG002
        return None if load.name == "clauses" else "it has no joins, sums or recursion over data"

    def run(self, load: Load, size: str, facts: Path, clock: Clock) -> Rows:  # noqa: ARG002
        import cedarpy

        world, requests = policy.world(), clause_requests(size)
        with clock.phase("load"):
            policies = cedarpy.PolicySet.from_str(policy.cedar_text(world))
            entities = cedarpy.Entities.from_json_str(json.dumps(policy.cedar_entities(world)))
            asked = [
                {
                    "principal": f'Org::"{organization}"',
                    "action": 'Action::"run"',
                    "resource": f'Model::"{model}"',
                    "context": {"purpose": purpose},
                }
                for organization, model, purpose in requests
            ]
        with clock.phase("evaluate"):
            answers = cedarpy.is_authorized_batch(asked, policies, entities)
        return {"allowed": [numbers(r) for r, a in zip(requests, answers, strict=True) if a.allowed]}


def numbers(request: tuple[str, str, str]) -> tuple[int, ...]:
    """A request as the row that stands for it."""
    return tuple(int(part.rpartition("_")[2]) for part in request)


PEER = _Cedar()
