"""What a verdict says of itself where it is shown: in a terminal, in a notebook, in a document."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from licet.verdict.base import Base
from licet.verdict.verdict import Verdict
from licet.views.data.answers import verdict_json
from licet.views.lines.text import verdict_text
from licet.views.lines.verdict import VerdictView
from licet.views.outline.labels import words_of
from licet.views.pages.html import Page
from licet.wire.envelope import json_text
from licet.words.disclaimer import DISCLAIMER

__all__ = ["Views"]

_ENDLESS = 1_000_000
_STYLE = (
    (".permitted, .permitted-with-duties", "color: #1a7f37; font-weight: 600"),
    (".forbidden, .conflict, .not-granted", "color: #cf222e; font-weight: 600"),
    (".contested, .unknown, .warning", "color: #9a6700; font-weight: 600"),
    (".heading", "font-weight: 600"),
    (".quote", "font-style: italic"),
    (".dim, footer", "opacity: .7; font-size: .9em"),
    (".answer", "font-size: 1.2em"),
    ("p", "margin: .15em 0"),
    (".in-1", "margin-left: 1.25em"),
    (".in-2", "margin-left: 2.5em"),
    (".in-3", "margin-left: 3.75em"),
)


class Views:
    """Tells verdicts in the words of policies."""

    __slots__ = ("_base",)

    def __init__(self, base: Base) -> None:
        self._base = base

    def text(self, verdict: Verdict, width: int) -> str:
        """As `licet ask` prints it."""
        return verdict_text(self._base, verdict, width=width)

    def html(self, verdict: Verdict) -> str:
        """A part of a page, whose styles reach nothing else on it."""
        view = VerdictView(words_of(self._base), _ENDLESS)
        parts = Page(None).verdict(view, verdict)
        footer = f"<footer>{escape(DISCLAIMER)}</footer>"
        return f'<div class="licet"><style>{_scoped()}</style>{"".join(parts)}{footer}</div>'

    def document(self, verdict: Verdict) -> dict[str, Any]:
        """The JSON document."""
        found: dict[str, Any] = json.loads(json_text(verdict_json(self._base, verdict)))
        return found


def _scoped() -> str:
    rules = ((", ".join(f".licet {one}" for one in selector.split(", ")), said) for selector, said in _STYLE)
    return " ".join(f"{selector} {{ {said} }}" for selector, said in rules)
