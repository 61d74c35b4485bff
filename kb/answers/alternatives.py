"""More than one proof of an answer, the sets of stated facts that suffice for it, and where contested answers part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from licet.answers.explanation import Ground
from licet.answers.sufficing import Stated, completed, stated_facts
from licet.engine.extension import Extended
from licet.errors import EngineFault
from licet.grammar import tree
from licet.logic.ir import Const, Literal, Origin, Rule
from licet.logic.oracle import World
from licet.logic.values import Row
from licet.policy import relation_names as called
from licet.policy.relation_names import split_possible
from licet.policy.world_facts import supposition
from licet.proof.enumeration import proofs, witnesses
from licet.proof.prover import explain_absence, prove
from licet.proof.steps import AbsenceStep, FactStep, Proof, RuleStep
from licet.verdict.base import Base
from licet.verdict.decision import Assumption
from licet.verdict.judge import decided_in, judge_truth, judge_use, truth_of
from licet.verdict.judged import Judged
from licet.verdict.query import QUERY, with_query
from licet.verdict.verdict import Pin, Status, Truth, Verdict

__all__ = [
    "Parting",
    "Proofs",
    "WitnessCase",
    "Witnesses",
    "proofs_of_conditions",
    "proofs_of_use",
    "witnesses_of_conditions",
    "witnesses_of_use",
]


class Parting(Struct, frozen=True):
    """A conclusion about a contested term that holds in some of the proofs' worlds only: for each of the proofs
    whether it does."""

    relation: str
    row: Row
    holds: tuple[bool, ...]


class Proofs(Struct, frozen=True):
    """Proofs of an answer.

    Attributes:
        grounds: for a decided answer its distinct proofs, by height; otherwise one proof for each outcome under each
            choice of the readings that it turns on.
        more: whether there are further proofs.
        partings: where the proofs of a contested answer part.
    """

    grounds: tuple[Ground, ...]
    more: bool
    partings: tuple[Parting, ...]


class WitnessCase(Struct, frozen=True):
    """The readings and unknown facts that were taken to be so, the outcome, and sets of stated facts that suffice for
    it, smaller ones first: asked with them and the rules alone, the answer is the same. They are what it is derived
    from, and what is needed for nothing to stand against it. `more` says that there are or may be more."""

    readings: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: str
    found: tuple[tuple[FactStep, ...], ...]
    more: bool


class Witnesses(Struct, frozen=True):
    """What an answer rests on, for each outcome under each choice of the readings that it turns on."""

    cases: tuple[WitnessCase, ...]


_PERMITTED = "permitted:"
"""The relation that holds if a use is permitted and all that permits it stands."""


class _Way(Struct, frozen=True):
    """One outcome under some readings, the world of a branch that ends in it, with all `chosen` readings of that, and
    the fact that means it (None for what does not hold)."""

    readings: tuple[Pin, ...]
    chosen: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: str
    world: World
    goal: tuple[str, Row] | None


def proofs_of_use(base: Base, use: str, pins: Iterable[Pin] = (), most: int = 3) -> Proofs:
    """At most so many proofs of the verdict of a use.

    Raises:
        ProofTooLarge: a proof search past its bound.
    """
    ways, over = _ways_of_use(base, use, tuple(pins))
    return _proofs(base, ways, over, most)


def proofs_of_conditions(
    base: Base, conditions: Sequence[tree.Condition], pins: Iterable[Pin] = (), most: int = 3
) -> Proofs:
    """At most so many proofs that checked conditions without variables hold; one that they do not.

    Raises:
        ProofTooLarge: a proof search past its bound.
    """
    asked, _ = with_query(base, conditions)
    ways, over = _ways_of_conditions(asked, tuple(pins))
    return _proofs(asked, ways, over, most)


def witnesses_of_use(base: Base, use: str, pins: Iterable[Pin] = (), most: int = 3) -> Witnesses:
    """At most so many sets of stated facts that suffice for each outcome of a use.

    Raises:
        ProofTooLarge: a proof search past its bound.
    """
    pins = tuple(pins)

    def answer(world: World, taken: Iterable[Pin]) -> str:
        return decided_in(base, use, base.pinned(world, (*pins, *taken)))[0].value

    ways, _ = _ways_of_use(base, use, pins)
    return _all_witnesses(base, (_with_permissions(base, use, way) for way in ways), answer, most)


def witnesses_of_conditions(
    base: Base, conditions: Sequence[tree.Condition], pins: Iterable[Pin] = (), most: int = 3
) -> Witnesses:
    """At most so many sets of stated facts that suffice for checked conditions without variables; none where they do
    not hold.

    Raises:
        ProofTooLarge: a proof search past its bound.
    """
    pins = tuple(pins)
    asked, _ = with_query(base, conditions)

    def answer(world: World, taken: Iterable[Pin]) -> str:
        return truth_of(replace(asked, solver=world), QUERY, (), (*pins, *taken)).status

    ways, _ = _ways_of_conditions(asked, pins)
    return _all_witnesses(asked, ways, answer, most)


def _ways_of_use(base: Base, use: str, pins: tuple[Pin, ...]) -> tuple[tuple[_Way, ...], tuple[str, ...]]:
    judged = judge_use(base, use, pins)
    return _ways(judged, lambda outcome: (called.OUTCOME, (use, outcome))), judged.answer.over


def _with_permissions(base: Base, use: str, way: _Way) -> _Way:
    """A way to a permission whose goal is also what permits: each license that governs the use, and for each action
    the permission of that license. By itself it rests only on nothing speaking against the use."""
    if way.goal is None or not Status(way.outcome).allows:
        return way
    goals: list[tuple[str, Row]] = [way.goal, *(("does", row) for row in way.world.answers("does", (use, None, None)))]
    for license in base.vocabulary.licenses:
        for relation, pattern in ((called.governs(license), (use, None)), (called.permit(license), (use, None, None))):
            goals += [(relation, row) for row in way.world.answers(relation, pattern)]
    body = tuple(Literal(relation, tuple(map(Const, row))) for relation, row in goals)
    rule = Rule(_PERMITTED, Literal(_PERMITTED, ()), body, origin=Origin("core"))
    return replace(way, world=Extended(way.world, [rule]), goal=(_PERMITTED, ()))


def _ways_of_conditions(asked: Base, pins: tuple[Pin, ...]) -> tuple[tuple[_Way, ...], tuple[str, ...]]:
    judged = judge_truth(asked, QUERY, (), pins)
    return _ways(judged, lambda outcome: (QUERY, ()) if outcome == "true" else None), judged.answer.over


def _ways(judged: Judged[Verdict] | Judged[Truth], goal: Callable[[str], tuple[str, Row] | None]) -> tuple[_Way, ...]:
    """The ways to the outcomes, each with what means its outcome."""
    return tuple(
        _Way(
            way.readings, way.branch.readings, way.branch.assumptions, way.outcome, way.branch.solver, goal(way.outcome)
        )
        for way in judged.ways()
    )


def _proofs(base: Base, ways: tuple[_Way, ...], over: tuple[str, ...], most: int) -> Proofs:
    if len(ways) == 1 and ways[0].goal is not None:
        found, more = proofs(ways[0].world, *ways[0].goal, most)
        return Proofs(tuple(_ground(ways[0], proof) for proof in found), more, ())
    grounds = tuple(_ground(way, _proof(base, way)) for way in ways)
    return Proofs(grounds, False, tuple(_partings(grounds, ways, over)))


def _ground(way: _Way, proof: Proof) -> Ground:
    return Ground(way.readings, way.assumptions, way.outcome, proof)


def _proof(base: Base, way: _Way) -> Proof:
    if way.goal is None:
        return explain_absence(way.world, base.doubt.possible(QUERY), (), plans=base.plans)
    proof = prove(way.world, *way.goal, plans=base.plans)
    if proof is None:
        raise EngineFault("what holds has no proof")
    return proof


def _partings(grounds: Sequence[Ground], ways: Sequence[_Way], over: Iterable[str]) -> Iterator[Parting]:
    """What the proofs say of the contested terms, where it does not hold in all of their worlds."""
    terms = frozenset(over)
    rows = sorted({row for ground in grounds for row in _spoken_of(ground.proof, terms)}, key=repr)
    for relation, row in rows:
        holds = tuple(way.world.holds(relation, row) for way in ways)
        if len(set(holds)) > 1:
            yield Parting(relation, row, holds)


def _spoken_of(proof: Proof, terms: frozenset[str]) -> Iterator[tuple[str, Row]]:
    for step in proof.steps:
        if isinstance(step, (FactStep, RuleStep)):
            relation, row = split_possible(step.relation)[0], step.row
        elif isinstance(step, AbsenceStep):
            relation, row = split_possible(step.relation)[0], tuple(v for v in step.pattern if v is not None)
            if len(row) < len(step.pattern):
                continue
        else:
            continue
        if relation in terms:
            yield relation, row


_Answer = Callable[[World, Iterable[Pin]], str]


def _all_witnesses(base: Base, ways: Iterable[_Way], answer: _Answer, most: int) -> Witnesses:
    everything = tuple(FactStep(fact.relation, fact.row, fact) for fact in stated_facts(base))
    nothing = base.solver.overlay((), (step.fact for step in everything if step.fact is not None))
    return Witnesses(tuple(_witnesses(base, way, answer, Stated(nothing, everything), most) for way in ways))


def _witnesses(base: Base, way: _Way, answer: _Answer, stated: Stated, most: int) -> WitnessCase:
    if way.goal is None:
        return WitnessCase(way.readings, way.assumptions, way.outcome, (), False)
    supposed = tuple(supposition(a.relation, a.row, a.value) for a in way.assumptions)
    taken = way.readings if answer(base.solver.overlay(supposed), way.readings) == way.outcome else way.chosen

    def holds(world: World) -> bool:
        return answer(world.overlay(supposed), taken) == way.outcome

    found, more = witnesses(way.world, *way.goal, most)
    proof = prove(way.world, *way.goal, plans=base.plans)
    explaining = tuple(s for s in proof.steps if isinstance(s, FactStep)) if proof is not None else ()
    told = [completed(leaves, explaining, stated, holds) for leaves in found]
    sets = [set(leaves) for leaves in told]
    least = dict.fromkeys(leaves for leaves in told if not any(other < set(leaves) for other in sets))
    return WitnessCase(taken, way.assumptions, way.outcome, tuple(least), more)
