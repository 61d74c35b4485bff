"""What is so in one world if one of some facts is: for each conclusion that rests on any of them, the facts with which
it is certain, and those with which it is possible, as numbers with a bit for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.logic.ir import Fact
from licet.logic.oracle import World
from licet.logic.values import UNKNOWN, Row
from licet.policy import relation_names as called
from licet.policy.relation_names import family_of
from licet.verdict.ground import Condition, Ground, Node, OneOf, Reading, Unknown
from licet.verdict.leaves import Conclusion

__all__ = ["SupposedState"]


class SupposedState:
    """The facts with which conclusions are certain, and possible, by their numbers. What rests on none of them is asked
    of the world, which has none of them.

    Attributes:
        certain, possible: by number, the facts with which a conclusion is so.
        ways: by number, the facts with which each of the instances for it is possible.
    """

    def __init__(self, ground: Ground, world: World, below: SupposedState | None = None, facts: Iterable[Fact] = ()):
        """Args:
        ground: what rests on the facts.
        world: the world.
        below: the state of the world that this one is laid upon.
        facts: what this one has beyond that.
        """
        self._ground, self._world, self._below = ground, world, below
        self._outside: dict[Conclusion, tuple[bool, bool]] = {}
        self._unknown: dict[Conclusion, bool] = {}
        if below is None:
            self.certain, self.possible = [0] * len(ground.nodes), [0] * len(ground.nodes)
            self.ways: list[Sequence[int]] = [()] * len(ground.nodes)
            self._laid, self._touched, order = frozenset[tuple[str, Row]](), frozenset[Conclusion](), ground.order
        else:
            laid = tuple(facts)
            self.certain, self.possible, self.ways = below.certain.copy(), below.possible.copy(), below.ways.copy()
            self._laid = below._laid.union((fact.relation, fact.row) for fact in laid)
            self._touched, order = ground.touched_by(laid)
        for part, is_circle in order:
            # What is in a circle does not hold by itself.
            for number in part if is_circle else ():
                self.certain[number] = self.possible[number] = 0
            for number in part:
                self._derive(number, ground.nodes[number])
            while is_circle and any(self._derive(number, ground.nodes[number]) for number in part):
                pass

    def outside(self, conclusion: Conclusion) -> tuple[bool, bool]:
        """Whether a conclusion is certain, and whether it is possible, if none of the facts is so."""
        found = self._outside.get(conclusion)
        if found is None:
            if self._below is not None and conclusion not in self._touched:
                found = self._below.outside(conclusion)
            else:
                (relation, row), holds = conclusion, self._world.holds
                is_certain = holds(relation, row)
                found = is_certain, is_certain or holds(self._ground.base.doubt.possible(relation), row)
            self._outside[conclusion] = found
        return found

    def with_bit(self, conclusion: Conclusion, bit: int) -> tuple[bool, bool]:
        """Whether a conclusion is certain, and whether it is possible, with the fact of that bit."""
        number = self._ground.numbers.get(conclusion)
        if number is None:
            return self.outside(conclusion)
        return bool(self.certain[number] & bit), bool(self.possible[number] & bit)

    def is_unknown(self, relation: str, row: Row) -> bool:
        """Whether a row of `unknown:r` or `unsaid:r` holds."""
        found = self._unknown.get((relation, row))
        if found is None:
            owner = family_of(relation).owner
            if self._below is not None and self._touched.isdisjoint(((owner, row), (owner, (*row, UNKNOWN)))):
                found = self._below.is_unknown(relation, row)
            else:
                found = self._world.holds(relation, row)
            self._unknown[relation, row] = found
        return found

    def _is_said(self, relation: str, reading: str) -> bool:
        """Whether a reading is taken, or set aside."""
        if self._below is None:
            return self._world.holds(relation, (reading,))
        return (relation, (reading,)) in self._laid or self._below._is_said(relation, reading)

    def _derive(self, number: int, node: Node) -> bool:
        """Find the facts with which a conclusion holds from those below it; whether they are others than before."""
        before, everything = (self.certain[number], self.possible[number]), self._ground.everything
        certain = possible = node.bit
        if node.instances is None:
            reach = self._ground.reach[number]
            is_certain, is_possible = self.outside(node.conclusion)
            certain |= everything & ~reach if is_certain else 0
            possible |= everything if is_possible else reach
        whatever, ways = everything if node.has_all_readings else 0, []
        for instance in node.instances or ():
            surely = maybe = read = everything
            for condition in instance.conditions:
                bounds = self.bounds(condition)
                surely &= bounds[0]
                maybe &= bounds[1]
                read &= everything if isinstance(condition, Reading) else bounds[0]
            whatever &= read
            possible |= maybe
            ways.append(maybe)
            certain |= surely if instance.is_exact else 0
        certain |= whatever
        self.certain[number], self.possible[number], self.ways[number] = certain, possible | certain, ways
        return (self.certain[number], self.possible[number]) != before

    def bounds(self, condition: Condition) -> tuple[int, int]:
        """The facts with which a condition certainly holds, and those with which it may."""
        everything = self._ground.everything
        match condition:
            case OneOf(negated, inside, outside):
                certain = possible = 0
                for number in inside:
                    certain |= self.certain[number]
                    possible |= self.possible[number]
                for conclusion in outside:
                    is_certain, is_possible = self.outside(conclusion)
                    certain |= everything if is_certain else 0
                    possible |= everything if is_possible else 0
                return (everything & ~possible, everything & ~certain) if negated else (certain, possible)
            case Reading(term, reading):
                is_taken = self._is_said(called.chosen(term), reading)
                is_aside = self._is_said(called.dropped(term), reading)
                return everything if is_taken else 0, 0 if is_aside else everything
            case Unknown(relation, rows):
                return 0, everything if any(self.is_unknown(relation, row) for row in rows) else 0
