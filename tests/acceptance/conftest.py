"""The tests of the shipped policies, run once."""

from __future__ import annotations

import pytest

import licet
from licet.answers.policy_tests import TrialResult


@pytest.fixture(scope="session")
def trials(kb: licet.KnowledgeBase) -> tuple[TrialResult, ...]:
    return kb.test()
