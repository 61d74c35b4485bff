"""The rows of an audit as a table in text, in Markdown and in CSV: a line for each, written as it is found."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from licet.answers.audit import Audit, AuditRow
from licet.verdict.verdict import Status, Verdict
from licet.views.lines.because import because
from licet.views.lines.verdict import VerdictView
from licet.views.outline.labels import words_of
from licet.words.escaping import markdown_escaped
from licet.words.fragments import Line, clean, text_of, wrap
from licet.words.widths import columns

__all__ = ["AuditTable"]

_GAP = "  "
_ENDLESS = 1_000_000
_NARROWEST = 24
_HEADS = ("thing", "use", "by", "verdict", "because")


class AuditTable:
    """Draws the rows of an audit, each for itself.

    Args:
        audit: what the rows are of.
        width: the columns of a line of text.
    """

    def __init__(self, audit: Audit, width: int = _ENDLESS) -> None:
        self.audit = audit
        self.width = width
        self.view = VerdictView(words_of(audit.policies.base), _ENDLESS)
        names = (audit.things, tuple(audit.uses), audit.by, tuple(s.value for s in Status))
        several = len(audit.by) > 1
        self.widths = [
            max(columns(clean(text)) for text in (head, *column)) if column and (head != "by" or several) else 0
            for head, column in zip(_HEADS, names, strict=False)
        ]

    # --- Text ---

    def about(self) -> Line:
        """Who makes the uses, if it is the same everywhere, and the day of those that state none."""
        by = [f"by {clean(self.audit.by[0])}"] if len(self.audit.by) == 1 else []
        day = [f"on {self.audit.on.isoformat()}"] if self.audit.on else []
        return (("dim", "; ".join([*by, *day])),)

    def head(self) -> list[Line]:
        """What the columns are."""
        cells = [(("heading", head),) for head in _HEADS]
        return self._row(cells)

    def lines(self, row: AuditRow) -> list[Line]:
        """A row; why it is so goes on below, where there is no room."""
        name: Line = (("name", clean(row.thing)),) if row.thing is not None else ()
        status = row.status.value
        by = clean(row.by) if row.by is not None else ""
        return self._row([name, (("", clean(row.use)),), (("", by),), ((status, status),), self.because(row.verdict)])

    def _row(self, cells: Sequence[Line]) -> list[Line]:
        start: list[tuple[str, str]] = []
        for cell, width in zip(cells[:-1], self.widths, strict=True):
            if width:
                start += [*cell, ("", " " * (width - columns(text_of(cell))) + _GAP)]
        room = sum(columns(text) for _, text in start)
        if self.width - room >= _NARROWEST:
            return wrap(cells[-1], self.width, tuple(start), (("", " " * room),))
        return [tuple(start), *wrap(cells[-1], self.width, (("", "    "),))] if cells[-1] else [tuple(start)]

    def because(self, verdict: Verdict) -> Line:
        """Why the verdict is so: the clauses that decide, or what is in their place."""
        return because(self.view, verdict)

    # --- Tables of others ---

    def markdown_head(self) -> str:
        """The head of a Markdown table."""
        return "| " + " | ".join(_HEADS) + " |\n" + "|---" * len(_HEADS) + "|\n"

    def markdown(self, row: AuditRow) -> str:
        """A row of a Markdown table."""
        return "| " + " | ".join(markdown_escaped(cell) for cell in self.cells(row)) + " |\n"

    def csv_head(self) -> str:
        """The first line of a CSV file."""
        return _csv((*_HEADS, "duties"))

    def csv(self, row: AuditRow) -> str:
        """A line of a CSV file."""
        duties = dict.fromkeys(f"{d.name} of {d.license}" for d in row.verdict.duties if not d.fulfilled)
        return _csv((*self.cells(row), "; ".join(duties)))

    def cells(self, row: AuditRow) -> Iterator[str]:
        """The cells of a row as text."""
        yield row.thing or ""
        yield clean(row.use)
        yield row.by or ""
        yield row.status.value
        yield text_of(self.because(row.verdict))


def _csv(cells: Sequence[str]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue()
