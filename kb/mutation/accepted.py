"""`# licet: allow M102 because "…"`: a mutant that may survive, said in place, with the reason.

The comment stands on a line of the statement that is mutated, or on the lines right above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from licet.grammar import tree
from licet.grammar.source import Span
from licet.mutation.mutants import Mutant

__all__ = ["Acceptances", "acceptances_of"]

_FORM = re.compile(
    r'#\s*licet:\s*allow\s+([A-Za-z]\d+(?:\s*,\s*[A-Za-z]\d+)*)\s+because\s+"((?:[^"\\]|\\.)+)"\s*', re.IGNORECASE
)


class Acceptances(Struct, frozen=True):
    """The reasons why mutants may survive, by the place of the statement and the code."""

    reasons: Mapping[tuple[Span, str], str]

    def of(self, mutant: Mutant) -> str | None:
        """Why a mutant may survive; None if nobody says so."""
        return self.reasons.get((mutant.before.span, mutant.code))


def acceptances_of(modules: Iterable[tree.Module]) -> Acceptances:
    """What the comments of files accept."""
    found: dict[tuple[Span, str], str] = {}
    for module in modules:
        alone = {c.span.line for c in module.comments if c.own_line}
        for comment in module.comments:
            said = _FORM.fullmatch(comment.text.strip() + " ")
            statement = _statement_of(comment.span.line, module, alone) if said else None
            if said is not None and statement is not None:
                for code in said[1].split(","):
                    found[statement, code.strip().upper()] = said[2]
    return Acceptances(found)


def _statement_of(line: int, module: tree.Module, alone: set[int]) -> Span | None:
    """The statement that a line is in, or right above."""
    spans = [s.span for s in module.statements if getattr(s, "taken", None) is None]
    for span in spans:
        if span.line <= line <= span.end_line:
            return span
    while line in alone:
        line += 1
    return next((span for span in spans if span.line == line), None)
