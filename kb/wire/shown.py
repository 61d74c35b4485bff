"""Documents of what a session shows beside answers: messages, lists, descriptions, its own commands and changes."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from licet.verdict.verdict import Status
from licet.wire.values import Wire, one_of

__all__ = [
    "Changes",
    "CodePage",
    "Command",
    "Description",
    "Flip",
    "Flips",
    "Help",
    "LayerChange",
    "Listing",
    "Message",
    "ShownClause",
]


class Message(Wire, frozen=True):
    """What a session says of what it did, or how it stands."""

    message: str


class Listing(Wire, frozen=True):
    """The names of a category, or the categories: each row has a text for every column."""

    category: str
    rows: tuple[dict[str, str], ...]


class Command(Wire, frozen=True):
    """A command of the session."""

    name: str
    usage: str
    summary: str
    examples: tuple[str, ...]


class Help(Wire, frozen=True):
    """Commands of the session: all of them, or the one that was asked about."""

    commands: tuple[Command, ...]


class LayerChange(Wire, frozen=True):
    """A change that a session made over the policy files: a statement or fact, or `R of T` for a reading."""

    verb: Annotated[str, one_of("assume", "retract", "read")]
    text: str


class Changes(Wire, frozen=True):
    """What a session changed, in order."""

    changes: tuple[LayerChange, ...]


class Description(Wire, frozen=True):
    """Everything that the policies say of a name, line by line."""

    name: str
    text: tuple[str, ...]


class ShownClause(Wire, frozen=True):
    """A clause: what it does in words, its quotes, and where the policies encode it."""

    clause: str
    license: str
    locator: str
    effect: str
    quotes: tuple[str, ...]
    file: str
    line: Annotated[int, Meta(ge=1)]


class CodePage(Wire, frozen=True):
    """What a code of errors or warnings means."""

    code: str
    title: str
    text: str


class Flip(Wire, frozen=True):
    """A use whose verdict is another; null where there is no such use any more."""

    use: str
    before: Status
    after: Status | None


class Flips(Wire, frozen=True):
    """The uses asked about in a session whose verdict is another after its changes, or after those of the files."""

    changed: tuple[Flip, ...]
