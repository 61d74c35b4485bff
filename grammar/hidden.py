"""Characters that nobody sees, and that can make a text look like another one: they are refused where a reviewer would
read past them (Boucher and Anderson, *Trojan Source: Invisible Vulnerabilities*, 2021)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.source import SourceFile

__all__ = ["STRING_OR_COMMENT", "hidden_characters", "without_hidden"]

_HIDDEN = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
STRING_OR_COMMENT = re.compile(r'"(?:[^"\\\n]++|\\[^\n])*+"?|#[^\n]*')
"""Where a text means nothing by its characters but what they say."""


def hidden_characters(source: SourceFile) -> Iterator[Diagnostic]:
    """E118 for each string and comment with a control character, or one that turns the direction of writing."""
    if _HIDDEN.search(source.text) is None:
        return
    for found in STRING_OR_COMMENT.finditer(source.text):
        hidden = _HIDDEN.search(found[0])
        if hidden is not None:
            at = found.start() + hidden.start()
            name = unicodedata.name(hidden[0], "a control character").lower()
            message = f"here stands U+{ord(hidden[0]):04X}, {name}, which nobody sees"
            help = "leave it out: what is read must be what is reviewed"
            yield Diagnostic(Severity.ERROR, "E118", message, source.span(at, at + 1), help)


def without_hidden(text: str) -> str:
    """The text with U+FFFD for every such character, as what others wrote is taken into policies."""
    return _HIDDEN.sub("\ufffd", text)
