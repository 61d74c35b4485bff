"""What every in-memory engine can be asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from licet.logic.ir import Fact, Rule
from licet.logic.values import Row, Value

__all__ = ["Oracle", "World"]


class Oracle(Protocol):
    """The perfect model of a program, computed beforehand (`licet.engine.model`) or on demand (`licet.engine.solver`).

    Every method raises `EngineFault` where the program declares its arities and the relation or the number of
    arguments is not among them, and where there is no sound answer; `LimitExceeded` past the limit of the engine.
    """

    def answers(self, relation: str, pattern: tuple[Value | None, ...]) -> tuple[Row, ...]:
        """The rows of the relation that match the pattern (None matches everything), sorted by `sort_key`."""

    def holds(self, relation: str, row: Row) -> bool:
        """Whether the row is in the relation."""

    def fact(self, relation: str, row: Row) -> Fact | None:
        """The stated fact, with its source; None if the row is only derived, or does not hold."""

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        """The rules that conclude the relation, sorted by id."""


class World(Oracle, Protocol):
    """An oracle that facts can be added to and taken from, without changing it."""

    def overlay(self, add: Iterable[Fact] = (), remove: Iterable[Fact] = ()) -> World:
        """What holds when facts are withdrawn, and then others stated."""
