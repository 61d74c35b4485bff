"""The verdicts of an audit of tables, a row for each model and use, as Parquet; and how many there are of each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from licet.errors import LicetError
from licet.tables.auditing import TablesAudit
from licet.verdict.verdict import Status, Verdict

__all__ = ["Counts", "WritingFailed", "judged"]

_AT_ONCE = 500


class WritingFailed(LicetError):
    """The verdicts cannot be written."""


class Counts(Struct, frozen=True):
    """How many models have which verdict, and which clauses decide how many of them.

    Attributes:
        verdicts: by the place of the use among `TablesAudit.asked`, and the verdict.
        clauses: by that place and the clause.
        models: how many models were judged.
        stopped: whether it was ended before all of them were.
    """

    verdicts: Mapping[tuple[int, Status], int]
    clauses: Mapping[tuple[int, str], int]
    models: int
    stopped: bool


def judged(
    audit: TablesAudit,
    output: Path | None,
    because: Callable[[Verdict], str],
    go_on: Callable[[int], bool] = lambda _: True,
) -> Counts:
    """Judge all cases of an audit, and write the verdicts.

    Args:
        audit: the audit.
        output: where to write rows with the columns `thing`, `use`, `by`, `verdict`, `clauses`, `over`, `because`,
            ordered by thing and use; the file appears when it is whole. None: nowhere.
        because: a verdict's reasons in words. The thing is called `licet.tables.stating.SUBJECT` in them.
        go_on: called after each case with how many models are done; it ends the work by saying no, and then nothing is
            written.

    Raises:
        WritingFailed: the file cannot be written; what was there before is there still.
    """
    verdicts: Counter[tuple[int, Status]] = Counter()
    clauses: Counter[tuple[int, str]] = Counter()
    connection = audit.tables.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE judged (class INTEGER, place INTEGER, verdict VARCHAR, clauses VARCHAR[], "
        '"over" VARCHAR[], because VARCHAR)'
    )
    rows: list[tuple[int, int, str, list[str], list[str], str]] = []
    done, stopped = 0, False
    for case in audit:
        done += case.count
        for place, verdict in enumerate(case.verdicts):
            verdicts[place, verdict.status] += case.count
            clauses.update(dict.fromkeys(((place, clause) for clause in verdict.clauses), case.count))
            if output is not None:
                said = (list(verdict.clauses), list(verdict.over), because(verdict))
                rows.append((case.number, place, verdict.status.value, *said))
        if len(rows) >= _AT_ONCE:
            connection.executemany("INSERT INTO judged VALUES (?, ?, ?, ?, ?, ?)", rows)
            rows.clear()
        if not go_on(done):
            stopped = done < audit.models
            break
    if output is not None and not stopped:
        if rows:
            connection.executemany("INSERT INTO judged VALUES (?, ?, ?, ?, ?, ?)", rows)
        _write(audit, output)
    return Counts(verdicts, clauses, done, stopped)


def _write(audit: TablesAudit, output: Path) -> None:
    import duckdb

    connection = audit.tables.connection
    connection.execute('CREATE OR REPLACE TEMP TABLE asked (place INTEGER, use VARCHAR, "by" VARCHAR)')
    connection.executemany(
        "INSERT INTO asked VALUES (?, ?, ?)", [(place, a.use, a.by) for place, a in enumerate(audit.asked)]
    )
    connection.register("class_of", {"class": audit.classes})
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    path = str(part).replace("'", "''")
    try:
        connection.execute(
            'COPY (SELECT thing.name AS thing, asked.use, asked."by", verdict, clauses, "over", because '
            "FROM (SELECT CAST(row_number() OVER () - 1 AS INTEGER) AS id, class FROM class_of) c "
            "JOIN thing USING (id) JOIN judged USING (class) JOIN asked USING (place) "
            f"ORDER BY id, place) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
        os.replace(part, output)
    except (duckdb.Error, OSError) as error:
        raise WritingFailed(f"{output} cannot be written: {str(error).splitlines()[0]}") from error
    finally:
        part.unlink(missing_ok=True)
