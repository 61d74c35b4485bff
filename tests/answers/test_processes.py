"""Work that is spread over processes: results in the order of the items, and errors where they are waited for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from licet.answers.processes import Work, spread
from licet.errors import EngineFault, LimitExceeded


def begin(number: int) -> int:
    return number


def times(state: int, item: int) -> int:
    if item == 13_000:
        raise LimitExceeded("enough")
    if item == 17_000:
        raise SystemExit
    return state * item


WORK = Work(partial(begin, 10), times, lambda: 20)


def test_one_process_is_this_one() -> None:
    assert list(spread(WORK, [1, 2, 3], 1)) == [20, 40, 60]


def test_several_processes_give_results_in_the_order_of_the_items() -> None:
    assert list(spread(WORK, range(12), 2)) == [10 * n for n in range(12)]


def test_no_more_items_are_taken_than_fit_behind_the_first_that_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("licet.answers.processes._AHEAD", 5)
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    found = spread(WORK, items(), 2)
    assert next(found) == 0
    assert len(taken) <= 6
    assert list(found) == [10 * n for n in range(1, 50)]


@pytest.mark.parametrize(("item", "error"), [(13_000, LimitExceeded), (17_000, EngineFault)])
def test_what_goes_wrong_in_a_process_goes_wrong_here(item: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        list(spread(WORK, [1, item], 2))
