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
    from licet.alternatives import Parting, Proofs, WitnessCase, Witnesses
    from licet.checklist import Checklist, ChecklistCase, ChecklistItem
    from licet.claims import ClaimStatus
    from licet.comparison import Change, Comparison
    from licet.crosscheck import Difference
    from licet.datalog import Program
    from licet.errors import (
        EngineFault,
        LicetError,
        LimitExceeded,
        NameUnknown,
        PolicyError,
        PolicyTooComplex,
        ProofTooLarge,
    )
    from licet.explain import Explanation
    from licet.files import shipped_policies
    from licet.knowledge import KnowledgeBase
    from licet.loading import load
    from licet.needs import NeedsTable
    from licet.query import Answers
    from licet.refusal import Refusal, RefusedCase
    from licet.remedies import Edit, Remedies, Remedy
    from licet.trial import SecondOpinion, TrialResult
    from licet.values import UNKNOWN, Month
    from licet.verdict import (
        Case,
        Duty,
        Lost,
        Need,
        NeedSet,
        Operative,
        Pin,
        Silence,
        Status,
        Truth,
        TruthCase,
        Unbound,
        Verdict,
    )
    from licet.verify import Verification
    from licet.whatif import Shift, WhatIf

__all__ = [
    "UNKNOWN",
    "Answers",
    "Case",
    "Change",
    "Checklist",
    "ChecklistCase",
    "ChecklistItem",
    "ClaimStatus",
    "Comparison",
    "Difference",
    "Duty",
    "Edit",
    "EngineFault",
    "Explanation",
    "KnowledgeBase",
    "LicetError",
    "LimitExceeded",
    "Lost",
    "Month",
    "NameUnknown",
    "Need",
    "NeedSet",
    "NeedsTable",
    "Operative",
    "Parting",
    "Pin",
    "PolicyError",
    "PolicyTooComplex",
    "Program",
    "ProofTooLarge",
    "Proofs",
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
    "Unbound",
    "Verdict",
    "Verification",
    "WhatIf",
    "WitnessCase",
    "Witnesses",
    "load",
    "shipped_policies",
]

_HOMES = {
    "alternatives": ("Parting", "Proofs", "WitnessCase", "Witnesses"),
    "checklist": ("Checklist", "ChecklistCase", "ChecklistItem"),
    "claims": ("ClaimStatus",),
    "comparison": ("Change", "Comparison"),
    "crosscheck": ("Difference",),
    "datalog": ("Program",),
    "errors": (
        "EngineFault",
        "LicetError",
        "LimitExceeded",
        "NameUnknown",
        "PolicyError",
        "PolicyTooComplex",
        "ProofTooLarge",
    ),
    "explain": ("Explanation",),
    "knowledge": ("KnowledgeBase",),
    "files": ("shipped_policies",),
    "loading": ("load",),
    "needs": ("NeedsTable",),
    "query": ("Answers",),
    "refusal": ("Refusal", "RefusedCase"),
    "remedies": ("Edit", "Remedies", "Remedy"),
    "trial": ("SecondOpinion", "TrialResult"),
    "values": ("UNKNOWN", "Month"),
    "verdict": (
        "Case",
        "Duty",
        "Lost",
        "Need",
        "NeedSet",
        "Operative",
        "Pin",
        "Silence",
        "Status",
        "Truth",
        "TruthCase",
        "Unbound",
        "Verdict",
    ),
    "verify": ("Verification",),
    "whatif": ("Shift", "WhatIf"),
}


if not TYPE_CHECKING:  # so that a misspelled name is an error to type checkers, too

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"licet.{home}"), name)
        raise AttributeError(f"module `licet` has no attribute `{name}`")


def __dir__() -> list[str]:
    return sorted(__all__)
