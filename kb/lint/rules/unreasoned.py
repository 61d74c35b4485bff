"""L304: something that is left out, or accepted, for no reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import Span
from licet.lint.finding import finding
from licet.lint.subject import Subject

__all__ = ["is_no_reason", "unreasoned"]

_STAND_IN = re.compile(r"(?:to ?do|tbd|fixme|xxx|later|none|n/?a|no reason|because)?", re.IGNORECASE)


def unreasoned(subject: Subject) -> Iterator[Diagnostic]:
    """What needs a reason and gives none, or only a word that stands for one: `unmodelled`, `unread`, `adopt` and
    `accept`."""
    for written in subject.written:
        match written.statement:
            case tree.Unmodelled(locator=locator, reason=reason, span=span) if is_no_reason(reason):
                yield _found(f"that {locator} is not modelled", span)
            case tree.License(name=name, unread=tree.Text(value=reason, span=span)) if is_no_reason(reason):
                yield _found(f"that no clause of `{name}` is encoded", span)
            case tree.Adopt(term=term, because=reason, span=span) if reason is None or is_no_reason(reason):
                yield _found(f"that a reading of `{term}` is adopted", span)
            case tree.Accept(because=reason, span=span) if is_no_reason(reason):
                yield _found("that a change is accepted", span)
            case _:
                pass


def is_no_reason(text: str) -> bool:
    """Whether a text says nothing, or only that something is to be said."""
    return _STAND_IN.fullmatch(text.strip(" .…?!-_")) is not None


def _found(what: str, span: Span) -> Diagnostic:
    return finding("L304", f"no reason is given {what}", span, "write after `because` what a reader has to know")
