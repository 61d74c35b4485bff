"""What would make a refused use permitted: the smallest changes to what whoever makes it can change.

These are facts of relations that the policies call changeable (or only avoidable, or only attainable), about the use
itself, about who makes it, or about artifacts on which the policies say the use decides. What others have made or done
stays as it is.

A best-first search over sets of edits. What to try next comes from the proof of the refusal: a stated fact that it
rests on can be withdrawn, an absence that it rests on can be ended (by the facts that `licet.proof.why_not` finds
missing). The program is not monotone, so every candidate is judged anew, and only those that end in a permission are
kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import combinations

from msgspec import Struct, field

from licet.logic.ir import Fact, Literal, Program
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern
from licet.logic.values import Row, Value
from licet.policy import relation_names as called
from licet.policy.relation_names import USER, family_of, split_possible
from licet.proof.prover import prove
from licet.proof.steps import Absence, AbsenceStep, Proof, premises_of
from licet.proof.why_not import BlockedBy, MissingPremise, WhyNot, why_not
from licet.verdict.base import Base
from licet.verdict.decision import Branch
from licet.verdict.judge import exploring_use, judge
from licet.verdict.settling import status_of_branch
from licet.verdict.verdict import Pin, Verdict

__all__ = [
    "CHANGEABLE",
    "Edit",
    "Remedies",
    "Remedy",
    "changeable_relations",
    "remedies",
]

CHANGEABLE = "changeable"
"""The relation that lists, by name, what whoever makes a use can bring about and give up."""

_AVOIDABLE = "avoidable"
"""The relation that lists what they can give up."""

_ATTAINABLE = "attainable"
"""The relation that lists what they can bring about."""

_DECIDES_ON = "decides_on"
"""The relation of a use and the artifacts that whoever makes it decides on, if the policies have it."""

_DEPTH = 4
_NEAR_MISSES = 8
_MOST_EXTENDED = 12


class Edit(Struct, frozen=True):
    """A fact to state, or with `withdraw` a stated one to give up."""

    relation: str
    row: Row
    withdraw: bool = False


class Remedy(Struct, frozen=True):
    """Edits none of which can be left out, and the verdict that they lead to."""

    edits: tuple[Edit, ...]
    verdict: Verdict


class Remedies(Struct, frozen=True):
    """The remedies found, smallest first. `more` says that the search ended before everything was tried."""

    found: tuple[Remedy, ...]
    more: bool


def changeable_relations(base: Base) -> frozenset[str]:
    """The relations that the policies declare changeable in one direction at least, as facts of `changeable(symbol)`,
    `avoidable(symbol)` and `attainable(symbol)`; of a dated one what holds on every day."""
    return _listed(base, _AVOIDABLE) | _listed(base, _ATTAINABLE)


def _listed(base: Base, relation: str) -> frozenset[str]:
    declared = (name for name in (relation, CHANGEABLE) if name in base.vocabulary.relations)
    listed = {str(name) for relation in declared for (name,) in base.solver.answers(relation, (None,))}
    relations = base.vocabulary.relations
    return frozenset(called.always(n) if n in relations and relations[n].dated else n for n in listed)


def remedies(base: Base, use: str, pins: Iterable[Pin] = (), *, most: int = 5, limit: int = 150) -> Remedies:
    """The smallest sets of edits after which the use is permitted.

    Args:
        base: the policies.
        use: the name of the use.
        pins: readings to take as given.
        most: how many remedies to give.
        limit: how many sets of edits to judge.

    Returns:
        no remedies at all for a use that is permitted as it is.
    """
    pins = tuple(pins)
    leading = _leading_to(base.program, changeable_relations(base))
    waiting: deque[frozenset[Edit]] = deque([frozenset()])
    seen = {frozenset[Edit]()}
    found: list[tuple[frozenset[Edit], Remedy]] = []
    judged = extended = 0
    cut = False
    while waiting and judged < limit and len(found) < most:
        edits = waiting.popleft()
        if any(smaller <= edits for smaller, _ in found):
            continue
        edited = _with(base, edits)
        judged += 1
        if _is_allowed(edited, use, pins):
            if not edits:
                return Remedies((), False)
            found.append(_least(base, use, pins, edits))
            continue
        if extended == _MOST_EXTENDED:
            cut = True
            continue
        extended += 1
        for edit in _next_edits(edited, use, leading, pins):
            undone = Edit(edit.relation, edit.row, not edit.withdraw)
            larger = edits | {edit}
            if undone not in edits and larger not in seen:
                seen.add(larger)
                waiting.append(larger)
    return Remedies(tuple(remedy for _, remedy in found), cut or bool(waiting))


def _is_allowed(base: Base, use: str, pins: tuple[Pin, ...]) -> bool:
    """Whether the verdict is a permission, without what else a verdict says."""
    return all(status_of_branch(branch).allows for branch in exploring_use(base, use, pins))


def _least(base: Base, use: str, pins: tuple[Pin, ...], edits: frozenset[Edit]) -> tuple[frozenset[Edit], Remedy]:
    """A smallest part of the edits that permits the use, too."""
    ordered = tuple(sorted(edits, key=_order))
    parts = (some for size in range(1, len(ordered)) for some in combinations(ordered, size))
    least = next((some for some in parts if _is_allowed(_with(base, frozenset(some)), use, pins)), ordered)
    return frozenset(least), Remedy(least, judge(_with(base, frozenset(least)), use, pins))


def _order(edit: Edit) -> tuple[str, str, bool]:
    return (edit.relation, repr(edit.row), edit.withdraw)


def _with(base: Base, edits: frozenset[Edit]) -> Base:
    stated = [Fact(e.relation, e.row) for e in sorted(edits, key=_order) if not e.withdraw]
    withdrawn = [Fact(e.relation, e.row) for e in sorted(edits, key=_order) if e.withdraw]
    return base.edited(stated, withdrawn)


def _next_edits(base: Base, use: str, leading: frozenset[str], pins: tuple[Pin, ...]) -> list[Edit]:
    """Single edits that break the first refusal among the branches, in a fixed order that takes the relations in turn.
    Every remedy breaks that refusal, so the others need not be looked at."""
    branches = (b for b in exploring_use(base, use, pins) if status_of_branch(b).refuses)
    branch = next(branches, None)
    edits = set() if branch is None else set(_breaking_branch(base, branch, use, leading))
    of_relation: dict[tuple[str, bool], int] = {}
    turns = []
    for edit in sorted(edits, key=_order):
        key = (edit.relation, edit.withdraw)
        of_relation[key] = of_relation.get(key, -1) + 1
        turns.append((of_relation[key], *_order(edit), edit))
    return [turn[-1] for turn in sorted(turns, key=lambda turn: turn[:-1])]


def _breaking_branch(base: Base, branch: Branch, use: str, leading: frozenset[str]) -> Iterator[Edit]:
    assert branch.outcome is not None
    proof = prove(branch.solver, called.OUTCOME, (use, branch.outcome), plans=base.plans)
    if proof is not None:
        subjects = frozenset(_subjects(base, branch.solver, use))
        search = _Search(branch.solver, _listed(base, _ATTAINABLE), _listed(base, _AVOIDABLE), leading, subjects)
        yield from search.breaking(proof, _DEPTH)


def _subjects(base: Base, oracle: Oracle, use: str) -> Iterator[Value]:
    """What a changed fact can be about: the use, who makes it, and the artifacts that it decides on."""
    yield use
    for relation in ("by", _DECIDES_ON):
        if relation in base.vocabulary.relations:
            yield from (row[1] for row in oracle.answers(relation, (use, None)))


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
    """Looks for edits in one world. `leading` are the relations that can depend on an edit, `subjects` what an edit
    can be about; `seen` holds how deep it was looked below what was looked into."""

    oracle: Oracle
    attainable: frozenset[str]
    avoidable: frozenset[str]
    leading: frozenset[str]
    subjects: frozenset[Value]
    seen: dict[tuple[str, Pattern], int] = field(default_factory=dict)

    def breaking(self, proof: Proof, depth: int) -> Iterator[Edit]:
        """Edits after which the proof no longer stands."""
        for step in proof.facts():
            relation, _ = split_possible(step.relation)
            if relation in self.avoidable and self.subjects.issuperset(step.row[:1]):
                yield Edit(relation, step.row, withdraw=True)
        for absence in _absences(proof):
            yield from self.ending(absence.relation, absence.pattern, depth)

    def ending(self, relation: str, pattern: Pattern, depth: int) -> Iterator[Edit]:
        """Edits that bring about a row, or remove an obstacle to one."""
        if split_possible(relation)[0] not in self.leading:
            return
        yield from self.stating(relation, pattern)
        depth = _below(relation, depth)
        if depth <= 0 or not self.oracle.rules_for(relation) or self.oracle.answers(relation, pattern):
            return
        if self.is_new(relation, pattern, depth):
            yield from self.clearing(why_not(self.oracle, relation, pattern), depth)

    def clearing(self, why: WhyNot, depth: int) -> Iterator[Edit]:
        for miss in why.rules[:_NEAR_MISSES]:
            for obstacle in miss.obstacles:
                if isinstance(obstacle, MissingPremise):
                    yield from self.filling(obstacle, depth)
                elif isinstance(obstacle, BlockedBy):
                    below = _below(obstacle.relation, depth)
                    if self.is_new(obstacle.relation, obstacle.row, below):
                        yield from self.breaking(obstacle.proof, below)

    def filling(self, missing: MissingPremise, depth: int) -> Iterator[Edit]:
        """Edits that bring about a missing premise."""
        if split_possible(missing.relation)[0] not in self.leading:
            return
        if missing.absence is Absence.UNEXPLORED:
            yield from self.ending(missing.relation, missing.pattern, depth)
            return
        yield from self.stating(missing.relation, missing.pattern)
        depth = _below(missing.relation, depth)
        if missing.why is not None and depth > 0 and self.is_new(missing.relation, missing.pattern, depth):
            yield from self.clearing(missing.why, depth)

    def is_new(self, relation: str, pattern: Pattern, depth: int) -> bool:
        """Whether it was not looked so deep below this before."""
        if self.seen.get((relation, pattern), 0) >= depth:
            return False
        self.seen[relation, pattern] = depth
        return True

    def stating(self, relation: str, pattern: Pattern) -> Iterator[Edit]:
        name, _ = split_possible(relation)
        row = tuple(value for value in pattern if value is not None)
        if name in self.attainable and len(row) == len(pattern) and self.subjects.issuperset(row[:1]):
            yield Edit(name, row)


def _below(relation: str, depth: int) -> int:
    """How far to look below a relation: only those that policies declare count, not what lowering puts between."""
    return depth - (family_of(relation).name in (USER, "reading"))


def _absences(proof: Proof) -> Iterator[AbsenceStep]:
    """The absences that the goal rests on, not those that only explain another absence."""
    waiting = [len(proof.steps) - 1]
    seen = set(waiting)
    while waiting:
        step = proof.steps[waiting.pop()]
        if isinstance(step, AbsenceStep):
            yield step
            continue
        for premise in premises_of(step):
            if premise not in seen:
                seen.add(premise)
                waiting.append(premise)
