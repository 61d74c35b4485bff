"""Deciding a question over all worlds: Kleene first, then splitting on what is in doubt.

A *question* has a few outcomes, each with the conclusion that means it. Evaluation in a partial world either makes
one outcome certain or leaves several possible; then the search splits on the contested terms in the support of the
doubt, and after them on its unknown facts (numbers only at thresholds), until each branch is certain. Where there are
many facts, those that decide whatever the terms mean come before the terms.
The branches of such a tree exclude one another, so the outcome as a function of terms and facts can be read off them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from licet.logic.ir import Fact
from licet.logic.oracle import World
from licet.logic.plans import Plans
from licet.logic.values import Row, Value
from licet.policy.doubt import Doubt
from licet.policy.world_facts import choice, supposition
from licet.verdict.verdict import Pin

if TYPE_CHECKING:
    from licet.logic.patterns import Pattern
    from licet.verdict.leaves import Leaves, Support

__all__ = [
    "Assumption",
    "Branch",
    "Decision",
    "Question",
    "Splitting",
    "decide",
    "explore",
    "fullest",
    "leaves_in",
    "minimal_sets",
    "pinned",
]

_MOST_SETS = 8
_FEW = 6
"""With no more facts than these, the order of splitting matters little."""


class Question(Struct, frozen=True):
    """The outcomes of a question. `certain` gives the outcome that is certain, or None; `leaves` what it hangs on where
    none is; `answer` is the same for outcomes whose difference does not matter to what the question turns on; `goal` is
    a pattern of all its outcomes."""

    certain: Callable[[World], str | None]
    leaves: Callable[[World, Splitting], Leaves]
    answer: Callable[[str], str]
    goal: tuple[str, Pattern]


class Assumption(Struct, frozen=True):
    """An unknown fact taken to be so: `value` is True or False, or the value of a functional relation."""

    relation: str
    row: Row
    value: Value | bool


class Branch(Struct, frozen=True):
    """A part of the possible worlds in which the outcome is the same; None where the bound was reached first, or where
    it hangs on facts of which no finite choice of values stands for all (`open` has these) or on what a use does not
    say of itself (`unsaid`: the relation, and the use)."""

    readings: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: str | None
    solver: World
    open: tuple[tuple[str, Row], ...] = ()
    unsaid: tuple[tuple[str, Row], ...] = ()

    @property
    def exhausted(self) -> bool:
        """Whether nothing was left untried in it that can be tried before the use says more."""
        return self.outcome is not None or bool(self.unsaid)


class Worlds:
    """Worlds laid upon others, each made once, and what doubt rests on in each: several questions about one world are
    asked of the same ones."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, tuple[Fact, ...]], tuple[World, World]] = {}
        self._below: dict[int, tuple[World, World, tuple[Fact, ...]]] = {}
        self._supports: dict[int, tuple[World, Support]] = {}

    def upon(self, world: World, facts: Iterable[Fact]) -> World:
        """The world with further facts."""
        added = tuple(facts)
        found = self._made.get((id(world), added))
        if found is None:
            found = self._made[id(world), added] = world, world.overlay(added)
            self.note(found[1], world, added)
        return found[1]

    def note(self, world: World, below: World, facts: Iterable[Fact]) -> None:
        """Note a world that was made otherwise: it is another one with further facts."""
        self._below[id(world)] = world, below, tuple(facts)
        self.know(world, self.support(below).narrowed())

    def below(self, world: World) -> tuple[World, tuple[Fact, ...]] | None:
        """The world that one is laid upon, and the further facts in it; None if it is laid upon none."""
        found = self._below.get(id(world))
        return None if found is None else found[1:]

    def know(self, world: World, support: Support) -> None:
        """Note what is known of a world."""
        self._supports[id(world)] = world, support

    def support(self, world: World) -> Support:
        """What doubt rests on in a world, as far as that was found."""
        found = self._supports.get(id(world))
        if found is None:
            from licet.verdict.leaves import Support

            found = self._supports[id(world)] = world, Support()
        return found[1]


class Splitting(Struct, frozen=True):
    """How to split: the readings of each term, and for a world and a goal what gives the values to try for an unknown
    fact of a functional relation, there and in all worlds laid upon it (None: no finite set of them stands for all).
    `plans` are what is known of the rules of the program, `doubt` what doubt can reach in it, `worlds` those that were
    tried with it."""

    readings: Mapping[str, tuple[str, ...]]
    values: Callable[[World, tuple[str, Pattern]], Callable[[str], tuple[Value, ...] | None]]
    plans: Plans
    doubt: Doubt
    limit: int = 600
    worlds: Worlds = field(default_factory=Worlds)


