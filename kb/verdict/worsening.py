"""Whether the verdict of a use is worse in another world than the one that it was reached in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, islice, product

from licet.logic.ir import Fact
from licet.logic.oracle import World
from licet.policy.world_facts import choice
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import duties_of, governing_clauses
from licet.verdict.decision import Branch, Decision, Question, Splitting, explore, fullest
from licet.verdict.outcome_question import outcome_question
from licet.verdict.settling import ORDER, settled, status_of_branch, status_of_decision
from licet.verdict.verdict import Duty, Pin, Status, Verdict

__all__ = ["owes_more", "status_if_worse", "worse_status"]


def status_if_worse(
    base: Base, verdict: Verdict, world: World, stated: Iterable[Fact], withdrawn: Iterable[Fact] = ()
) -> Status | None:
    """The status of a use in a world, if the verdict is worse there: a worse status, or where the use is not refused a
    further duty. None if it is not.

    Args:
        base: the policies that the use was judged by.
        verdict: what was said of it.
        world: the world of that verdict, with the facts withdrawn and then the others stated.
        stated, withdrawn: the facts in which the two worlds differ.
    """
    edited = base.edited(stated, withdrawn)
    splitting, question = edited.splitting, outcome_question((verdict.use,))
    parts = [((), explore(question, world, splitting, edited.is_functional))]

    def owes(worlds: Iterable[World]) -> bool:
        return owes_more(base, verdict, world, worlds)

    return worse_status(verdict, question, world, splitting, parts, owes)


def worse_status(
    verdict: Verdict,
    question: Question,
    world: World,
    splitting: Splitting,
    branches: Iterable[tuple[tuple[Pin, ...], Iterator[Branch]]],
    owes: Callable[[Iterable[World]], bool],
) -> Status | None:
    """The same of what a question says of a world.

    Args:
        verdict: as for `status_if_worse`.
        question: which outcome the use has.
        world: a world.
        splitting: how to split.
        branches: those of the decision on the question, part by part, each with the readings that it begins with.
        owes: whether the use owes more in some worlds than it owes by the verdict.
    """

    def refuses(pin: Pin) -> bool:
        there = splitting.worlds.upon(world, choice(pin.term, pin.reading, splitting.readings[pin.term]))
        outcome = question.certain(there)
        return outcome is not None and Status(outcome).refuses

    outcome = question.certain(world)
    if outcome is not None:
        status, worlds = Status(outcome), [world]
    else:
        parts = [(readings, _Found(found)) for readings, found in branches]
        # What may be owed in a world covers what is owed in those laid upon it.
        if _are_seen_to_be_as_good(verdict.status, parts, splitting.readings) and not owes([world]):
            return None
        if ORDER.index(Status.CONTESTED) < ORDER.index(verdict.status) and _are_seen_to_be_contested(parts, refuses):
            return Status.CONTESTED
        decision = Decision.of(tuple(chain.from_iterable(found for _, found in parts)), question.answer)
        status, worlds = status_of_decision(decision), [branch.solver for branch in decision.branches]
    if status is not verdict.status:
        return status if ORDER.index(status) < ORDER.index(verdict.status) else None
    return status if not status.refuses and owes(worlds) else None


def owes_more(base: Base, verdict: Verdict, world: World, worlds: Iterable[World]) -> bool:
    """Whether a use owes more, in some of the worlds that are laid upon one, than by a verdict."""
    before = _unfulfilled((*verdict.duties, *(duty for case in verdict.cases for duty in case.duties)))
    entries = governing_clauses(base, world, verdict.use)
    owed = (duty for there in worlds for duty in duties_of(base, entries, there, verdict.use))
    return bool(_unfulfilled(owed) - before)


class _Found:
    """Branches that are looked for when they are first asked for."""

    def __init__(self, branches: Iterator[Branch]) -> None:
        self._rest = branches
        self._found: list[Branch] = []

    def __iter__(self) -> Iterator[Branch]:
        for number in count():
            if number == len(self._found):
                self._found += islice(self._rest, 1)
                if number == len(self._found):
                    return
            yield self._found[number]


_Part = tuple[tuple[Pin, ...], _Found]
"""The branches in a part of a world, and the readings that it begins with."""


def _are_seen_to_be_as_good(status: Status, parts: Sequence[_Part], readings: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a few branches tell that the status is no worse with them: of a contested use, one that does not refuse
    it; of an unknown one, two that make no answer under each choice of readings."""
    if status is Status.CONTESTED:
        return any(not status_of_branch(branch).refuses for _, found in parts for branch in found)
    return status is Status.UNKNOWN and all(_is_unknown(parts, c, readings) for c in fullest(pins for pins, _ in parts))


def _is_unknown(parts: Iterable[_Part], chosen: tuple[Pin, ...], readings: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a few branches tell that there is no answer under a choice of readings, whatever further terms mean."""
    near = (found for pins, found in parts if set(chosen).issuperset(pins))
    seen: list[Branch] = []
    for branch in chain.from_iterable(near):
        seen.append(branch)
        if all(_make_no_answer(seen, set(choice)) for choice in _further_choices(chosen, seen, readings)):
            return True
    return False


def _further_choices(
    chosen: tuple[Pin, ...], branches: Iterable[Branch], readings: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Pin, ...]]:
    """A choice of readings with each choice for the other terms that some branches read."""
    terms = sorted({pin.term for branch in branches for pin in branch.readings} - {pin.term for pin in chosen})
    for further in product(*(readings[term] for term in terms)):
        yield (*chosen, *map(Pin, terms, further))


def _make_no_answer(branches: Iterable[Branch], choice: set[Pin]) -> bool:
    """Whether the branches under a choice of readings make no answer."""
    seen = {status_of_branch(branch) for branch in branches if choice.issuperset(branch.readings)}
    return bool(seen) and settled(seen, Status.UNKNOWN) is Status.UNKNOWN


def _are_seen_to_be_contested(parts: Iterable[_Part], refuses: Callable[[Pin], bool]) -> bool:
    """Whether a few branches tell that the answer turns on readings: one that does not refuse the use, and another
    with a reading that refuses it whatever else is so."""
    is_mild, readings = False, dict[Pin, bool]()
    for pins, found in parts:
        for branch in found:
            if status_of_branch(branch).refuses:
                readings |= {pin: refuses(pin) for pin in branch.readings if pin not in pins and pin not in readings}
            else:
                is_mild = True
            if is_mild and any(readings.values()):
                return True
    return False


def _unfulfilled(duties: Iterable[Duty]) -> set[tuple[str, str, str]]:
    return {(duty.name, duty.clause, duty.thing) for duty in duties if not duty.fulfilled}
