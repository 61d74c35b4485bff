"""What is done with tables: queries in plain values, files that are whole or not there, proofs, bounds of memory."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest

from licet.bulk.evaluation import evaluate
from licet.bulk.settings import Settings
from licet.bulk.sources import Format, Source, SourceColumn, Values
from licet.errors import DatabaseFailed, EngineFault
from licet.logic.ir import Fact, Program
from licet.logic.values import UNKNOWN, Month, Value
from licet.proof.prover import prove
from support.datalog import program

LINEAGE = program(
    "up(c, b). up(b, a). up(d, c). restricted(a). clean(X) :- up(X, _), not tainted(X). "
    "tainted(X) :- up(X, R), restricted(R). tainted(X) :- up(X, Y), tainted(Y). "
)


def test_relations_are_queried_in_plain_values(database: duckdb.DuckDBPyConnection) -> None:
    values: tuple[Value, ...] = ("é", 7, 10**30, Decimal("-12.5"), date(2024, 2, 29), Month(2024, 2), UNKNOWN)
    written = ["é", "7", str(10**30), "-12.5", "2024-02-29", "2024-02", None]
    facts = [Fact("mixed", (i, value)) for i, value in enumerate(values)]
    facts += [Fact("plain", ("a", 1, Decimal("0.5"), date(2024, 2, 29), Month(2024, 2))), Fact("holds", ())]
    arities = {"mixed": 2, "plain": 5, "holds": 0, "empty": 2}
    with evaluate(Program((), tuple(facts), arities), connection=database) as tables:
        rows = tables.connection.execute(tables.query("mixed", ["i", "value"]) + " ORDER BY i")
        assert [column[0] for column in rows.description] == ["i", "value"]
        assert rows.fetchall() == list(enumerate(written))
        plain = tables.connection.execute(tables.query("plain")).fetchall()
        assert plain == [("a", 1, Decimal("0.5"), date(2024, 2, 29), "2024-02")]
        assert tables.connection.execute(tables.query("holds")).fetchall() == [(True,)]
        assert tables.connection.execute(tables.query("empty", ["a", "b"])).fetchall() == []
        assert [tables.count(relation) for relation in arities] == [7, 1, 1, 0]
        with pytest.raises(EngineFault, match="2 arguments, not 1"):
            tables.query("mixed", ["i"])


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_files_are_written_whole_or_not_at_all(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"tainted.{ending}"
    with evaluate(LINEAGE, connection=database) as tables:
        assert tables.write("tainted", path, ["model"]) == 3
        reader = {"parquet": "read_parquet", "csv": "read_csv", "jsonl": "read_json"}[ending]
        rows = database.execute(f"SELECT model FROM {reader}('{path}') ORDER BY model").fetchall()
        assert rows == [("b",), ("c",), ("d",)]
        before = path.read_bytes()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", _full)
            with pytest.raises(DatabaseFailed, match="No space"):
                tables.write("restricted", path)
        assert path.read_bytes() == before
        assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
        for place, message in ((tmp_path / "x.xls", "what ends so"), (tmp_path / "no" / f"x.{ending}", "cannot")):
            with pytest.raises(DatabaseFailed, match=message):
                tables.write("tainted", place)


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_writes_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    code = (
        "import os, signal, sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from licet.bulk.evaluation import evaluate; from support.datalog import program\n"
        "tables = evaluate(program('p(a). q(b).')); tables.write('p', sys.argv[1])\n"
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "tables.write('q', sys.argv[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path), str(Path(__file__).parents[1])], check=False)
    assert done.returncode == -signal.SIGKILL
    assert pyarrow.parquet.read_table(path).to_pylist() == [{"c0": "a"}]


@pytest.mark.slow
def test_what_sources_give_is_proved_with_where_it_is_from(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "up.csv"
    path.write_text("child,parent\n" + "".join(f"m{i + 1},m{i}\n" for i in range(200)))
    source = Source("up", (SourceColumn("child"), SourceColumn("parent")), Format.CSV, path)
    rules = Program(LINEAGE.rules, (Fact("restricted", ("m0",)),), LINEAGE.arities)
    with evaluate(rules, ["tainted"], [source], connection=database) as tables:
        proof = prove(tables, "tainted", ("m150",))
        assert proof is not None
        assert [step.fact.per for step in proof.facts() if step.fact] == [str(path)] * 150 + [None]
        assert prove(tables, "tainted", ("m0",)) is None


def test_rows_that_a_key_tells_apart_are_not_compared(database: duckdb.DuckDBPyConnection) -> None:
    rule = "affiliate(X, Y) :- top(X, U), top(Y, U). "
    for facts, compared in (("top(a, u). top(b, u). top(c, v). ", False), ("top(a, u). top(a, v). ", True)):
        with evaluate(program(facts + rule), connection=database) as tables:
            assert ["DISTINCT" in statement for statement in tables.statements] == [compared]
            assert tables.count("affiliate") == (5 if not compared else 1)


def test_memory_is_bounded_and_what_does_not_fit_is_spilled(tmp_path: Path) -> None:
    numbers = tmp_path / "n.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT range n FROM range(1500)) TO '{numbers}'").fetchall()
    source = Source("n", (SourceColumn("n", Values.NUMBER),), Format.PARQUET, numbers)
    whole = program("pair(X, Y) :- n(X), n(Y). total(count X) :- pair(X, Y). ")
    spill = tmp_path / "spill"
    with evaluate(whole, sources=[source], settings=Settings("4MB", 1, spill)) as tables:
        assert tables.answers("total", (None,)) == ((2_250_000,),)
        assert sum(entry.stat().st_size for entry in spill.iterdir()) > 1_000_000
    with pytest.raises(DatabaseFailed, match=r"Out of Memory Error.*more room"):
        evaluate(whole, sources=[source], settings=Settings("4MB", 1, spill, "500KB"))
    with pytest.raises(DatabaseFailed, match="cannot go on"):
        evaluate(whole, settings=Settings("a lot"))
