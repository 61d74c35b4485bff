"""Findings of rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from licet.grammar.diagnostics import Diagnostic, Fix, Label, Severity
from licet.grammar.source import SourceFile, Span

__all__ = ["finding", "listed", "without_line"]

_MOST_LISTED = 8


def finding(
    code: str, message: str, span: Span, help: str, labels: Iterable[Label] = (), fix: Fix | None = None
) -> Diagnostic:
    """Something that looks wrong and does not stop an answer."""
    return Diagnostic(Severity.WARNING, code, message, span, help, tuple(labels)[:_MOST_LISTED], fix=fix)


def listed(names: Iterable[str]) -> str:
    """The names in backticks, of many the first."""
    quoted = [f"`{name}`" for name in names]
    more = len(quoted) - _MOST_LISTED
    return ", ".join(quoted[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def without_line(sources: Mapping[str, SourceFile], span: Span) -> Fix | None:
    """The change that takes out a line; None where something else stands on it."""
    source = sources.get(span.file)
    if source is None or span.line != span.end_line:
        return None
    line = source.line(span.line)
    if line[: span.column - 1].strip() or line[span.end_column - 1 :].strip():
        return None
    return Fix(Span(span.file, span.line, 1, span.line + 1, 1), "", safe=True)
