"""Whether a verdict is worse in another world, told from as few branches as will do."""

from __future__ import annotations

from collections.abc import Iterator

from licet.engine.solver import Solver, compile_program
from licet.verdict.decision import Branch
from licet.verdict.verdict import Pin, Status
from licet.verdict.worsening import _are_seen_to_be_as_good, _are_seen_to_be_contested, _Found
from support.datalog import program

NARROW, WIDE = Pin("term", "narrow"), Pin("term", "wide")
READINGS = {"term": ("narrow", "wide")}


def test_a_use_is_seen_to_stay_unknown_from_two_branches_under_each_choice_of_readings() -> None:
    asked: list[tuple[Pin, str]] = []
    solver = Solver(compile_program(program("p(a).")))

    def found(pin: Pin, outcome: str) -> Iterator[Branch]:
        asked.append((pin, outcome))
        yield Branch((pin,), (), outcome, solver)

    outcomes = ("permitted", "not granted", "permitted", "not granted")
    parts = [((pin,), _Found(found(pin, outcome))) for pin in (NARROW, WIDE) for outcome in outcomes]
    assert _are_seen_to_be_as_good(Status.UNKNOWN, parts, READINGS)
    assert asked == [(pin, outcome) for pin in (NARROW, WIDE) for outcome in outcomes[:2]]
    under_one = [*parts[:4], ((WIDE,), _Found(found(WIDE, "permitted")))]
    assert not _are_seen_to_be_as_good(Status.UNKNOWN, under_one, READINGS)


def test_a_use_is_seen_to_stay_unknown_whatever_a_further_term_means() -> None:
    solver = Solver(compile_program(program("p(a).")))

    def as_good(*outcomes: tuple[Pin | None, str]) -> bool:
        branches = (Branch((pin,) if pin else (), (), outcome, solver) for pin, outcome in outcomes)
        return _are_seen_to_be_as_good(Status.UNKNOWN, [((), _Found(branches))], READINGS)

    assert as_good((NARROW, "permitted"), (WIDE, "permitted with duties"), (None, "not granted"))
    assert not as_good((NARROW, "permitted"), (WIDE, "forbidden"), (None, "not granted"))
    assert not as_good((NARROW, "permitted"), (None, "not granted"))


def test_a_use_is_seen_to_be_contested_from_one_reading_that_refuses_it_and_a_branch_that_does_not() -> None:
    asked: list[str] = []
    solver = Solver(compile_program(program("p(a).")))

    def found(*branches: tuple[Pin, str]) -> Iterator[Branch]:
        for pin, outcome in branches:
            asked.append(outcome)
            yield Branch((pin,), (), outcome, solver)

    outcomes = ((NARROW, "forbidden"), (WIDE, "permitted"), (WIDE, "not granted"))
    parts = [((), _Found(found(*outcomes)))]
    assert _are_seen_to_be_contested(parts, lambda pin: pin == NARROW)
    assert asked == ["forbidden", "permitted"]
    assert not _are_seen_to_be_contested(parts, lambda _: False)
    assert not _are_seen_to_be_contested([((NARROW,), _Found(found(*outcomes[:2])))], lambda pin: pin == NARROW)
    assert not _are_seen_to_be_contested([((), _Found(found(*outcomes[::2])))], lambda _: True)
