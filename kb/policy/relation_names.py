"""The twins of relations that doubt can reach: what is certain, and what is possible (see `licet.policy.kleene`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Doubt", "possible", "split_possible"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What doubt can reach: the doubled relations, and those whose unknown facts are rows of `unknown:r`."""

    doubled: frozenset[str]
    sources: frozenset[str]
    nullable: Mapping[str, frozenset[int]]

    def possible(self, relation: str) -> str:
        """The relation that holds what is possible: the twin, or the relation itself where there is no doubt."""
        return possible(relation) if relation in self.doubled else relation


def possible(relation: str) -> str:
    """The name of the twin."""
    return f"{relation}?"


def split_possible(relation: str) -> tuple[str, bool]:
    """The relation's own name, and whether it was a twin's."""
    return (relation[:-1], True) if relation.endswith("?") else (relation, False)
