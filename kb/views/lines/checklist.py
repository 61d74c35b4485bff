"""The duties of a use as a checklist, in styled lines and in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from licet.answers.checklist import Checklist, ChecklistCase, ChecklistItem
from licet.answers.owed import Owed, OwedTo, owed_to
from licet.verdict.base import Base
from licet.views.lines.duties import WHEN, mark, owed, to_whom
from licet.views.lines.parts import PartsView
from licet.views.outline.labels import Words, words_of
from licet.words.escaping import markdown_escaped
from licet.words.fragments import Line, clean, text_of, wrap
from licet.words.phrases import whence

__all__ = ["checklist_lines", "checklist_markdown"]

_ENDLESS = 1_000_000
_UNDER: Line = (("", "        "),)
_TEXT: Line = (("", "        text: "),)


def checklist_lines(base: Base, found: Checklist, *, width: int = 80) -> list[Line]:
    """The duties to tick off, each with the words that ask for it and the texts to be shown."""
    words = words_of(base)
    lines = list(wrap(_head(words, found), width, (), (("", "  "),)))
    for case in found.cases:
        lines.append(())
        if case.readings:
            lines += wrap((*_under(words, case), ("", ":")), width)
        lines += [line for remark in _remark(case) for line in wrap((("dim", remark),), width)]
        for strength, groups in groupby(_groups(case), lambda group: group[0].strength):
            lines.append((("heading", WHEN[strength]),))
            for group, items in groups:
                lines += wrap(to_whom(words.phrases, group), width, (("", "  "),), (("", "    "),))
                lines += [line for duty, cited in items for line in _item(words, duty, cited, width)]
        if not case.items:
            lines.append((("dim", "  no duties"),))
    doubtful = PartsView(words, width).doubtful(found.doubtful)
    return [*lines, (), *doubtful] if doubtful else lines


def _remark(case: ChecklistCase) -> Iterator[str]:
    """What the duties are good for where they make nothing permitted by themselves."""
    if not case.items:
        return
    if case.status.refuses:
        yield "duties are not the point yet: meeting what is open makes it no better"
    elif not case.status.allows:
        yield "owed if it turns out to be permitted:"


def _groups(case: ChecklistCase) -> Iterator[tuple[OwedTo, list[tuple[Owed, list[ChecklistItem]]]]]:
    """The duties by when, to whom and for what they are owed, each with the items of the clauses that ask for it."""
    items = {item.duty.clause: item for item in case.items}
    for group in owed_to(item.duty for item in case.items):
        yield group, [(duty, [items[clause] for clause in duty.clauses]) for duty in group.duties]


def _head(words: Words, found: Checklist) -> Line:
    title = words.phrases.titled(found.use)
    status = found.status.value
    return (*((style or "heading", text) for style, text in title), ("", ": "), (status, status))


def _under(words: Words, case: ChecklistCase) -> Line:
    return (("", "under "), *words.phrases.pins(case.readings), ("", ": "), (case.status.value, case.status.value))


def _item(words: Words, duty: Owed, cited: Iterable[ChecklistItem], width: int) -> Iterator[Line]:
    yield from wrap(owed(words.phrases, duty), width, (("", f"    {mark(duty)} "),), _UNDER)
    for item in cited:
        yield from wrap((*_cited(words, item), *whence(None, words.clause_span(item.duty.clause))), width, _UNDER)
        for quote in item.quotes:
            yield from wrap((("quote", f"“{clean(quote)}”"),), width, _UNDER)
        for notice in item.notices:
            yield from wrap((("bold", f"“{clean(notice)}”"),), width, _TEXT, (("", "              "),))


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
        parts += [markdown_escaped(remark) for remark in _remark(case)]
        for group, items in _groups(case):
            whom = markdown_escaped(text_of(to_whom(words.phrases, group)))
            parts.append(f"**{WHEN[group.strength].capitalize()}** ({whom})")
            parts.append("\n".join(_task(words, duty, cited) for duty, cited in items))
        if not case.items:
            parts.append("No duties.")
    for line in PartsView(words, _ENDLESS).doubtful(found.doubtful):
        parts.append(markdown_escaped(text_of(line).strip()))
    return "\n\n".join(parts) + "\n"


def _task(words: Words, duty: Owed, cited: Iterable[ChecklistItem]) -> str:
    lines = [f"- {mark(duty)} {markdown_escaped(text_of(owed(words.phrases, duty)))}"]
    for item in cited:
        lines[-1] += "  "
        lines.append(f"  {markdown_escaped(text_of(_cited(words, item)))}")
        for quote in item.quotes:
            lines += ["", f"  > {markdown_escaped(clean(quote))}"]
        for notice in item.notices:
            lines += ["", f"  Text: “{markdown_escaped(clean(notice))}”"]
    return "\n".join(lines)
