"""The duties of a use as a checklist, in styled lines and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from licet.answers.checklist import Checklist, ChecklistCase, ChecklistItem
from licet.verdict.base import Base
from licet.views.outline.labels import Words, words_of
from licet.words.escaping import markdown_escaped
from licet.words.fragments import Fragment, Line, clean, text_of, wrap
from licet.words.phrases import whence

__all__ = ["checklist_lines", "checklist_markdown"]

_UNDER: Line = (("", "      "),)


def checklist_lines(base: Base, found: Checklist, *, width: int = 80) -> list[Line]:
    """The duties to tick off, each with the words that ask for it and the texts to be shown."""
    words = words_of(base)
    lines = list(wrap(_head(words, found), width, (), (("", "  "),)))
    for case in found.cases:
        lines.append(())
        if case.readings:
            lines += wrap((*_under(words, case), ("", ":")), width)
        lines += [line for item in case.items for line in _item(words, item, width)]
        if not case.items:
            lines.append((("dim", "  no duties"),))
    return lines


def _head(words: Words, found: Checklist) -> Line:
    title = words.phrases.titled(found.use)
    status = found.status.value
    return (*((style or "heading", text) for style, text in title), ("", ": "), (status, status))


def _under(words: Words, case: ChecklistCase) -> Line:
    return (("", "under "), *words.phrases.pins(case.readings), ("", ": "), (case.status.value, case.status.value))


def _item(words: Words, item: ChecklistItem, width: int) -> Iterator[Line]:
    duty = item.duty
    mark: Line = (("", "  [x] " if duty.fulfilled else "  [ ] "),)
    yield from wrap(_what(words, item), width, mark, _UNDER)
    yield from wrap((*_cited(words, item), *whence(None, words.clause_span(duty.clause))), width, _UNDER)
    for quote in item.quotes:
        yield from wrap((("quote", f"“{clean(quote)}”"),), width, _UNDER)
    for notice in item.notices:
        yield from wrap((("bold", clean(notice)),), width, (("", "      text: "),), (("", "            "),))


def _what(words: Words, item: ChecklistItem) -> Line:
    title = words.phrases.title(item.duty.name)
    strength: Fragment = ("dim", f" ({item.duty.strength})")
    return (("name", clean(item.duty.name)), ("", f": {title}" if title else ""), strength)


def _cited(words: Words, item: ChecklistItem) -> Line:
    citation = words.cite_clause(item.duty.clause)
    assert citation is not None
    return (("clause", clean(item.duty.clause)), ("", f", {citation.title}, {citation.locator}"))


def checklist_markdown(base: Base, found: Checklist) -> str:
    """The duties as a task list, such as an issue or a pull request shows."""
    words = words_of(base)
    parts = [f"### {markdown_escaped(text_of(_head(words, found)))}"]
    for case in found.cases:
        if case.readings:
            parts.append(markdown_escaped(text_of(_under(words, case))) + ":")
        parts.append("\n".join(_task(words, item) for item in case.items) or "No duties.")
    return "\n\n".join(parts) + "\n"


def _task(words: Words, item: ChecklistItem) -> str:
    lines = [f"- [{'x' if item.duty.fulfilled else ' '}] {markdown_escaped(text_of(_what(words, item)))}  "]
    lines.append(f"  {markdown_escaped(text_of(_cited(words, item)))}")
    for quote in item.quotes:
        lines += ["", f"  > {markdown_escaped(clean(quote))}"]
    for notice in item.notices:
        lines += ["", f"  Text: {markdown_escaped(clean(notice))}"]
    return "\n".join(lines)
