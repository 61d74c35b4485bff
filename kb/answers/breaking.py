"""Moves after which a proof of a refusal no longer stands.

A stated fact that it rests on can be given up, an absence that it rests on can be ended by the facts that
`licet.proof.why_not` finds missing, a thing or a name in it can be another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field

from licet.answers.moves import (
    ATTAINABLE,
    AVOIDABLE,
    Edit,
    Exchange,
    Move,
    accepting,
    changeable_relations,
    listed,
    renamed,
    subjects,
    taken_instead,
)
from licet.logic.ir import BEGINNINGS, Literal, Program
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, Side
from licet.logic.values import Row, Value
from licet.policy import relation_names as called
from licet.policy.relation_names import USER, family_of, split_possible
from licet.proof.prover import prove
from licet.proof.steps import Absence, AbsenceStep, ComparisonStep, FactStep, Proof, Step, premises_of
from licet.proof.why_not import BlockedBy, FalsePremise, MissingPremise, Obstacle, WhyNot, why_not
from licet.verdict.base import Base
from licet.verdict.decision import Branch

__all__ = ["Reach", "breaking_branch"]

_DEPTH = 4
_NEAR_MISSES = 8


class Reach(Struct, frozen=True):
    """What can be changed, and `leading`, the relations that can depend on that."""

    attainable: frozenset[str]
    avoidable: frozenset[str]
    leading: frozenset[str]

    @staticmethod
    def of(base: Base) -> Reach:
        """What the policies say."""
        leading = _leading_to(base.program, changeable_relations(base))
        return Reach(listed(base, ATTAINABLE), listed(base, AVOIDABLE), leading)


def breaking_branch(base: Base, branch: Branch, use: str, reach: Reach) -> Iterator[Move]:
    """Moves that break the refusal in a branch, in no order; some more than once."""
    assert branch.outcome is not None
    world = branch.solver
    proof = prove(world, called.OUTCOME, (use, branch.outcome), plans=base.plans)
    if proof is None:
        return

    def rename(name: str, beginning: str) -> Iterable[Exchange]:
        return renamed(base, world, use, name, beginning)

    yield from _Search(world, reach, frozenset(subjects(base, world, use)), rename).breaking(proof, _DEPTH)
    yield from accepting(base, world, use)
    met = {value for step in proof.facts() for value in step.row}
    yield from (exchange for exchange in taken_instead(base, world, use) if exchange.old in met)


def _leading_to(program: Program, relations: frozenset[str]) -> frozenset[str]:
    """The relations that depend on some relations, and these themselves."""
    readers: dict[str, set[str]] = {}
    for rule in program.rules:
        for item in rule.body:
            if isinstance(item, Literal):
                readers.setdefault(split_possible(item.relation)[0], set()).add(split_possible(rule.head.relation)[0])
    found, todo = set(relations), list(relations)
    while todo:
        for reader in readers.get(todo.pop(), set()) - found:
            found.add(reader)
            todo.append(reader)
    return frozenset(found)


class _Search(Struct, frozen=True):
    """Looks for moves in one world. `subjects` are what an edit can be about; `rename` gives the names that begin as
    they should; `seen` holds how deep it was looked below what was looked into."""

    oracle: Oracle
    reach: Reach
    subjects: frozenset[Value]
    rename: Callable[[str, str], Iterable[Exchange]]
    seen: dict[tuple[str, Pattern], int] = field(default_factory=dict)

    def breaking(self, proof: Proof, depth: int) -> Iterator[Move]:
        """Moves after which the proof no longer stands."""
        absences: list[AbsenceStep] = []
        for step in self.own_steps(proof):
            if isinstance(step, FactStep):
                yield from self.giving_up(split_possible(step.relation)[0], step.row)
                yield from self.taking_back(step)
            elif isinstance(step, ComparisonStep) and step.operator == BEGINNINGS[1]:
                yield from self.beginning(step.left, step.right)
            elif isinstance(step, AbsenceStep):
                absences.append(step)
        for absence in absences:
            yield from self.ending(absence.relation, absence.pattern, depth)

    def giving_up(self, relation: str, row: Row) -> Iterator[Move]:
        if relation in self.reach.avoidable and self.subjects.issuperset(row[:1]):
            yield Edit(relation, row, withdraw=True)

    def taking_back(self, step: Step) -> Iterator[Move]:
        """What is denied, brought about."""
        if isinstance(step, FactStep) and family_of(step.relation).name == "deny":
            yield from self.stating(family_of(step.relation).owner, step.row)

    def own_steps(self, proof: Proof) -> Iterator[Step]:
        """The steps that the goal rests on, in the order of the rules' conditions; not those that only explain an
        absence, nor an absence beside a denial that can be taken back."""
        waiting = [len(proof.steps) - 1]
        seen = set(waiting)
        while waiting:
            step = proof.steps[waiting.pop()]
            yield step
            if isinstance(step, AbsenceStep):
                continue
            premises = [(premise, proof.steps[premise]) for premise in premises_of(step)]
            denied = any(next(self.taking_back(below), None) is not None for _, below in premises)
            for premise, below in reversed(premises):
                if premise not in seen and not (denied and isinstance(below, AbsenceStep)):
                    seen.add(premise)
                    waiting.append(premise)

    def beginning(self, name: Side, beginning: Side) -> Iterator[Move]:
        if isinstance(name, str) and isinstance(beginning, str):
            yield from self.rename(name, beginning)

    def ending(self, relation: str, pattern: Pattern, depth: int) -> Iterator[Move]:
        """Moves that bring about a row, or remove an obstacle to one."""
        if split_possible(relation)[0] not in self.reach.leading:
            return
        yield from self.stating(relation, pattern)
        depth = _below(relation, depth)
        if depth <= 0 or not self.oracle.rules_for(relation) or self.oracle.answers(relation, pattern):
            return
        if self.is_new(relation, pattern, depth):
            # One step at a time: what is below a premise that cannot lead to an edit need not be explained.
            yield from self.clearing(why_not(self.oracle, relation, pattern, 0), depth)

    def clearing(self, why: WhyNot, depth: int) -> Iterator[Move]:
        for miss in why.rules[:_NEAR_MISSES]:
            if any(self.stays(obstacle) for obstacle in miss.obstacles):
                continue
            for obstacle in miss.obstacles:
                if isinstance(obstacle, MissingPremise):
                    yield from self.filling(obstacle, depth)
                elif isinstance(obstacle, FalsePremise) and obstacle.operator == BEGINNINGS[0]:
                    yield from self.beginning(obstacle.left, obstacle.right)
                elif isinstance(obstacle, BlockedBy):
                    below = _below(obstacle.relation, depth)
                    if self.is_new(obstacle.relation, obstacle.row, below):
                        yield from self.breaking(obstacle.proof, below)

    def stays(self, obstacle: Obstacle) -> bool:
        """Whether no edit can bring about a premise that is missing."""
        return isinstance(obstacle, MissingPremise) and split_possible(obstacle.relation)[0] not in self.reach.leading

    def filling(self, missing: MissingPremise, depth: int) -> Iterator[Move]:
        """Moves that bring about a missing premise."""
        if missing.absence is Absence.UNEXPLORED:
            yield from self.ending(missing.relation, missing.pattern, depth)
        elif split_possible(missing.relation)[0] in self.reach.leading:
            yield from self.stating(missing.relation, missing.pattern)

    def is_new(self, relation: str, pattern: Pattern, depth: int) -> bool:
        """Whether it was not looked so deep below this before."""
        if self.seen.get((relation, pattern), 0) >= depth:
            return False
        self.seen[relation, pattern] = depth
        return True

    def stating(self, relation: str, pattern: Pattern) -> Iterator[Move]:
        name, _ = split_possible(relation)
        row = tuple(value for value in pattern if value is not None)
        if name in self.reach.attainable and len(row) == len(pattern) and self.subjects.issuperset(row[:1]):
            yield Edit(name, row)


def _below(relation: str, depth: int) -> int:
    """How far to look below a relation: only those that policies declare count, not what lowering puts between."""
    return depth - (family_of(relation).name in (USER, "reading"))
