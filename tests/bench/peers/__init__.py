"""The engines that are compared, each in a module of its own.

A further one is a module with a class like `Peer` of `bench.peers.peer`, and its name in `PEERS`.
"""

from __future__ import annotations

from importlib import import_module

from bench.peers.peer import Peer

__all__ = ["PEERS", "peer"]

PEERS = ("licet", "bulk", "duckdb", "clingo", "swipl", "pydatalog", "cedar", "rego")
"""The modules, in the order in which results are shown."""


def peer(name: str) -> Peer:
    """The engine of that name."""
    found: Peer = import_module(f"bench.peers.{name}").PEER
    return found
