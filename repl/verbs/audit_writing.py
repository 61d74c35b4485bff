"""An audit as it is written, row by row, in one of several formats; another process can find what a row comes to."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from licet.repl.screen.show import painted
from licet.repl.screen.statuses import ExitStatus, status_of_verdict
from licet.repl.screen.terminal import Terminal
from licet.words.disclaimer import DISCLAIMER

if TYPE_CHECKING:
    from licet.answers.audit import Audit, AuditRow
    from licet.grammar.source import SourceFile
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.verdict.verdict import Pin

__all__ = ["Pieces", "Wanted", "Writer", "pieces"]

Pieces = Generator[tuple[Any, ExitStatus], None, None]
"""What the rows of an audit come to, with their statuses, in order."""


class Wanted(Struct, frozen=True):
    """What an audit is asked for: values, so that another process can be told.

    Attributes:
        models, uses, by: what is asked about, what is done, and who does it.
        on, undated: the days that they are judged on, as of `KnowledgeBase.audit`.
        readings: those taken as given.
        format: `text`, `csv`, `jsonl`, `markdown` or `html`.
    """

    models: tuple[str, ...]
    uses: tuple[str | SourceFile, ...]
    by: tuple[str, ...]
    on: date | None
    undated: date
    readings: tuple[Pin, ...]
    format: str

    def audit(self, knowledge: KnowledgeBase) -> Audit:
        """The audit.

        Raises:
            LicetError: a name or a use is not what it should be.
        """
        return knowledge.audit(
            self.models,
            self.uses,
            self.by,
            on=self.on,
            undated=self.undated,
            readings=self.readings,
            proofs=self.format == "html",
        )

    def writer(self, audit: Audit, terminal: Terminal) -> Writer:
        """What writes the audit."""
        kinds = {"text": _Text, "csv": _Csv, "jsonl": _JsonLines, "markdown": _Markdown, "html": _Html}
        return kinds[self.format](audit, terminal)


class Writer:
    """The text of an audit: a beginning, that of each row's piece, an end; or if it does not stream, all at the end."""

    streams = True

    def __init__(self, audit: Audit, terminal: Terminal) -> None:
        from licet.views.lines.audit import AuditTable

        self.audit, self.terminal = audit, terminal
        self.table = AuditTable(audit, terminal.width)

    def head(self) -> str:
        """How it begins."""
        return ""

    def piece(self, row: AuditRow) -> Any:
        """What a row comes to."""
        raise NotImplementedError

    def text(self, piece: Any) -> str:
        """What a piece adds to the text."""
        return str(piece)

    def end(self, done: int) -> str:  # noqa: ARG002
        """How it ends after so many rows."""
        return ""


class _Text(Writer):
    def head(self) -> str:
        return painted([self.table.about(), (), *self.table.head()], self.terminal)

    def piece(self, row: AuditRow) -> str:
        return painted(self.table.lines(row), self.terminal)

    def end(self, done: int) -> str:
        whole = len(self.audit)
        left = [(("warning", f"stopped after {done} of {whole}"),)] if done < whole else []
        return painted([(), *left, (("dim", DISCLAIMER),)], self.terminal)


class _Csv(Writer):
    def head(self) -> str:
        return self.table.csv_head()

    def piece(self, row: AuditRow) -> str:
        return self.table.csv(row)


class _JsonLines(Writer):
    def piece(self, row: AuditRow) -> str:
        from licet.views.data.audit import audit_row_json
        from licet.wire.envelope import json_text
        from licet.words.fragments import text_of

        because = text_of(self.table.because(row.verdict))
        return json_text(audit_row_json(self.audit, row, because), indent=0) + "\n"


class _Markdown(Writer):
    def head(self) -> str:
        return self.table.markdown_head()

    def piece(self, row: AuditRow) -> str:
        return self.table.markdown(row)

    def end(self, done: int) -> str:
        whole = len(self.audit)
        left = f"\nstopped after {done} of {whole}\n" if done < whole else ""
        return f"{left}\n_{DISCLAIMER}_\n"


class _Html(Writer):
    streams = False

    def head(self) -> str:
        self.cells: list[Any] = []
        return ""

    def piece(self, row: AuditRow) -> Any:
        from licet.views.pages.audit import audit_cell

        return audit_cell(self.audit, row)

    def text(self, piece: Any) -> str:
        self.cells.append(piece)
        return ""

    def end(self, done: int) -> str:  # noqa: ARG002
        from licet.views.pages.audit import audit_html

        return audit_html(self.audit, self.cells)


def pieces(wanted: Wanted, writer: Writer, jobs: int, load: Callable[[], KnowledgeBase] | None) -> Pieces:
    """The pieces of an audit.

    Args:
        wanted: the audit, as another process is told of it.
        writer: what writes it in this one.
        jobs: how many processes find it out; with one it is done in this process.
        load: loads the same policies in another process; None if only this one can.

    Raises:
        EngineFault: a process ended before its time.
    """
    from licet.answers.processes import Work, spread

    if jobs < 2 or load is None:
        yield from (_piece(writer, row) for row in writer.audit)
        return
    first, spans = 0, list[tuple[int, int]]()
    for batch in writer.audit.questions:
        spans.append((first, len(batch)))
        first += len(batch)
    work = Work(partial(_begin, load, wanted, writer.terminal), _pieces, lambda: writer)
    with closing(spread(work, spans, jobs)) as found:
        for of_thing in found:
            yield from of_thing


def _begin(load: Callable[[], KnowledgeBase], wanted: Wanted, terminal: Terminal) -> Writer:
    return wanted.writer(wanted.audit(load()), terminal)


def _pieces(writer: Writer, span: tuple[int, int]) -> list[tuple[Any, ExitStatus]]:
    return [_piece(writer, row) for row in writer.audit.part(*span)]


def _piece(writer: Writer, row: AuditRow) -> tuple[Any, ExitStatus]:
    return writer.piece(row), status_of_verdict(row.status)
