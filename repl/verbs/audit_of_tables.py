"""`audit --tables`: the verdicts of many uses of all the models in tables of facts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
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
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.repl.cli.asked import Asked
    from licet.verdict.policies import Policies

__all__ = ["TablesAsked", "audit_of_tables"]

_CLASSES_A_JOB = 100


class TablesAsked(Struct, frozen=True):
    """What an audit of tables is asked for: files or folders of tables, uses, who makes them, where the rows go
    (nowhere if that is None), and in how many processes it is judged, as fits if that is None."""

    paths: tuple[str, ...]
    uses: Sequence[str | SourceFile]
    by: Sequence[str]
    output: str | None
    jobs: int | None


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
    from licet.answers.processes import fitting_jobs
    from licet.tables.writing import judged
    from licet.views.lines.because import reasons
    from licet.views.lines.tables_audit import tables_audit_lines

    knowledge = asked.load()
    paths = [Path(path) for path in tables.paths]
    with knowledge.audit_tables(
        paths, tables.uses, tables.by, on=asked.on, undated=date.today(), readings=asked.readings
    ) as audit:
        progress = Progress(audit.models, shown=True)

        def go_on(done: int) -> bool:
            progress.show(done)
            return not is_stopped()

        output = Path(tables.output) if tables.output is not None else None
        try:
            jobs, again = tables.jobs or fitting_jobs(len(audit), _CLASSES_A_JOB), asked.again()
            counts = judged(audit, output, reasons, go_on, jobs, partial(_policies, again) if again else None)
        finally:
            progress.end()
        lines = [*tables_audit_lines(audit, counts), (), (("dim", DISCLAIMER),)]
        write(painted(lines, terminal_of(sys.stdout, color)), sys.stdout)
        if counts.stopped:
            write(f"stopped after {counts.models} of {audit.models} models\n", sys.stderr)
            raise Ended(ExitStatus.STOPPED)
        finish(worst(status_of_verdict(status) for _, status in counts.verdicts))


def _policies(load: Callable[[], KnowledgeBase]) -> Policies:
    return load().policies
