"""Adoptions that have ended or soon will, on a day that is given."""

from datetime import date

import pytest

from support.linting import linted

ADOPTED = (
    'adopt reading {} of improves\n  for acme\n  by "GC" on 2024-01-01\n'
    '  in force from {} until {}\n  because "memo 7"\n'
)
FIRST = ADOPTED.format("narrow", "2024-01-01", "2025-01-01")


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2024, 11, 1), []),
        (date(2024, 11, 2), ["is in force until 2025-01-01"]),
        (date(2024, 12, 31), ["is in force until 2025-01-01"]),
        (date(2025, 1, 1), ["is no longer in force since 2025-01-01"]),
    ],
)
def test_it_is_told_from_sixty_days_before_the_end(day: date, says: list[str]) -> None:
    found = linted(FIRST, "L401", day)
    assert [f.message.partition("`acme`, ")[2] for f in found] == says


def test_an_adoption_that_another_one_follows_has_done_its_work() -> None:
    later = ADOPTED.format("wide", "2025-01-01", "2030-01-01")
    assert linted(FIRST + later, "L401", date(2025, 6, 1)) == []
    assert len(linted(FIRST + later, "L401", date(2030, 6, 1))) == 1


def test_one_without_an_end_never_ends() -> None:
    text = 'adopt reading narrow of improves\n  for acme\n  by "GC" on 2024-01-01\n  because "memo 7"\n'
    assert linted(text, "L401", date(2099, 1, 1)) == []
