"""An error goes from one process to another with all that it carries."""

from __future__ import annotations

import pickle

import pytest

from licet import errors
from licet.errors import LicetError
from licet.grammar.diagnostics import Diagnostic, Severity

EXAMPLES = [
    LicetError("one"),
    errors.PolicyError(
        [Diagnostic("E201", Severity.ERROR, "no relation is called `runz`", help="did you mean `runs`?")]
    ),
    errors.NameUnknown("use", "host_it", "did you mean `host`?"),
    errors.TwoReadings("improves", "any_help", "training_only"),
    errors.BadAnswer("makers", "no such organization", "name one"),
    errors.PolicyTooComplex("too deep"),
    errors.LimitExceeded("too many"),
    errors.ProofTooLarge("too large"),
    errors.DatabaseFailed("the disk is full", "choose another folder to spill to"),
    errors.BadSource("models.csv", "row 3: `base` is missing", "a text"),
    errors.EngineFault("a row twice"),
]


def kinds(root: type[LicetError]) -> set[type[LicetError]]:
    return {root}.union(*map(kinds, root.__subclasses__()))


def test_there_is_an_example_of_each_kind() -> None:
    assert {type(error) for error in EXAMPLES} == {k for k in kinds(LicetError) if k.__module__ == errors.__name__}


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_it_comes_back_as_it_went(error: LicetError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (str(back), vars(back)) == (str(error), vars(error))
