"""Tests of policies run in several processes, and what they mark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from licet.answers.policy_tests import TrialResult, TrialRun, layer_of, selected
from licet.answers.processes import Work, spread
from licet.answers.test_selection import Chosen
from licet.coverage.marks import Mark, Marking
from licet.verdict.base import Base
from licet.verdict.policies import Policies

__all__ = ["Runs", "run_tests"]

Load = Callable[[], Policies]


class Runs(Struct, frozen=True):
    """The results of tests in the order of files and lines, and what they marked if that was asked for."""

    results: tuple[TrialResult, ...]
    marks: frozenset[Mark] = frozenset()


class _State(Struct, frozen=True):
    """The tests of a base as a process has them, and what it has marked so far."""

    base: Base
    tests: tuple[Chosen, ...]
    marking: Marking | None


def run_tests(
    policies: Policies, chosen: Sequence[Chosen], *, marking: bool = False, jobs: int = 1, load: Load
) -> Runs:
    """Run tests.

    Args:
        policies: the policies.
        chosen: some of the tests that `selected` gives.
        marking: whether to mark what they touch.
        jobs: in how many processes.
        load: loads the same policies in another process; it can be pickled.

    Raises:
        EngineFault: a process ended before its time.
    """
    tests = tuple(selected(policies.base))
    numbers = {test.span: number for number, (_, test) in enumerate(tests)}
    wanted = sorted(numbers[test.span] for _, test in chosen)
    work = Work(partial(_begin, load, marking), _run, lambda: _begin(lambda: policies, marking))
    found = list(spread(work, wanted, jobs))
    return Runs(tuple(result for result, _ in found), frozenset[Mark]().union(*(marks for _, marks in found)))


def _begin(load: Load, marking: bool) -> _State:
    base = load().base
    return _State(base, tuple(selected(base)), Marking(base) if marking else None)


def _run(state: _State, number: int) -> tuple[TrialResult, frozenset[Mark]]:
    module, test = state.tests[number]
    run = TrialRun(layer_of(state.base, module, test), module, test)
    result = TrialResult(test.title, test.span, tuple(run.failures()))
    if state.marking is None:
        return result, frozenset()
    known = frozenset(state.marking.marks)
    state.marking.note(run)
    return result, frozenset(state.marking.marks - known)