class Decision(Struct, frozen=True):
    """The branches of the search, and the smallest set of terms that the outcome turns on."""

    branches: tuple[Branch, ...]
    over: tuple[str, ...]

    @staticmethod
    def of(branches: tuple[Branch, ...], answer: Callable[[str], str]) -> Decision:
        """The decision with these branches; `answer` is that of the question."""
        return Decision(branches, _turns_on(branches, answer))

    @property
    def exhausted(self) -> bool:
        """Whether nothing was left untried in any branch."""
        return all(b.exhausted for b in self.branches)

    def by_readings(self) -> Mapping[tuple[Pin, ...], tuple[Branch, ...]]:
        """The branches under each choice of readings of the terms that the outcome turns on, sorted. A branch that
        leaves a term open is one under each of its readings."""
        chosen = [tuple(sorted(p for p in branch.readings if p.term in self.over)) for branch in self.branches]
        return {
            readings: tuple(b for b, own in zip(self.branches, chosen, strict=True) if set(own) <= set(readings))
            for readings in sorted(fullest(chosen))
        }


def fullest(choices: Iterable[tuple[Pin, ...]]) -> tuple[tuple[Pin, ...], ...]:
    """The choices of readings that are not part of another one, each once and in the same order."""
    found = {choice: set(choice) for choice in choices}
    return tuple(choice for choice, pins in found.items() if not any(pins < other for other in found.values()))


def pinned(solver: World, pin: Pin, readings: tuple[str, ...]) -> World:
    """The solver in the world where that reading of the term is chosen."""
    return solver.overlay(choice(pin.term, pin.reading, readings))


def _assume(solver: World, assumption: Assumption, worlds: Worlds) -> World:
    return worlds.upon(solver, [supposition(assumption.relation, assumption.row, assumption.value)])


def decide(question: Question, solver: World, splitting: Splitting, functional: Callable[[str], bool]) -> Decision:
    """Explore the worlds until the question is certain in each, or the limit on evaluations is reached."""
    return Decision.of(tuple(explore(question, solver, splitting, functional)), question.answer)


def explore(
    question: Question,
    solver: World,
    splitting: Splitting,
    functional: Callable[[str], bool],
    start: Branch | None = None,
) -> Iterator[Branch]:
    """The branches of the decision as they are found, always in the same order. With a `start`, they are parts of that
    branch, in whose world `solver` is."""
    budget = splitting.limit
    values = splitting.values(solver, question.goal)
    stack = [replace(start, outcome=None, solver=solver, open=(), unsaid=()) if start else Branch((), (), None, solver)]
    while stack:
        branch = stack.pop()
        if branch.outcome is not None or budget == 0:
            yield branch
            continue
        budget -= 1
        outcome = question.certain(branch.solver)
        if outcome is not None:
            yield replace(branch, outcome=outcome)
            continue
        leaves = question.leaves(branch.solver, splitting)
        if leaves.unsaid:
            leaves = replace(leaves, facts=())
        children = _split(branch, leaves, splitting, values, functional, question)
        if children is None:
            yield replace(branch, open=leaves.facts, unsaid=leaves.unsaid)
        else:
            stack.extend(reversed(children))


def leaves_in(world: World, conclusions: Iterable[tuple[str, Row]], splitting: Splitting) -> Leaves:
    """What some conclusions (relation, row) hang on that are possible in a world and not certain."""
    from licet.verdict.leaves import leaves_of

    return leaves_of(world, conclusions, splitting.plans, splitting.doubt, splitting.worlds.support(world))


def _split(
    branch: Branch,
    leaves: Leaves,
    splitting: Splitting,
    values_of: Callable[[str], tuple[Value, ...] | None],
    functional: Callable[[str], bool],
    question: Question,
) -> list[Branch] | None:
    if len(leaves.facts) > _FEW:
        chain = _chain(branch, [fact for fact in leaves.facts if not functional(fact[0])], question, splitting.worlds)
        if chain:
            return chain
    if leaves.terms:
        term = leaves.terms[0]
        readings = splitting.readings[term]
        pins = [Pin(term, r) for r in readings]
        return [
            replace(
                branch,
                readings=(*branch.readings, pin),
                solver=splitting.worlds.upon(branch.solver, choice(term, pin.reading, readings)),
            )
            for pin in pins
        ]
    for relation, row in leaves.facts:
        values: tuple[Value | bool, ...] | None = values_of(relation) if functional(relation) else (True, False)
        if values is not None:
            assumptions = [Assumption(relation, row, value) for value in values]
            return [
                replace(
                    branch,
                    assumptions=(*branch.assumptions, a),
                    solver=_assume(branch.solver, a, splitting.worlds),
                )
                for a in assumptions
            ]
    return None


