"""Many questions at once: the everyday uses of generated models, row after row."""

from __future__ import annotations

import resource
import sys
from datetime import date
from itertools import islice
from time import perf_counter

from licet.facts import Model
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load

__all__ = ["measured", "models"]

BASES = ("llama_2_7b", "llama_3_1_8b", "mistral_7b", "gemma_2b", "mpt_7b_chat", "code_llama_7b", "gpt2_small")
DAY = date(2026, 3, 1)


def models(count: int) -> KnowledgeBase:
    """The shipped policies with so many fine-tunes of models in them, by turns."""
    made = (
        Model(f"made_{i}", f"Made {i}")
        .fine_tuned_from(BASES[i % len(BASES)])
        .developed_by("acme")
        .licensed_under("apache_2_0")
        .is_("language_model")
        .not_("undisclosed_lineage")
        for i in range(count)
    )
    return load().assume(made, "made")


def measured(count: int, most: int | None = None, *, proofs: bool = False) -> str:
    """How many rows a second there are, and how much memory they took, for so many models; only the first `most`."""
    kb = models(count)
    start = perf_counter()
    audit = kb.audit(["made_*"], on=DAY, proofs=proofs)
    prepared = perf_counter() - start
    start = perf_counter()
    done = sum(1 for _ in islice(audit, most))
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    what = f"{count:,} models × {len(audit.uses)} uses" + (", with short proofs" if proofs else "")
    return f"{what}: {done:,} rows, {done / seconds:.0f} a second; prepared in {prepared:.2f} s; {peak} MB"


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    print(measured(number, int(sys.argv[2]) if len(sys.argv) > 2 else None))
    print(measured(number, 500, proofs=True))
