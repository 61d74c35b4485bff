"""What doubt can reach in a program (see `licet.policy.kleene`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from licet.policy.relation_names import possible

__all__ = ["UNSAID", "Doubt", "Unsaid"]

UNSAID: Mapping[str, str] = MappingProxyType({"by": "the use does not say who makes it"})
"""The relations in which a use that says nothing leaves something unknown, and what is missing then."""


class Unsaid(Struct, frozen=True, array_like=True):
    """Where a twin can hold UNKNOWN for what a use does not say of itself (`licet.policy.unsaid`).

    Attributes:
        positions: where it can.
        silences: in which relation it can be that the use says nothing, and the position of that use; sorted.
        otherwise: whether UNKNOWN there can stand for anything else, or for the silence of another use.
    """

    positions: frozenset[int] = frozenset()
    silences: tuple[tuple[str, int], ...] = ()
    otherwise: bool = False

    @property
    def uses(self) -> frozenset[int]:
        """The positions of the use."""
        return frozenset(position for _, position in self.silences)

    @property
    def silence(self) -> tuple[str, int] | None:
        """The silence that UNKNOWN stands for, if there is no other that it could be."""
        return self.silences[0] if len(self.silences) == 1 and not self.otherwise else None


class Doubt(Struct, frozen=True, array_like=True):
    """What doubt can reach.

    Attributes:
        doubled: the relations that have a twin.
        sources: those whose unknown facts are rows of a relation of their own (`relation_names.unknown`).
        nullable: the positions of a twin's rows where the value can be UNKNOWN.
        unsaid: those of them where it can stand for what a use does not say.
    """

    doubled: frozenset[str]
    sources: frozenset[str]
    nullable: Mapping[str, frozenset[int]]
    unsaid: Mapping[str, Unsaid]

    def possible(self, relation: str) -> str:
        """The relation that holds what is possible: the twin, or the relation itself where there is no doubt."""
        return possible(relation) if relation in self.doubled else relation
