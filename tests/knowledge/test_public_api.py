"""The public names of the library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import licet
import licet.grammar
import licet.repl

FIRST_USES = [
    "licet.load()",
    "licet.KnowledgeBase",
    "import licet.knowledge.knowledge_base",
    "import licet.checks.files",
]
ROOMS = {
    "licet": Path(licet.__file__).parent,
    "licet.grammar": Path(licet.grammar.__file__).parent,
    "licet.repl": Path(str(licet.repl.__file__)).parent,
}


@pytest.mark.thorough
@pytest.mark.parametrize("first", FIRST_USES)
def test_names_are_what_they_are_whatever_was_used_before(first: str) -> None:
    last = "".join(f"assert licet.{n} is licet.{n}, {n!r}\n" for n in licet.__all__)
    check = f"import licet\n{first}\nassert callable(licet.load)\nassert callable(licet.load)\n{last}"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, check=False).stderr == b""


def test_the_public_names() -> None:
    assert licet.__all__ == [
        "UNKNOWN",
        "Answers",
        "Audit",
        "AuditRow",
        "Case",
        "Change",
        "Checklist",
        "ChecklistCase",
        "ChecklistItem",
        "ClaimStatus",
        "Comparison",
        "Coverage",
        "Difference",
        "DoubtfulDuty",
        "Duty",
        "Edit",
        "EngineFault",
        "Explanation",
        "Hit",
        "KnowledgeBase",
        "LicetError",
        "LimitExceeded",
        "Lost",
        "Month",
        "Mutated",
        "Mutation",
        "NameUnknown",
        "Need",
        "NeedSet",
        "NeedsTable",
        "Operative",
        "Parting",
        "Passed",
        "Pin",
        "PolicyError",
        "PolicyTooComplex",
        "Presumption",
        "Program",
        "ProofTooLarge",
        "Proofs",
        "Rechecked",
        "Refusal",
        "RefusedCase",
        "Remedies",
        "Remedy",
        "SecondOpinion",
        "Shift",
        "Silence",
        "Status",
        "TrialResult",
        "Truth",
        "TruthCase",
        "TwoReadings",
        "Unbound",
        "Verdict",
        "Verification",
        "WhatIf",
        "WitnessCase",
        "Witnesses",
        "coverage_of_tests",
        "load",
        "mutate",
        "open_project",
        "shipped_policies",
    ]
    assert licet.__all__ == sorted(licet.__all__, key=lambda name: (not name.isupper(), name))
    assert dir(licet) == sorted(licet.__all__)


def test_every_public_name_says_what_it_is() -> None:
    for name in licet.__all__:
        assert getattr(licet, name).__doc__, name


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = licet.nonsense  # type: ignore[attr-defined]


@pytest.mark.parametrize("package", sorted(ROOMS))
def test_type_information_is_shipped(package: str) -> None:
    assert (ROOMS[package] / "py.typed").is_file()
