"""What a source says of things, before it is policy text; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from licet.errors import LicetError
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.source import Span

__all__ = ["Base", "Found", "License", "Missing", "Thing", "clean", "dependence", "problem", "together"]

_LONGEST = 300


class Missing(LicetError):
    """A package that an import needs is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(f"this import needs the package `{package}`")


class License(Struct, frozen=True):
    """A license as a source names it.

    Attributes:
        name: an identifier of the hub or of SPDX, or a name of its publisher's own.
        own: whether the publisher says that it is none of the usual ones.
    """

    name: str
    own: bool = False


class Base(Struct, frozen=True):
    """What a thing was made of: the relation of the vocabulary, a name, what the source says of it, and whether the
    name is one on the hub."""

    relation: str
    name: str
    said: str
    on_hub: bool = True


class Thing(Struct, frozen=True):
    """A model, dataset or service as one source describes it.

    Attributes:
        kind: `model`, `dataset` or `service`.
        title: what it is called.
        hub: its name on the hub; of a dataset `datasets/OWNER/NAME`.
        per: the source.
        licenses: what it is put under: all of them at once, or by choice.
        choice: whether the taker chooses among the licenses.
        license_said: how the source says that.
        bases: what it was made of.
        gated: how the source says that it is handed out on request; empty if it does not.
        not_in: places where it is not offered, with how the source says so.
    """

    kind: str
    title: str
    hub: str | None
    per: str
    licenses: tuple[License, ...] = ()
    choice: bool = False
    license_said: str = ""
    bases: tuple[Base, ...] = ()
    gated: str = ""
    not_in: tuple[tuple[str, str], ...] = ()


class Found(Struct, frozen=True):
    """Things, and what could not be read."""

    things: tuple[Thing, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


def dependence(kind: str, other: str) -> str:
    """The relation for what only says that a thing of one kind depends on one of another."""
    return "trained_on" if (kind, other) == ("model", "dataset") else "derived_from"


def together(found: Iterable[Found]) -> Found:
    """All that was found."""
    all_found = tuple(found)
    return Found(tuple(t for f in all_found for t in f.things), tuple(p for f in all_found for p in f.problems))


def problem(code: str, message: str, source: str, line: int = 1, help: str | None = None) -> Diagnostic:
    """What is wrong at a line of a source, which is left out."""
    return Diagnostic(Severity.ERROR, code, clean(message), Span(source, line, 1, line, 1), help)


def clean(text: str) -> str:
    """A text on one line, without control characters, cut where it is longer than anybody means."""
    if len(text) <= _LONGEST and text.isprintable() and "  " not in text and text == text.strip():
        return text
    words = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * _LONGEST]).split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
