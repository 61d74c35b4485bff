"""Slots: what can be asked of a program, as relations with binding patterns.

A *slot* is a relation with a binding pattern: for its answers (stated and derived), or for its stated rows alone. In a
pattern `b` is an argument with a value, `f` one to find, and `_` one of no interest; a pattern without `f` asks
whether there is a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import RLock
from typing import Any, Protocol

from msgspec import Struct

from licet.logic.cases import Cases
from licet.logic.ir import Rule
from licet.logic.normal_form import NormalRule

__all__ = ["CODE", "MEMORY", "SLOT_WIDTH", "START", "Slot", "Slotted", "State"]

State = dict[int, Any]
"""What stands at each number: `licet.engine.layers` says what that is."""

CODE, MEMORY, START = 1, 2, 3
"""Where the entries of a slot of answers stand in a state, beside its look-up, which stands at its number: the function
that computes them, its memory, and the function that starts a subgoal. A slot of stated rows has a look-up alone."""
SLOT_WIDTH = 4
"""So many numbers has each slot, and so many in front of the first stand for the state itself."""


class Slot(Struct, frozen=True):
    """A relation with a binding pattern. `number` is where its entries begin in a state."""

    number: int
    relation: str
    pattern: str
    stated: bool

    @property
    def exists(self) -> bool:
        """Whether it asks only for the existence of a row."""
        return "f" not in self.pattern

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions of the arguments that have values."""
        return tuple(i for i, letter in enumerate(self.pattern) if letter == "b")


class Slotted(Protocol):
    """A program as the functions of its slots are written for it; `licet.engine.compiled` says what each name means."""

    lock: RLock

    @property
    def derived(self) -> frozenset[str]: ...

    @property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]: ...

    @property
    def siblings(self) -> Mapping[str, frozenset[str]]: ...

    def slot(self, relation: str, pattern: str, stated: bool) -> Slot: ...

    def normal(self, relation: str) -> tuple[NormalRule, ...]: ...

    def cases(self, relation: str, positions: tuple[int, ...]) -> Cases | None: ...

    def normal_form(self, rules: Sequence[Rule]) -> tuple[NormalRule, ...]: ...

    def estimate(self, relation: str, positions: tuple[int, ...]) -> int: ...

    def place(self, slot: Slot, functions: Mapping[str, Any]) -> tuple[Any, Any]: ...
