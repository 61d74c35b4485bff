"""Diagnostics are values: what is wrong, where, and what would put it right.

Style of the words (after Cedar's guide): lowercase, names in backticks, no line breaks; the help is apart
from the message; the place is a span, not an echo of the source.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from licet.grammar.source import Span

__all__ = ["Diagnostic", "Label", "Severity", "did_you_mean"]


class Severity(Enum):
    """How bad it is: an error stops an answer, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Label(Struct, frozen=True, array_like=True):
    """A further place that belongs to a diagnostic, with what it is."""

    span: Span
    text: str


class Diagnostic(Struct, frozen=True, array_like=True):
    """One finding. `code` is stable (`E101`), `message` says what, `help` what to do.

    `tally` is the license that it is about and how many things of it, where others of the code can be told with it.
    """

    severity: Severity
    code: str
    message: str
    span: Span | None = None
    help: str | None = None
    labels: tuple[Label, ...] = ()
    tally: tuple[str, int] | None = None

    @property
    def is_error(self) -> bool:
        """Whether this stops an answer."""
        return self.severity is Severity.ERROR


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """A hint that names the closest candidate, else the shortest that begins with the same words, or None."""
    from difflib import get_close_matches

    names = sorted(set(candidates))
    close = get_close_matches(name, names, n=1, cutoff=0.7)
    close = close or sorted((c for c in names if c.startswith(f"{name}_")), key=len)
    return f"did you mean `{close[0]}`?" if close else None
