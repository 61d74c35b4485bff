"""The numbered sections of a license text, where they can be told for certain, and the names people give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

__all__ = ["Section", "locator_parts", "section_at", "sections", "uncovered"]

_NAMED = re.compile(r"^([ \t]*)(?:section|article)\s+(\d{1,2})\s*[.:)]?(?=\s)", re.IGNORECASE)
_NUMBERED = re.compile(r"^([ \t]*)(\d{1,2})[.:)](?=\s+\S)")
_LETTERED = re.compile(r"^([ \t]*)\(?([a-z])[.)](?=\s+\S)")
_DECIMAL = re.compile(r"^([ \t]*)(\d{1,2})\.(\d{1,2})\.?(?=\s|$)")
_WORDS = re.compile(r"^(?:sections?|sec\.?|articles?|paragraphs?|clauses?|§+|\$)\s*", re.IGNORECASE)
_JOINTS = re.compile(r"[.\s()\[\]]+")


class Section(Struct, frozen=True):
    """A numbered section: the parts of its number, its first line (from 1) and the line after its last."""

    number: tuple[str, ...]
    start: int
    end: int

    def __str__(self) -> str:
        return ".".join(self.number)


def sections(text: str) -> tuple[Section, ...]:
    """The top sections of a text, each followed by the next lower ones (`1.a` or `1.1`).

    Numbers must run from 1 without a gap or repetition, among the lines with the least indentation that start with
    one; letters likewise from `a`. Where they do not, the text has no sections that could be relied on: none are given.
    """
    lines = text.split("\n")
    for pattern in (_NAMED, _NUMBERED):
        starts = _run(lines, pattern, 0, len(lines), [str(n) for n in range(1, 100)])
        if len(starts) > 1:
            found: list[Section] = []
            for section in _between(starts, (), len(lines)):
                found.append(section)
                found.extend(_below(lines, section))
            return tuple(found)
    return ()


def _below(lines: Sequence[str], section: Section) -> list[Section]:
    first, last = section.start - 1, section.end - 1
    decimals = [
        (found[3], number)
        for number in range(first, last)
        if (found := _DECIMAL.match(lines[number])) and (found[2],) == section.number
    ]
    if [name for name, _ in decimals] == [str(n) for n in range(1, len(decimals) + 1)] and len(decimals) > 1:
        return _between(decimals, section.number, last)
    letters = _run(lines, _LETTERED, first, last, [chr(n) for n in range(ord("a"), ord("z") + 1)])
    return _between(letters, section.number, last) if len(letters) > 1 else []


def _run(
    lines: Sequence[str], pattern: re.Pattern[str], first: int, last: int, names: Sequence[str]
) -> list[tuple[str, int]]:
    """The least indented lines that match, if their names are the first of `names` in order; else nothing."""
    found = [(m, number) for number in range(first, last) if (m := pattern.match(lines[number]))]
    if not found:
        return []
    least = min(len(m[1].expandtabs()) for m, _ in found)
    run = [(m[2], number) for m, number in found if len(m[1].expandtabs()) == least]
    return run if [name for name, _ in run] == list(names[: len(run)]) else []


def _between(starts: Sequence[tuple[str, int]], above: tuple[str, ...], last: int) -> list[Section]:
    ends = [number for _, number in starts[1:]] + [last]
    return [Section((*above, name), line + 1, end + 1) for (name, line), end in zip(starts, ends, strict=True)]


def section_at(found: Iterable[Section], line: int) -> Section | None:
    """The top section that holds a line."""
    return next((s for s in found if len(s.number) == 1 and s.start <= line < s.end), None)


def locator_parts(locator: str) -> tuple[str, ...]:
    """The parts of a locator: `1.b.v`, `Section 1(b)(v)` and `§ 1.b.v.` are all 1, b, v."""
    return tuple(part for part in _JOINTS.split(_WORDS.sub("", locator.strip()).lower()) if part)


def uncovered(found: Sequence[Section], locators: Iterable[tuple[str, ...]]) -> tuple[Section, ...]:
    """The sections that no locator names, lies in or contains. A top section that is missing stands for its parts."""
    named = [parts for parts in locators if parts]

    def is_named(section: Section) -> bool:
        return any(all(a == b for a, b in zip(parts, section.number, strict=False)) for parts in named)

    missing = [section for section in found if not is_named(section)]
    tops = {section.number for section in missing if len(section.number) == 1}
    missing = [s for s in missing if len(s.number) == 1 or s.number[:1] not in tops]
    return tuple(missing)
