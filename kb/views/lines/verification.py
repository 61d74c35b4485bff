"""What an accepted certificate proves, as styled lines."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from licet.certificate.proved import Given, Proved
from licet.words.fragments import Line, clean, joined, wrap

__all__ = ["proved_lines"]

_INDENT: Line = (("", "  "),)
_DEEPER: Line = (("", "    "),)
_MOST_FILES = 4


def proved_lines(proved: Proved, *, width: int = 80) -> list[Line]:
    """The answer and what it is an answer to; then of whom, under what, and by which policies it is proved."""
    accepted = "accepted under added rules: " if proved.added else "accepted: "
    lines = list(wrap((("contested" if proved.added else "permitted", accepted), *_answer(proved)), width))
    for part in _about(proved):
        lines += wrap(part, width, _INDENT, _DEEPER)
    facts = [given for given in proved.given if given.is_fact]
    lines += [*_statements("given", facts), *_statements("added to the policies, and no fact", proved.added)]
    return [*lines, *wrap(_policies(proved), width, _INDENT, _DEEPER), _digest(proved)]


def _answer(proved: Proved) -> Line:
    if proved.use is not None:
        return (("name", clean(proved.use)), ("", " is "), (proved.answer, proved.answer))
    if proved.literal is not None:
        return (("", f"“{clean(proved.literal)}” is "), (proved.answer, proved.answer))
    count = len(proved.goals)
    return (("", f"{count} {'conclusion' if count == 1 else 'conclusions'} of the lowered program, present or absent"),)


def _about(proved: Proved) -> Iterator[Line]:
    for goal in proved.goals:
        cells = ", ".join("_" if value is None else str(value) for value in goal.pattern)
        yield (("", f"{clean(f'{goal.relation}({cells})')}{'' if goal.holds else ' is absent'}"),)
    who: Line = (("", "made by "), *joined([(("name", clean(name)),) for name in proved.by])) if proved.by else ()
    days = ", ".join(day.isoformat() for day in proved.on)
    when: Line = (("", " on " if who else "on "), ("number", days)) if days else ()
    if who or when:
        yield (*who, *when)
    for pin in proved.readings:
        yield (("", "under reading "), ("name", clean(pin.reading)), ("", " of "), ("relation", clean(pin.term)))
    if proved.strict:
        yield (("", "presuming nothing"),)
    counts = Counter(relation for relation, _ in proved.presumptions)
    if counts:
        facts = [
            (("", f"{count} {'fact' if count == 1 else 'facts'} of "), ("relation", r)) for r, count in counts.items()
        ]
        yield (("", "presuming not to be so: "), *joined(facts))


def _statements(title: str, statements: Iterable[Given]) -> Iterator[Line]:
    for given in statements:
        yield (*_INDENT, ("", f"{title}:" if given.is_fact else f"{title}: a {given.kind}"))
        for line in given.text.splitlines():
            yield (*_DEEPER, ("", f"{'  ' if line[:1].isspace() else ''}{clean(line)}"))


def _policies(proved: Proved) -> Line:
    """The files by name, or where there are many how many."""
    names = sorted(proved.files)
    told = ", ".join(map(clean, names)) if len(names) <= _MOST_FILES else f"{len(names)} policy files"
    return (("", "by "), ("source", told))


def _digest(proved: Proved) -> Line:
    """One digest for all files, whatever they are called."""
    whole = hashlib.sha256("".join(sorted(proved.files.values())).encode()).hexdigest()
    return (*_DEEPER, ("dim", f"sha256 {whole}"))
