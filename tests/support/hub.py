"""Lineage shaped like a model hub: few models with very many derivatives, chains of fine-tunes up to twelve deep."""

from __future__ import annotations

from random import Random

__all__ = ["hub"]

_DEPTH = 12


def hub(edges: int, seed: int) -> list[tuple[str, str]]:
    """That many different pairs (model, model it was derived from), acyclic, the same for the same seed.

    Parents are chosen in proportion to the derivatives they have (a power law); one model in eight is a merge of two.
    """
    random = Random(seed)
    depth = {f"base_{i}": 0 for i in range(max(1, edges // 200))}
    urn = list(depth)
    pairs: list[tuple[str, str]] = []
    while len(pairs) < edges:
        model = f"model_{len(depth)}"
        parents = {_parent(random, urn, depth) for _ in range(2 if random.random() < 0.125 else 1)}
        for parent in sorted(parents):
            pairs.append((model, parent))
            urn.append(parent)
        depth[model] = 1 + max(depth[parent] for parent in parents)
        urn.append(model)
    return pairs[:edges]


def _parent(random: Random, urn: list[str], depth: dict[str, int]) -> str:
    while True:
        parent = random.choice(urn)
        if depth[parent] < _DEPTH:
            return parent
