"""The verdicts of an audit of tables, a row for each model and use, as Parquet; and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from msgspec import Struct
from sqlglot import exp

from licet.bulk.output import replaced
from licet.bulk.session import Session
from licet.tables.auditing import TablesAudit
from licet.tables.judging import Judgement, Reasons, judgements
from licet.verdict.policies import Policies
from licet.verdict.verdict import Status

__all__ = ["Counts", "judged"]

_AT_ONCE = 500


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
    reasons: Reasons,
    go_on: Callable[[int], bool] = lambda _: True,
    jobs: int = 1,
    load: Callable[[], Policies] | None = None,
) -> Counts:
    """Judge all cases of an audit, and write the verdicts.

    Args:
        audit: the audit.
        output: where to write rows with the columns `thing`, `use`, `by`, `verdict`, `clauses`, `over`, `because`,
            ordered by thing and use; the file appears when it is whole. None: nowhere.
        reasons: what puts a verdict's reasons into words. The thing is called `licet.tables.stating.SUBJECT` in them.
        go_on: called after each case with how many models are done; it ends the work by saying no, and then nothing is
            written.
        jobs, load: in how many processes, and what loads the policies of the audit in another one.

    Raises:
        DatabaseFailed: the file cannot be written, or the database cannot go on; what was there before is there still.
    """
    verdicts: Counter[tuple[int, Status]] = Counter()
    clauses: Counter[tuple[int, str]] = Counter()
    rows = _Rows(audit.tables.session) if output is not None else None
    done, stopped = 0, False
    with closing(judgements(audit.judge, audit.parts(), reasons, jobs, load)) as found:
        for (number, _, count), uses in zip(audit.cases, found, strict=False):
            done += count
            for place, judgement in enumerate(uses):
                verdicts[place, judgement.status] += count
                clauses.update(dict.fromkeys(((place, clause) for clause in judgement.clauses), count))
                if rows is not None:
                    rows.add(number, place, judgement)
            if not go_on(done):
                stopped = done < audit.models
                break
    if output is not None and rows is not None and not stopped:
        rows.flush()
        _write(audit, output)
    return Counts(verdicts, clauses, done, stopped)


class _Rows:
    """The verdicts of classes, on their way into the table `judged`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: list[tuple[int, int, str, tuple[str, ...], tuple[str, ...], str]] = []
        session.execute(
            "CREATE OR REPLACE TABLE judged (class INTEGER, place INTEGER, verdict VARCHAR, clauses VARCHAR[], "
            '"over" VARCHAR[], because VARCHAR)'
        )

    def add(self, number: int, place: int, found: Judgement) -> None:
        self._rows.append((number, place, found.status.value, found.clauses, found.over, found.because))
        if len(self._rows) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        import pyarrow

        texts = pyarrow.list_(pyarrow.string())
        types = (pyarrow.int32(), pyarrow.int32(), pyarrow.string(), texts, texts, pyarrow.string())
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = {f"c{i}": pyarrow.array(c, t) for i, (c, t) in enumerate(zip(columns, types, strict=True))}
            self._session.append("judged", arrays)
            self._rows.clear()


def _write(audit: TablesAudit, output: Path) -> None:
    import pyarrow

    session = audit.tables.session
    session.execute("DROP TABLE IF EXISTS asked")
    session.execute("DROP TABLE IF EXISTS class_of")
    uses, makers = ([getattr(asked, part) for asked in audit.asked] for part in ("use", "by"))
    asked = {"use": pyarrow.array(uses, pyarrow.string()), "by": pyarrow.array(makers, pyarrow.string())}
    session.load("asked", {"place": pyarrow.array(range(len(uses)), pyarrow.int32()), **asked})
    ids = pyarrow.array(range(len(audit.classes)), pyarrow.int32())
    session.load("class_of", {"id": ids, "class": pyarrow.array(audit.classes)})
    with replaced(output) as beside:
        session.execute(
            'COPY (SELECT thing.name AS thing, asked.use, asked."by", verdict, clauses, "over", because '
            "FROM class_of JOIN thing USING (id) JOIN judged USING (class) JOIN asked USING (place) "
            f"ORDER BY id, place) TO {exp.Literal.string(str(beside)).sql('duckdb')} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
