"""What two versions of policies have in common, which is found out once for both."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from licet.engine.solver import CompiledProgram, Solver, side_by_side
from licet.verdict.base import Base

__all__ = ["Common"]


class Common(Struct, frozen=True):
    """What two programs have in common.

    Attributes:
        programs: the two; none where nothing is known to be.
        differing: the relations of the second that depend on something that differs, by the rules of either.
    """

    programs: tuple[CompiledProgram, ...] = ()
    differing: frozenset[str] = frozenset()

    @staticmethod
    def of(before: Base, after: Base, differing: Iterable[str]) -> Common:
        """What two bases have in common, given the relations of which rules or facts differ."""
        names = frozenset(differing)
        programs = tuple(base.solver.compiled for base in (before, after) if isinstance(base.solver, Solver))
        same = frozenset.intersection(*(program.spared(names) for program in programs))
        return Common(programs, programs[-1].derived - same)

    def side_by_side(self, before: Base, after: Base) -> tuple[Base, Base]:
        """Two bases with the same laid upon them, the first to be asked first: what does not differ is shared."""
        one, other = before.solver, after.solver
        if not isinstance(one, Solver) or not isinstance(other, Solver) or before.layers != after.layers:
            return before, after
        if (one.compiled, other.compiled) != self.programs:
            return before, after  # what is laid upon them made programs of its own
        first, second = side_by_side(one, other, self.differing)
        return replace(before, solver=first), replace(after, solver=second)
