"""What an entry at the prompt asks of the world outside."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

__all__ = ["Edit", "Leave", "Load", "Prefill", "Request", "Save", "Watch"]


class Load(Struct, frozen=True):
    """Read these files and folders, and go on over them."""

    roots: tuple[Path, ...]


class Save(Struct, frozen=True):
    """Write a file, and say what is `told`. One that exists is not overwritten unless `force`, which is the `verb` with
    an exclamation mark."""

    path: Path
    text: str
    force: bool = False
    verb: str = "save"
    told: str = ""


class Edit(Struct, frozen=True):
    """Open a policy file at a line in the editor; after that it may have changed."""

    file: str
    line: int


class Prefill(Struct, frozen=True):
    """Put a text into the next prompt, to be edited."""

    text: str


class Watch(Struct, frozen=True):
    """Begin or end to reload the policy files as they change."""

    on: bool


class Leave(Struct, frozen=True):
    """End the session."""


Request = Load | Save | Edit | Prefill | Watch | Leave
