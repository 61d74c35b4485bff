"""What became of receipts that were asked again, as Markdown for a comment or the summary of a job."""

from __future__ import annotations

from collections.abc import Iterator

from licet.views.lines.rechecks import answers_of, called, reasons_of, summary_of
from licet.wire.receipts import Recheck, Rechecked, Restated
from licet.words.disclaimer import DISCLAIMER
from licet.words.escaping import fenced, html_in_markdown, markdown_escaped
from licet.words.fragments import clean

__all__ = ["MARKER", "recheck_markdown"]

MARKER = "<!-- licet recheck -->"
"""What the comment begins with, so that the next one is written in its place."""

_LONGEST = 65_000
_LONGEST_PART = 6_000
_MARKS = {"ERR": "🔴 ERR", "WARN": "🟠 WARN", "INFO": "🔵 INFO", None: "⚪"}


def recheck_markdown(found: Recheck) -> str:
    """At most 65,000 characters; where something is left out, it says how much."""
    changed = len(found.changes)
    title = f"{changed:,} of {found.count:,} receipts have another answer" if changed else "every receipt holds"
    head = f"{MARKER}\n### Licet: {title}\n\n"
    end = "".join(f"{markdown_escaped(line)}  \n" for line in summary_of(found))
    end += "".join(f"- {markdown_escaped(clean(d.message))}\n" for d in found.unreadable[:20])
    end += f"\n_{DISCLAIMER}_\n"
    room = _LONGEST - len(head) - len(end) - 200
    kept: list[str] = []
    for number, part in enumerate(map(_part, found.changes)):
        if len(part) > room:
            kept.append(f"**{changed - number:,} more are not shown; `licet recheck` lists them.**\n\n")
            break
        kept.append(part)
        room -= len(part)
    return head + "".join(kept) + end


def _part(receipt: Rechecked) -> str:
    before, after = answers_of(receipt)
    name, use = (markdown_escaped(clean(text)) for text in (receipt.name, called(receipt)))
    lines = [f"**{_MARKS[receipt.level]}** {name}: {use}", "", f"{before} → {after}", ""]
    lines += [f"- {markdown_escaped(clean(reason))}" for reason in reasons_of(receipt)]
    whole = "\n".join([*lines, *_statements(receipt.statements)]) + "\n\n"
    return whole if len(whole) <= _LONGEST_PART else "\n".join(lines)[:_LONGEST_PART].rpartition("\n")[0] + "\n\n"


def _statements(statements: tuple[Restated, ...]) -> Iterator[str]:
    for statement in statements[:3]:
        for when, text in (("then", statement.before), ("now", statement.after)):
            if text is not None:
                said = f"{statement.kind} {statement.name}, {when}"
                yield from ("", f"<details><summary>{html_in_markdown(clean(said))}</summary>", "")
                yield from (fenced(text), "", "</details>")
