"""The tests of the shipped policies, run once."""

from __future__ import annotations

import pytest

import licet
from licet.answers.policy_tests import TrialResult


@pytest.fixture(scope="session")
def trials(kb: licet.KnowledgeBase) -> tuple[TrialResult, ...]:
    """The policy tests that name a row; `licet test policies` runs all of them."""
    return kb.test(["b[0-9][0-9][0-9]"])