def _chain(branch: Branch, facts: Iterable[tuple[str, Row]], question: Question, worlds: Worlds) -> list[Branch]:
    """The branches in which one fact decides, and those before it are otherwise; then the one in which none of them
    decides. None if no fact decides alone.

    Many facts that would each settle it so make as many branches, not as many as there are subsets of the others."""
    found: list[Branch] = []
    rest = branch
    for relation, row in facts:
        for value in (True, False):
            deciding, other = Assumption(relation, row, value), Assumption(relation, row, not value)
            outcome = question.certain(_assume(branch.solver, deciding, worlds))
            if outcome is not None:
                # What is certain stays so, whatever the facts before it are.
                found.append(replace(_further(branch, rest, deciding, worlds), outcome=outcome))
                rest = _further(branch, rest, other, worlds)
                break
    return [*found, rest] if found else []


def _further(start: Branch, branch: Branch, assumption: Assumption, worlds: Worlds) -> Branch:
    """A branch with one more assumption, its world laid upon that of `start` at once."""
    assumptions = (*branch.assumptions, assumption)
    new = [supposition(a.relation, a.row, a.value) for a in assumptions[len(start.assumptions) :]]
    return replace(branch, assumptions=assumptions, solver=worlds.upon(start.solver, new))


def _turns_on(branches: tuple[Branch, ...], answer: Callable[[str], str]) -> tuple[str, ...]:
    """The smallest set of terms (first in order) whose readings fix the set of outcomes over the facts."""
    terms = sorted({pin.term for b in branches for pin in b.readings})
    if not terms:
        return ()
    by_combo = {
        combo: frozenset(b.outcome and answer(b.outcome) for b in branches if set(b.readings) <= set(combo))
        for combo in fullest(b.readings for b in branches)
    }
    for size in range(len(terms) + 1):
        for chosen in combinations(terms, size):
            if _fixes(chosen, by_combo):
                return chosen
    return tuple(terms)


def _fixes(chosen: tuple[str, ...], by_combo: Mapping[tuple[Pin, ...], frozenset[str | None]]) -> bool:
    """Whether two combinations that agree on the chosen terms never have different outcomes."""
    items = list(by_combo.items())
    for (a, outcome_a), (b, outcome_b) in combinations(items, 2):
        if outcome_a != outcome_b:
            of_a, of_b = ({p.term: p.reading for p in c} for c in (a, b))
            if not any(t in of_a and t in of_b and of_a[t] != of_b[t] for t in chosen):
                return False
    return True


def minimal_sets(branches: tuple[Branch, ...], answer: Callable[[str], str]) -> tuple[tuple[tuple[str, Row], ...], ...]:
    """The minimal sets of unknown facts that decide: whatever their values turn out to be, one outcome is left.

    Two branches of different outcome must differ on some fact of the set; so these are the minimal hitting sets
    of the facts on which such pairs differ (Reiter, *A theory of diagnosis from first principles*, 1987).
    """
    conflicts: set[frozenset[tuple[str, Row]]] = set()
    values = [{(x.relation, x.row): x.value for x in branch.assumptions} for branch in branches]
    for (a, of_a), (b, of_b) in combinations(zip(branches, values, strict=True), 2):
        if a.outcome is None or b.outcome is None or answer(a.outcome) != answer(b.outcome):
            differing = frozenset(fact for fact, value in of_a.items() if fact in of_b and of_b[fact] != value)
            if differing:
                conflicts.add(differing)
    # What alone tells two branches apart is in every set.
    forced = frozenset(fact for conflict in conflicts if len(conflict) == 1 for fact in conflict)
    minimal = [c for c in conflicts if not c & forced and not any(d < c for d in conflicts)]
    if forced and not minimal:
        return (tuple(sorted(forced, key=repr)),)
    facts = sorted({f for c in minimal for f in c}, key=repr)
    found: list[frozenset[tuple[str, Row]]] = []
    for size in range(1, min(len(facts), 6) + 1):
        for candidate in combinations(facts, size):
            chosen = frozenset(candidate)
            if any(f <= chosen for f in found):
                continue
            if all(chosen & c for c in minimal):
                found.append(chosen)
                if len(found) == _MOST_SETS:
                    break
        if len(found) == _MOST_SETS:
            break
    return tuple(tuple(sorted(forced | f, key=repr)) for f in found)
