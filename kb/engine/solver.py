"""The goal-directed engine: answers one question at a time and remembers what it had to find out.

Each relation is evaluated for the bound values that a question asks of it (memoized, with functions generated for
each binding pattern), so a question costs what it touches and not the size of the base. Negated literals and
aggregates ask relations of lower strata, which are complete when they answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from licet.engine.compiled import CompiledProgram, compile_program
from licet.engine.known import KnownAnswers, Supposed
from licet.engine.layers import Change, Layer, changes, new_state, stated
from licet.engine.slots import CODE, Slot, State
from licet.errors import PolicyTooComplex
from licet.logic.ir import Fact, Rule
from licet.logic.relations import canonical_row, sorted_rows
from licet.logic.values import Row, Value

__all__ = ["CompiledProgram", "KnowingSolver", "Solver", "compile_program", "side_by_side"]

_Pattern = tuple[Value | None, ...]

_MANY = 100
"""So many rows are kept in order once they have been sorted."""


class _Pair(Struct, frozen=True):
    """Two solvers side by side, as one of them sees it: the states of the first and of those laid upon it, and the
    relations of which the second can have other answers."""

    is_first: bool
    states: dict[Supposed, State]
    differing: frozenset[str]


class Solver:
    """Answers questions about a compiled program; an `Oracle`.

    `limit` bounds the rows that are derived (existence tests derive none): past it questions raise `LimitExceeded`.
    Solvers in different threads may share a compiled program and layers; one solver is for one thread at a time.
    """

    __slots__ = ("_below", "_is_made", "_laid", "_layer", "_pair", "_program", "_sorted", "_state", "_supposed")

    _below: Solver
    _laid: tuple[Sequence[Fact], Sequence[Fact]]
    _is_made: bool
    _pair: _Pair | None
    _supposed: Supposed | None
    """What is stated and withdrawn, layer by layer; None where nothing is filed under it."""

    def __init__(self, compiled: CompiledProgram, limit: int | None = None) -> None:
        self._program = compiled
        self._layer = Layer(compiled, limit)
        self._state: State = new_state(self._layer)
        self._sorted: dict[tuple[int, Any], tuple[Row, ...]] = {}
        self._pair = self._supposed = None

    @property
    def compiled(self) -> CompiledProgram:
        """The program, which solvers share."""
        return self._program

    @property
    def limit(self) -> int | None:
        """How many rows may be derived."""
        return self._layer.limit

    def answers(self, relation: str, pattern: _Pattern) -> tuple[Row, ...]:
        """The rows of the relation that match the pattern (None matches everything), sorted.

        Raises:
            EngineFault: no such relation, or no sound answer.
            LimitExceeded, PolicyTooComplex: too many rows, or rules that nest too deep.
        """
        if None not in pattern:
            row: Any = pattern
            return (canonical_row(row),) if self.holds(relation, row) else ()
        return self._rows(relation, pattern, False)

    def holds(self, relation: str, row: Row) -> bool:
        """Whether the row is in the relation.

        Raises:
            EngineFault: no such relation, or no sound answer.
            LimitExceeded, PolicyTooComplex: too many rows, or rules that nest too deep.
        """
        return bool(self._ask(self._program.slot(relation, "b" * len(row), False), canonical_row(row)))

    def fact(self, relation: str, row: Row) -> Fact | None:
        """The stated fact with its source, if there is one."""
        self._program.check(relation, len(row))
        return stated(self._layer, relation, canonical_row(row))

    def facts(self, relation: str, pattern: _Pattern) -> Iterator[Row]:
        """The stated rows of the relation that match the pattern, sorted."""
        if None not in pattern:
            row: Any = pattern
            found = self.fact(relation, row)
            return iter([canonical_row(row)] if found else [])
        return iter(self._rows(relation, pattern, True))

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        """The rules that conclude the relation, sorted by id."""
        return self._program.rules.get(relation, ())

    def overlay(self, add: Iterable[Fact] = (), remove: Iterable[Fact] = ()) -> Solver:
        """A solver of its own in which facts are withdrawn, and then others stated. It shares with this one what it
        remembers of relations that do not depend on a changed one. Its cost does not depend on the size of the base.

        Raises:
            EngineFault: a fact does not fit its relation.
        """
        solver = object.__new__(type(self))
        solver._program = self._program
        solver._below, solver._laid = self, (tuple(add), tuple(remove))
        for fact in (*solver._laid[0], *solver._laid[1]):
            self._program.check(fact.relation, len(fact.row))
        solver._sorted, solver._is_made = {}, False
        solver._pair, solver._supposed = self._pair, self._supposed
        if self._supposed is not None and any(solver._laid):
            solver._supposed = (*self._supposed, (_said(solver._laid[0]), _said(solver._laid[1])))
        return solver

    def apart(self) -> Solver:
        """A solver of its own that answers alike and remembers nothing yet. What it and those laid upon it find out is
        not remembered here, so it is let go of with them."""
        solver = self.overlay()
        solver._layer = Layer(self._program, self._layer.limit, self._state)
        solver._state, solver._is_made = new_state(solver._layer), True
        return solver

    def __getattr__(self, name: str) -> Any:
        """The layer and the state of an overlay, which are made when they are first used: until then nothing was asked
        that is not known."""
        if name not in ("_layer", "_state"):
            raise AttributeError(name)
        with self._program.lock:
            below = self._below
            changed = {} if self._is_made else changes(below._layer, *self._laid)
            if not self._is_made and not changed and below.limit is None:
                # Nothing differs, and there is no budget of its own to keep.
                self._layer, self._state, self._is_made = below._layer, below._state, True
            if not self._is_made:
                self._put_upon(below, changed, self._program.spared(frozenset(changed)))
        return object.__getattribute__(self, name)

    def _put_upon(self, below: Solver, changed: Mapping[str, Change], spared: frozenset[str]) -> None:
        """Make the layer and the state of an overlay."""
        pair, supposed = self._pair, self._supposed or ()
        beside, differing = None, frozenset[str]()
        if pair is not None and not pair.is_first:
            beside, differing = pair.states.get(supposed), pair.differing
        limit = below._layer.limit
        self._layer = Layer(self._program, limit, below._state, changed, spared, beside, differing)
        self._state, self._is_made = new_state(self._layer), True
        if pair is not None and pair.is_first:
            pair.states.setdefault(supposed, self._state)

    def _rows(self, relation: str, pattern: _Pattern, only_stated: bool) -> tuple[Row, ...]:
        letters = "".join(["f" if value is None else "b" for value in pattern])
        slot = self._program.slot(relation, letters, only_stated)
        bound = canonical_row([value for value in pattern if value is not None])
        key: Any = bound[0] if len(bound) == 1 else bound
        rows = self._sorted.get((slot.number, key))
        if rows is None:
            rows = tuple(sorted_rows(self._ask(slot, key) or ()))
            if len(rows) >= _MANY:
                self._sorted[slot.number, key] = rows
        return rows

    def _ask(self, slot: Slot, key: Any) -> Any:
        if self._program.landings:
            for landing in self._program.landings_below(slot.relation):
                self._find(self._program.slot(landing, "f" * self._program.arities[landing], False), ())
        return self._find(slot, key)

    def _find(self, slot: Slot, key: Any) -> Any:
        state = self._state
        found = state[slot.number](key)
        if found is None and not slot.stated:
            try:
                found = state[slot.number + CODE](state, key)
            except RecursionError:
                raise PolicyTooComplex(f"the rules that `{slot.relation}` depends on nest too deep") from None
        return found


class KnowingSolver(Solver):
    """A solver that answers from what was found out before, by an equal program, and notes what it finds."""

    __slots__ = ("_known",)

    _supposed: Supposed

    def __init__(self, compiled: CompiledProgram, limit: int | None, known: KnownAnswers) -> None:
        super().__init__(compiled, limit)
        self._known, self._supposed = known, ()

    def answers(self, relation: str, pattern: _Pattern) -> tuple[Row, ...]:
        found = self._known.find(self._supposed, (relation, pattern))
        if found is None:
            row: Any = pattern
            if None in pattern:
                found = super().answers(relation, pattern)
            else:
                found = (canonical_row(row),) if super().holds(relation, row) else ()
            self._known.note(self._supposed, (relation, pattern), found)
        return found

    def holds(self, relation: str, row: Row) -> bool:
        return bool(self.answers(relation, row))

    def overlay(self, add: Iterable[Fact] = (), remove: Iterable[Fact] = ()) -> KnowingSolver:
        solver = super().overlay(add, remove)
        assert isinstance(solver, KnowingSolver)
        solver._known = self._known
        return solver


def side_by_side(first: Solver, second: Solver, differing: frozenset[str]) -> tuple[Solver, Solver]:
    """Two solvers that answer like those two, whose programs are not the same. Of relations that do not differ the
    second remembers what the first does, and so do solvers that are laid upon the two with the same facts.

    Args:
        first: a solver. What is laid upon it is asked first.
        second: a solver of another program, over the same facts but for those that differ between the programs.
        differing: the derived relations of the second that may have other answers, whatever is laid upon both.
    """
    states: dict[Supposed, State] = {}
    solvers = first.overlay(), second.overlay()
    for solver, below, is_first in zip(solvers, (first, second), (True, False), strict=True):
        solver._pair, solver._supposed = _Pair(is_first, states, differing), solver._supposed or ()
        solver._put_upon(below, {}, below._program.derived if is_first else differing)
    return solvers


def _said(facts: Iterable[Fact]) -> tuple[tuple[str, Row], ...]:
    return tuple((fact.relation, fact.row) for fact in facts)
