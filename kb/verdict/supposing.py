"""Facts that are each supposed alone, gone through all at once: what a verdict turns into if one of them were so.

What such facts can move is in the support of the doubt about the verdict in the strict world, where each of them is
unknown. It is listed once (`licet.verdict.ground`), and each world that readings and other unknown facts are laid upon
goes through it for all of the facts together (`licet.verdict.supposed_state`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from licet.logic.oracle import World
from licet.logic.values import UNKNOWN, Value
from licet.policy import norms
from licet.policy import relation_names as called
from licet.policy.relation_names import family_of
from licet.policy.world_facts import choice, supposition
from licet.verdict.decision import Branch, Question, Splitting, explore, leaves_in
from licet.verdict.ground import Ground, OneOf, Reading, Unknown
from licet.verdict.leaves import Conclusion, Leaves, Support
from licet.verdict.outcome_question import outcome_question
from licet.verdict.supposed_state import SupposedState
from licet.verdict.verdict import Pin

__all__ = ["Supposing", "Unclear"]


class Unclear(Exception):
    """It hangs on instances that are not listed: the fact has to be laid upon the world."""


class Supposing:
    """Facts that are each supposed alone in a world."""

    def __init__(self, ground: Ground, use: str, world: World, support: Support, branches: Sequence[Branch]) -> None:
        """Args:
        ground: what rests on the facts.
        use: the use whose outcome matters.
        world: the world.
        support: what doubt rests on in the strict one.
        branches: those of the decision on the use in the world.
        """
        self._ground, self._world, self._asked = ground, world, outcome_question((use,))
        self._outcomes = [(called.OUTCOME, (use, outcome)) for outcome in norms.OUTCOMES]
        self._states: dict[int, SupposedState] = {}
        # With a fact, a number can matter at other values than without it; in the strict world at all of them.
        values = ground.base.splitting.values(ground.strict, self._asked.goal)
        self.splitting = replace(ground.base.splitting, values=lambda *_: values)
        self.splitting.worlds.know(world, support.narrowed())
        self._starts = tuple(branches) if self._stay_apart(branches, values) else (Branch((), (), None, world),)
        for branch in self._starts:
            facts = [supposition(a.relation, a.row, a.value) for a in branch.assumptions]
            for pin in branch.readings:
                facts += choice(pin.term, pin.reading, self.splitting.readings[pin.term])
            if branch.solver is not world:
                self.splitting.worlds.note(branch.solver, world, facts)

    def _stay_apart(self, branches: Iterable[Branch], values: Callable[[str], tuple[Value, ...] | None]) -> bool:
        """Whether branches are some in which the use can be decided with any of the facts, too: what they take to be so
        does not follow from one, and numbers have every value that can matter."""
        tried: dict[Conclusion, set[Value | bool]] = {}
        for assumption in (a for branch in branches for a in branch.assumptions):
            unknown = (assumption.relation, assumption.row)
            if self._can_follow(unknown):
                return False
            if self._ground.base.is_functional(assumption.relation):
                tried.setdefault(unknown, set()).add(assumption.value)
        return all(found == set(values(relation) or ()) for (relation, _), found in tried.items())

    def holds(self, fact: Conclusion, conclusion: Conclusion) -> bool:
        """Whether a conclusion is certain in the world if the fact is so.

        Raises:
            Unclear
        """
        return self._bounds(self._ground.bits[fact], conclusion)[0]

    def differs(self, fact: Conclusion, conclusion: Conclusion) -> bool:
        """Whether the fact makes a difference to whether a conclusion is certain or possible in the world.

        Raises:
            Unclear
        """
        none = self._ground.everything & ~(self._ground.everything >> 1)
        return self._bounds(self._ground.bits[fact], conclusion) != self._bounds(none, conclusion)

    def _bounds(self, bit: int, conclusion: Conclusion) -> tuple[bool, bool]:
        bounds = self._state(self._world).with_bit(conclusion, bit)
        number = self._ground.numbers.get(conclusion)
        if number is not None and self._ground.vague[number] & bit and bounds == (False, True):
            raise Unclear
        return bounds

    def question(self, fact: Conclusion) -> Question:
        """The question which outcome the use has if the fact is so, asked in worlds without it. What it hangs on can be
        `Unclear`."""
        bit = self._ground.bits[fact]

        def certain(world: World) -> str | None:
            state = self._state(world)
            return next((str(c[1][1]) for c in self._outcomes if state.with_bit(c, bit)[0]), None)

        def leaves(world: World, splitting: Splitting) -> Leaves:
            return self._leaves(bit, world, splitting)

        return replace(self._asked, certain=certain, leaves=leaves)

    def branches(self, fact: Conclusion) -> Iterator[tuple[tuple[Pin, ...], Iterator[Branch]]]:
        """The branches of the decision on that question, part by part, each with the readings that it begins with.

        Args:
            fact: the fact that is so.

        Raises:
            Unclear: as the question.
        """
        question, functional = self.question(fact), self._ground.base.is_functional
        for start in self._starts:
            yield start.readings, explore(question, start.solver, self.splitting, functional, start)

    def _can_follow(self, unknown: Conclusion) -> bool:
        """Whether an unknown fact, without the value of a functional relation, can follow from one that is supposed."""
        relation, row = unknown
        return unknown in self._ground.numbers or (relation, (*row, UNKNOWN)) in self._ground.numbers

    def _leaves(self, bit: int, world: World, splitting: Splitting) -> Leaves:
        """What the outcome of the use hangs on in a world with the fact of that bit."""
        ground, state = self._ground, self._state(world)
        terms: set[str] = set()
        facts: set[Conclusion] = set()
        unsaid: set[Conclusion] = set()
        waiting: dict[int, None] = {}
        outside: dict[Conclusion, None] = {}

        def push(numbers: Iterable[int], others: Iterable[Conclusion]) -> None:
            waiting.update((n, None) for n in numbers if state.possible[n] & ~state.certain[n] & bit)
            outside.update((c, None) for c in others if state.outside(c) == (False, True))

        for conclusion in self._outcomes:
            number = ground.numbers.get(conclusion)
            push(() if number is None else (number,), (conclusion,) if number is None else ())
        seen: set[int] = set()
        while waiting:
            number, _ = waiting.popitem()
            node = ground.nodes[number]
            if number in seen:
                continue
            seen.add(number)
            if node.instances is None:
                if ground.reach[number] & bit:
                    raise Unclear
                push((), (node.conclusion,))
            instances = (
                i for i, possible in zip(node.instances or (), state.ways[number], strict=True) if possible & bit
            )
            for condition in (condition for instance in instances for condition in instance.conditions):
                if state.bounds(condition)[0] & bit:
                    continue
                match condition:
                    case OneOf(inside=inside, outside=others):
                        push(inside, others)
                    case Reading(term=term):
                        terms.add(term)
                    case Unknown(relation=relation, rows=rows):
                        family = family_of(relation)
                        found = facts if family.name == "unknown" else unsaid
                        found.update((family.owner, row) for row in rows if state.is_unknown(relation, row))
        further = leaves_in(world, outside, splitting)
        terms.update(further.terms)
        facts.update(further.facts)
        unsaid.update(further.unsaid)
        if any(map(self._can_follow, facts)):
            raise Unclear
        return Leaves.of(terms, facts, unsaid)

    def _state(self, world: World) -> SupposedState:
        found = self._states.get(id(world))
        if found is None:
            below = self.splitting.worlds.below(world)
            made = SupposedState(self._ground, world, self._state(below[0]), below[1]) if below else None
            found = self._states[id(world)] = made or SupposedState(self._ground, world)
        return found
