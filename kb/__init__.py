"""Licet: may this organization make this use of this model, on this date?

import licet

kb = licet.load()                       # the shipped policies; or licet.load("policies")
verdict = kb.ask("distil_llama_2_into_mistral")
verdict.status                          # Status.FORBIDDEN
verdict.clauses                         # ("llama_2.no_improving",)
kb.why("distil_llama_2_into_mistral")   # the same with its proofs
kb.query("Model descends_from llama_2") # rows
"""

from __future__ import annotations

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
from licet.knowledge import KnowledgeBase, load, shipped_policies
from licet.values import UNKNOWN, Month
from licet.verdict import Case, Duty, Lost, Need, NeedSet, Operative, Pin, Status, Truth, Verdict

__all__ = [
    "UNKNOWN",
    "Case",
    "Duty",
    "EngineFault",
    "KnowledgeBase",
    "LicetError",
    "LimitExceeded",
    "Lost",
    "Month",
    "NameUnknown",
    "Need",
    "NeedSet",
    "Operative",
    "Pin",
    "PolicyError",
    "PolicyTooComplex",
    "Program",
    "ProofTooLarge",
    "Status",
    "Truth",
    "Verdict",
    "load",
    "shipped_policies",
]
