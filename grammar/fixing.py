"""Making the changes that put a text right: those that are safe, until there are no more."""

from __future__ import annotations

from collections.abc import Iterable

from licet.grammar.diagnostics import Fix
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile

__all__ = ["with_fixes", "with_safe_fixes"]

_MOST_ROUNDS = 100


def with_fixes(source: SourceFile, fixes: Iterable[Fix]) -> SourceFile:
    """The text with changes made; of two that overlap, the first."""
    text: list[str] = []
    end = 0
    for start, stop, fix in sorted((*source.offsets(fix.span), fix) for fix in dict.fromkeys(fixes)):
        if start >= end:
            text += source.text[end:start], fix.text
            end = stop
    return SourceFile(source.name, "".join(text) + source.text[end:])


def with_safe_fixes(source: SourceFile) -> tuple[SourceFile, tuple[Fix, ...]]:
    """The text with every safe change that its syntax errors come with, and the changes, each with its place in the
    text that the ones before have left. A change can bring the next error of a statement to light."""
    made: list[Fix] = []
    for _ in range(_MOST_ROUNDS):
        fixes = tuple(d.fix for d in parse_module(source)[1] if d.fix is not None and d.fix.safe)
        if not fixes:
            break
        made += fixes
        source = with_fixes(source, fixes)
    return source, tuple(made)
