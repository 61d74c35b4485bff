"""Verdicts that can tell themselves: the facade gives them the views, which lie above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from licet.verdict.base import Base
from licet.verdict.verdict import Verdict

if TYPE_CHECKING:
    from licet.verdict.verdict import Teller

__all__ = ["told"]


def told(base: Base, verdict: Verdict) -> Verdict:
    """The verdict, so that it tells itself in the words of that base."""
    return replace(verdict, teller=_LateViews(base))


class _LateViews:
    """The views of verdicts, imported when one is first told: most programs look at the status alone."""

    __slots__ = ("_base",)

    def __init__(self, base: Base) -> None:
        self._base = base

    def __repr__(self) -> str:
        return "Views(…)"

    def _views(self) -> Teller:
        from licet.views.pages.told import Views

        return Views(self._base)

    def text(self, verdict: Verdict, width: int) -> str:
        return self._views().text(verdict, width)

    def html(self, verdict: Verdict) -> str:
        return self._views().html(verdict)

    def document(self, verdict: Verdict) -> dict[str, Any]:
        return self._views().document(verdict)
