"""What is asked of the site, and what it replies: values, so that any process can answer them."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["HTML", "JSON", "Asked", "Reply"]

HTML, JSON = "text/html; charset=utf-8", "application/json"


class Asked(Struct, frozen=True):
    """A request: the path, the query of the address, and the body."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""

    @property
    def of_program(self) -> bool:
        """Whether a program asks, and no browser."""
        return self.method == "POST"


class Reply(Struct, frozen=True):
    """A reply: its status, its content and what that is."""

    status: int
    content: bytes
    kind: str = HTML
    filename: str | None = None
