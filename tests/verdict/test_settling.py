"""One answer for many worlds, and the kernel finds the same."""

from __future__ import annotations

from itertools import chain, combinations

from licet import Status
from licet.certificate.branches import summary
from licet.verdict.settling import settled

DECIDED = [status for status in Status if status not in (Status.CONTESTED, Status.UNKNOWN)]


def test_refusals_are_one_and_the_mildest_is_certain() -> None:
    assert settled([Status.FORBIDDEN, Status.NOT_GRANTED, Status.CONFLICT], Status.UNKNOWN) is Status.NOT_GRANTED
    assert settled([Status.FORBIDDEN, Status.CONFLICT], Status.UNKNOWN) is Status.CONFLICT
    assert settled([Status.FORBIDDEN, Status.PERMITTED], Status.UNKNOWN) is Status.UNKNOWN
    assert settled([Status.NOT_GRANTED, Status.UNKNOWN], Status.UNKNOWN) is Status.UNKNOWN


def test_permissions_are_one_with_the_duties_of_any() -> None:
    found = settled([Status.PERMITTED, Status.PERMITTED_WITH_DUTIES], Status.UNKNOWN)
    assert found is Status.PERMITTED_WITH_DUTIES


def test_the_kernel_settles_every_mixture_alike() -> None:
    mixtures = chain.from_iterable(combinations(DECIDED, size) for size in range(1, len(DECIDED) + 1))
    for mixture in mixtures:
        in_kernel = summary("use", [((), status.value) for status in mixture])
        assert in_kernel == settled(mixture, Status.UNKNOWN).value
