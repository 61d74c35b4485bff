"""Duties in styled lines: when they are to be met, to whom and for what, and whether they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.answers.owed import Owed, OwedTo, owed_to
from licet.verdict.verdict import Duty
from licet.words.fragments import Fragment, Line, clean, joined, wrap
from licet.words.phrases import Phrases

__all__ = ["WHEN", "duty_lines", "mark", "owed", "to_whom"]

WHEN = {"condition": "before you do it", "covenant": "while you do it"}
"""When a duty is to be met, by its strength."""


def duty_lines(phrases: Phrases, duties: Iterable[Duty], width: int) -> list[Line]:
    """The duties as a list to tick off, in groups under when, to whom and for what they are owed."""
    lines: list[Line] = []
    before = ""
    for group in owed_to(duties):
        if group.strength != before:
            lines.append((("heading", WHEN[group.strength]),))
            before = group.strength
        lines += wrap(to_whom(phrases, group), width, (("", "  "),), (("", "    "),))
        for duty in group.duties:
            cited = (("dim", " ("), *phrases.clauses(duty.clauses), ("dim", ")"))
            line = (*owed(phrases, duty), *cited)
            lines += wrap(line, width, (("", f"    {mark(duty)} "),), (("", "        "),))
    return lines


def to_whom(phrases: Phrases, group: OwedTo) -> Line:
    """The license that asks for the duties of a group, and the things that it asks for them of."""
    things = joined([(("name", clean(thing)),) for thing in group.things], ", ", " and ")
    return (*phrases.titled(group.license), ("", ", for "), *things)


def owed(phrases: Phrases, duty: Owed) -> Line:
    """A duty with its description, and that it is refused if it is."""
    return tuple(_owed(phrases, duty))


def _owed(phrases: Phrases, duty: Owed) -> Iterator[Fragment]:
    title = phrases.title(duty.name)
    yield ("name", clean(duty.name))
    if title:
        yield ("", f": {title}")
    if duty.state == "refused":
        yield ("forbidden", ", refused")


def mark(duty: Owed) -> str:
    """The box of a duty, ticked where it is met."""
    return "[x]" if duty.state == "met" else "[ ]"
