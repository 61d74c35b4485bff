"""The changes after which a use would be permitted, as styled lines."""

from __future__ import annotations

from licet.answers.remedies import Edit, Remedies
from licet.words.fragments import Line
from licet.words.phrases import Phrases

__all__ = ["remedies_lines"]


def remedies_lines(phrases: Phrases, use: str, found: Remedies) -> list[Line]:
    """The ways in which a use that is not permitted would be, each under a number; that more exist is said."""
    lines: list[Line] = []
    for number, remedy in enumerate(found.found, 1):
        status = remedy.verdict.status.value
        lines.append((("", f"{number}. "), ("name", use), ("", " would be "), (status, status)))
        lines += [(("", "   "), *_edit_line(phrases, edit)) for edit in remedy.edits]
    if not lines:
        lines.append((("", "no change of what can be changed makes it permitted"),))
    if found.more:
        lines.append((("dim", "there may be further ways; the search ended before everything was tried"),))
    return lines


def _edit_line(phrases: Phrases, edit: Edit) -> Line:
    """One change."""
    return (("", "without " if edit.withdraw else "with "), *phrases.literal(edit.relation, edit.row))
