"""Diagnostics are values: what is wrong, where, and what would put it right.

Style of the words (after Cedar's guide): lowercase, names in backticks, no line breaks; the help is apart
from the message; the place is a span, not an echo of the source.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from licet.grammar.source import Span

__all__ = ["Diagnostic", "Fix", "Help", "Label", "Severity", "closest", "did_you_mean", "no_hyphen"]


class Severity(Enum):
    """How bad it is: an error stops an answer, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Label(Struct, frozen=True, array_like=True):
    """A further place that belongs to a diagnostic, with what it is."""

    span: Span
    text: str


class Fix(Struct, frozen=True, array_like=True):
    """A change that puts something right: what stands in `span` becomes `text`.

    It is `safe` where nothing else can have been meant, so that a program may make it. Another one is a guess, and
    somebody has to look at it: the name that is spelled alike may be that of another model.
    """

    span: Span
    text: str
    safe: bool = False


class Help(Struct, frozen=True, array_like=True):
    """What to do about a finding, in words, and where it can be told a name with the one to write in its place."""

    text: str
    renaming: tuple[str, str] | None = None


class Diagnostic(Struct, frozen=True, array_like=True):
    """One finding. `code` is stable (`E101`), `message` says what, `help` what to do, `fix` does it.

    `tally` is the license that it is about and how many things of it, where others of the code can be told with it.
    """

    severity: Severity
    code: str
    message: str
    span: Span | None = None
    help: str | None = None
    labels: tuple[Label, ...] = ()
    tally: tuple[str, int] | None = None
    fix: Fix | None = None

    @property
    def is_error(self) -> bool:
        """Whether this stops an answer."""
        return self.severity is Severity.ERROR


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is spelled most alike, else the shortest that begins with the same words, or None."""
    from difflib import get_close_matches

    names = sorted(set(candidates))
    close = get_close_matches(name, names, n=1, cutoff=0.7)
    close = close or sorted((c for c in names if c.startswith(f"{name}_")), key=len)
    return close[0] if close else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """A hint that names the closest candidate, or None."""
    found = closest(name, candidates)
    return f"did you mean `{found}`?" if found else None


def no_hyphen(meant: str | None = None) -> str:
    """What to do about a hyphen in a name, with the name that was meant if it is known."""
    hint = "names are made of letters, digits and `_`; a hyphen is not part of one"
    return f"{hint}: `{meant}`" if meant else hint
