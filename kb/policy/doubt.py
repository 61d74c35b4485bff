"""What doubt can reach in a program (see `licet.policy.kleene`)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from licet.policy.relation_names import possible

__all__ = ["Doubt"]


class Doubt(Struct, frozen=True, array_like=True):
    """What doubt can reach.

    Attributes:
        doubled: the relations that have a twin.
        sources: those whose unknown facts are rows of a relation of their own (`relation_names.unknown`).
        nullable: the positions of a twin's rows where the value can be UNKNOWN.
    """

    doubled: frozenset[str]
    sources: frozenset[str]
    nullable: Mapping[str, frozenset[int]]

    def possible(self, relation: str) -> str:
        """The relation that holds what is possible: the twin, or the relation itself where there is no doubt."""
        return possible(relation) if relation in self.doubled else relation
