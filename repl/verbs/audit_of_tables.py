"""`audit --tables`: the verdicts of many uses of all the models in tables of facts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from licet.repl.cli.process import Ended, finish
from licet.repl.cli.progress import Progress
from licet.repl.cli.streams import terminal_of, write
from licet.repl.screen.show import painted
from licet.repl.screen.statuses import ExitStatus, status_of_verdict, worst
from licet.words.disclaimer import DISCLAIMER

if TYPE_CHECKING:
    from licet.grammar.source import SourceFile
    from licet.repl.cli.asked import Asked

__all__ = ["TablesAsked", "audit_of_tables"]

_ENDLESS = 1_000_000


class TablesAsked(Struct, frozen=True):
    """What an audit of tables is asked for: files or folders of tables, uses, who makes them, and where the rows go;
    nowhere if that is None."""

    paths: tuple[str, ...]
    uses: Sequence[str | SourceFile]
    by: Sequence[str]
    output: str | None


def audit_of_tables(
    asked: Asked,
    tables: TablesAsked,
    is_stopped: Callable[[], bool],
    color: str,
) -> None:
    """Judge the models, write the rows, and print how many have which verdict.

    Raises:
        LicetError: as `KnowledgeBase.audit_tables` does, or the rows cannot be written.
    """
    from licet.tables.writing import judged
    from licet.views.lines.because import because
    from licet.views.lines.tables_audit import tables_audit_lines
    from licet.views.lines.verdict import VerdictView
    from licet.views.outline.labels import words_of
    from licet.words.fragments import text_of

    knowledge = asked.load()
    paths = [Path(path) for path in tables.paths]
    with knowledge.audit_tables(
        paths, tables.uses, tables.by, on=asked.on, undated=date.today(), readings=asked.readings
    ) as audit:
        view = VerdictView(words_of(audit.policies.base), _ENDLESS)
        progress = Progress(audit.models, shown=True)

        def go_on(done: int) -> bool:
            progress.show(done)
            return not is_stopped()

        output = Path(tables.output) if tables.output is not None else None
        try:
            counts = judged(audit, output, lambda verdict: text_of(because(view, verdict)), go_on)
        finally:
            progress.end()
        lines = [*tables_audit_lines(audit, counts), (), (("dim", DISCLAIMER),)]
        write(painted(lines, terminal_of(sys.stdout, color)), sys.stdout)
        if counts.stopped:
            write(f"stopped after {counts.models} of {audit.models} models\n", sys.stderr)
            raise Ended(ExitStatus.STOPPED)
        finish(worst(status_of_verdict(status) for _, status in counts.verdicts))
