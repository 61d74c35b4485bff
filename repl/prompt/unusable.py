"""Policies that a session cannot begin with."""

from __future__ import annotations

from licet.repl.screen.statuses import ExitStatus

__all__ = ["Refusal"]


class Refusal(Exception):
    """The policies cannot be loaded; `text` says why."""

    def __init__(self, text: str, status: ExitStatus) -> None:
        super().__init__(text)
        self.text = text
        self.status = status
