"""Licet: may this organization make this use of this model, on this date?

    import licet

    kb = licet.load()                       # the shipped policies; or licet.load("policies")
    verdict = kb.ask("distil_llama_2_into_mistral")
    verdict.status                          # Status.FORBIDDEN
    verdict.clauses                         # ("llama_2.no_improving",)
    kb.why("distil_llama_2_into_mistral")   # the same with its proofs
    kb.query("Model descends_from llama_2_models")

What is named here is the public API. It is imported when it is first used, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from licet.answers.alternatives import Parting, Proofs, WitnessCase, Witnesses
    from licet.answers.audit import Audit, AuditRow
    from licet.answers.checklist import Checklist, ChecklistCase, ChecklistItem
    from licet.answers.claims import ClaimStatus
    from licet.answers.cross_check import Difference
    from licet.answers.explanation import Explanation
    from licet.answers.needs import NeedsTable
    from licet.answers.policy_diff import Change, Comparison
    from licet.answers.policy_tests import SecondOpinion, TrialResult
    from licet.answers.refusal import Refusal, RefusedCase
    from licet.answers.remedies import Edit, Remedies, Remedy
    from licet.answers.what_if import Shift, WhatIf
    from licet.certificate.verify import Verification
    from licet.checks.files import shipped_policies
    from licet.coverage.coverage import Coverage
    from licet.errors import (
        EngineFault,
        LicetError,
        LimitExceeded,
        NameUnknown,
        PolicyError,
        PolicyTooComplex,
        ProofTooLarge,
        TwoReadings,
    )
    from licet.knowledge.datalog import Program
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.knowledge.loading import load
    from licet.knowledge.project import open_project
    from licet.knowledge.trying import coverage_of_tests, mutate
    from licet.logic.values import UNKNOWN, Month
    from licet.mutation.mutation import Mutated, Mutation
    from licet.policy.lexicon import Hit
    from licet.verdict.query import Answers
    from licet.verdict.verdict import (
        Case,
        DoubtfulDuty,
        Duty,
        Lost,
        Need,
        NeedSet,
        Operative,
        Passed,
        Pin,
        Presumption,
        Silence,
        Status,
        Truth,
        TruthCase,
        Unbound,
        Verdict,
    )
    from licet.wire.receipts import Rechecked

__all__ = [
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

_HOMES = {
    "answers.alternatives": ("Parting", "Proofs", "WitnessCase", "Witnesses"),
    "answers.audit": ("Audit", "AuditRow"),
    "answers.checklist": ("Checklist", "ChecklistCase", "ChecklistItem"),
    "answers.claims": ("ClaimStatus",),
    "answers.policy_diff": ("Change", "Comparison"),
    "answers.cross_check": ("Difference",),
    "knowledge.datalog": ("Program",),
    "errors": (
        "EngineFault",
        "LicetError",
        "LimitExceeded",
        "NameUnknown",
        "PolicyError",
        "PolicyTooComplex",
        "ProofTooLarge",
        "TwoReadings",
    ),
    "answers.explanation": ("Explanation",),
    "knowledge.knowledge_base": ("KnowledgeBase",),
    "checks.files": ("shipped_policies",),
    "knowledge.loading": ("load",),
    "knowledge.project": ("open_project",),
    "knowledge.trying": ("coverage_of_tests", "mutate"),
    "coverage.coverage": ("Coverage",),
    "mutation.mutation": ("Mutated", "Mutation"),
    "answers.needs": ("NeedsTable",),
    "verdict.query": ("Answers",),
    "answers.refusal": ("Refusal", "RefusedCase"),
    "answers.remedies": ("Edit", "Remedies", "Remedy"),
    "answers.policy_tests": ("SecondOpinion", "TrialResult"),
    "policy.lexicon": ("Hit",),
    "logic.values": ("UNKNOWN", "Month"),
    "verdict.verdict": (
        "Case",
        "DoubtfulDuty",
        "Duty",
        "Lost",
        "Need",
        "NeedSet",
        "Operative",
        "Passed",
        "Pin",
        "Presumption",
        "Silence",
        "Status",
        "Truth",
        "TruthCase",
        "Unbound",
        "Verdict",
    ),
    "certificate.verify": ("Verification",),
    "answers.what_if": ("Shift", "WhatIf"),
    "wire.receipts": ("Rechecked",),
}


if not TYPE_CHECKING:  # so that a misspelled name is an error to type checkers, too

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"licet.{home}"), name)
        raise AttributeError(f"module `licet` has no attribute `{name}`")


def __dir__() -> list[str]:
    return sorted(__all__)
