"""Tables of facts are taken over whole, or what is wrong with them is told, all of it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from licet import KnowledgeBase, PolicyError
from licet.bulk.session import Session
from licet.bulk.settings import Settings
from licet.logic.values import Month
from licet.tables.opening import FactTables, Label, open_tables
from support.core import CORE

VOCABULARY = KnowledgeBase.parse(
    f"""{CORE}kind model is artifact
relation made_from(artifact, artifact)
relation released(artifact) = date
relation users(artifact, month) = count
relation share(artifact) = number
relation small(artifact)
relation mixes(artifact, artifact, artifact)
license one "One" spdx "One-1.0"
clause one.grant at "1"
  permits Use
model known "Known"
"""
).vocabulary


def parquet(path: Path, **columns: list[object]) -> Path:
    """A Parquet file of those columns."""
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def opened(folder: Path) -> FactTables:
    """The tables in a folder, read."""
    return open_tables(Session(Settings()), [folder], VOCABULARY)


def facts(tables: FactTables) -> list[tuple[str, str, tuple[object, ...], str | None]]:
    """The rows by names: the thing, the relation, its arguments, and the thing in the gap."""
    names = dict(tables.session.rows("SELECT id, name FROM thing"))
    rows = tables.session.rows("SELECT * FROM fact ORDER BY ALL")
    said = ((names[subject], tables.labels[label], names.get(other)) for subject, label, other in rows)
    return [(name, label.relation, label.arguments, other) for name, label, other in said]


def messages(folder: Path) -> list[str]:
    """What is wrong with the tables in a folder, with the paths in it for theirs."""
    with pytest.raises(PolicyError) as raised:
        opened(folder)
    return [f"{d.code} {d.message}".replace(f"{folder}/", "") for d in raised.value.diagnostics]


def test_files_of_all_kinds_are_read_and_names_are_told_from_values(tmp_path: Path) -> None:
    parquet(tmp_path / "model.parquet", name=["b", "a"])
    (tmp_path / "made_from.csv").write_text('thing,base,per\na,b,"a card"\nb,known,\n')
    (tmp_path / "licensed_under.jsonl").write_text('{"x": "a", "y": "one"}\n{"x": "b", "y": "spdx:ONE-1.0"}\n')
    parquet(tmp_path / "released.parquet", thing=["a"], day=[date(2024, 1, 2)])
    (tmp_path / "users.csv").write_text("thing,month,count\na,2024-01,12\n")
    parquet(tmp_path / "share.parquet", thing=["b"], share=["0.50"])
    parquet(tmp_path / "small.parquet", thing=["a", "a", "known"])
    tables = opened(tmp_path)
    assert facts(tables) == [
        ("a", "licensed_under", ("one",), None),
        ("a", "made_from", (None,), "b"),
        ("a", "released", (date(2024, 1, 2),), None),
        ("a", "small", (), None),
        ("a", "users", (Month(2024, 1), 12), None),
        ("b", "licensed_under", ("one",), None),
        ("b", "made_from", ("known",), None),
        ("b", "share", (Decimal("0.5"),), None),
    ]
    assert [(row.name, tables.labels[row.label]) for row in tables.stated] == [("known", Label("small", ()))]


def test_what_an_import_writes_is_read(tmp_path: Path) -> None:
    parquet(tmp_path / "things.parquet", thing=["hf:a/x"], kind=["model"], title=["X"], per=["a card"])
    parquet(tmp_path / "mentioned.parquet", thing=["hf:a/y"], kind=["model"], title=["Y"])
    parquet(tmp_path / "licenses.parquet", license=["license:z"], title=["Z"], per=["a card"])
    parquet(tmp_path / "licensed_under.parquet", thing=["hf:a/x"], license=["license:z"], per=["a card"])
    parquet(tmp_path / "problems.parquet", code=["E704"], message=["what"], file=["f"], line=[1])
    parquet(tmp_path / "conflicts.parquet", thing=["hf:a/x"], base=["hf:a/y"], license=["one"])
    parquet(tmp_path / "small.parquet", thing=pyarrow.array([], pyarrow.string()))
    (tmp_path / "tables.json").write_text(json.dumps({"format": "licet-fact-tables/1"}))
    tables = opened(tmp_path)
    assert facts(tables) == [("hf:a/x", "licensed_under", (None,), "license:z")]
    assert tables.relations == ("licensed_under",)
    assert tables.count == 3


def test_no_table_is_named_for_what_is_not_there(tmp_path: Path) -> None:
    parquet(tmp_path / "licenced_under.parquet", a=["x"], b=["one"])
    (tmp_path / "small.parquet").write_text("no parquet")
    found = messages(tmp_path)
    assert found[0] == "E711 licenced_under.parquet: no relation or kind is called `licenced_under`"
    assert found[1].startswith("E711 small.parquet: ")


def test_two_tables_of_one_relation_are_told(tmp_path: Path) -> None:
    parquet(tmp_path / "small.parquet", thing=["known"])
    (tmp_path / "small.csv").write_text("thing\nknown\n")
    assert messages(tmp_path) == ["E711 small.parquet: small.csv is the table of `small` already"]


def test_a_folder_without_tables_is_told(tmp_path: Path) -> None:
    assert messages(tmp_path) == [f"E711 {tmp_path}: there is no table of facts"]


def test_wrong_columns_are_told(tmp_path: Path) -> None:
    parquet(tmp_path / "licensed_under.parquet", thing=["a"], per=["x"])
    parquet(tmp_path / "things.parquet", thing=["a"])
    assert messages(tmp_path) == [
        "E712 licensed_under.parquet: `licensed_under(artifact, license)` has 2 arguments, and the columns are: thing",
        "E712 things.parquet: there is no column of things and kinds",
    ]


def test_the_file_that_is_named_is_read_and_no_other(tmp_path: Path) -> None:
    for name, base in (("v[1]", "known"), ("v1", "b"), ("*", "c"), ("day=1", "d")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.csv").write_text("name\na\nb\nc\nd\n")
        (tmp_path / name / "made_from.csv").write_text(f"thing,base\na,{base}\n")
        ((_, _, (said,), other),) = facts(opened(tmp_path / name))
        assert (said or other) == base


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("thing,base\na,known\nthing,base,per\n" + "b,known,x\n" * 30, "row 2 has 3 cells, and there are 2 columns"),
        ("thing,base\na\n", "row 1 has 1 cells, and there are 2 columns"),
        ('thing,base\na,"known\n', "unexpected end of data"),
        ("a,known\nb,known\n", "the first row has the names of columns, and `a` is the name of a thing"),
        ("x,known\nb,known\n", "the first row has the names of columns, and `known` is the name of a thing"),
        ("thing;base\na;known\n", "`made_from(artifact, artifact)` has 2 arguments, and the columns are: thing;base"),
    ],
)
def test_no_row_of_a_file_is_passed_over(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "model.csv").write_text("name\na\nb\n")
    (tmp_path / "made_from.csv").write_text(text)
    (found,) = messages(tmp_path)
    assert message in found


def test_no_column_is_passed_over_that_comes_late(tmp_path: Path) -> None:
    parquet(tmp_path / "model.parquet", name=["a"])
    rows = [*({"x": "a", "y": "known"} for _ in range(30_000)), {"x": "a", "y": "known", "z": "known"}]
    (tmp_path / "made_from.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (found,) = messages(tmp_path)
    assert "has 2 arguments, and the columns are: x, y, z" in found


@pytest.mark.parametrize("name", ["made_from.json", "made_from.csv.gz", "Made_From.txt", "made_from"])
def test_what_is_called_as_a_table_and_is_none_is_told(tmp_path: Path, name: str) -> None:
    parquet(tmp_path / "model.parquet", name=["a"])
    (tmp_path / "README.md").write_text("What this is.")
    (tmp_path / name).mkdir()
    (found,) = messages(tmp_path)
    assert found == f"E711 {name}: no table can be read from a folder"
    (tmp_path / name).rmdir()
    (tmp_path / name).write_text("a,known\n")
    (found,) = messages(tmp_path)
    assert found.startswith(f"E711 {name}: no table can be read from `")
    (tmp_path / name).unlink()
    (tmp_path / "made_from.CSV").write_text("thing,base\na,known\n")
    assert facts(opened(tmp_path)) == [("a", "made_from", ("known",), None)]


@pytest.mark.parametrize(
    ("relation", "cell", "value"),
    [
        ("users", "700000000.4", None),
        ("users", "0.5", None),
        ("users", "1e3", None),
        ("users", "-5", None),
        ("users", " 7", None),
        ("users", "700000000.0", 700_000_000),
        ("share", "0.1234567891", None),
        ("share", "0.1234567890", Decimal("0.123456789")),
        ("share", "-1.5", Decimal("-1.5")),
        ("share", "1e-3", None),
        ("released", "2024-01-02 10:00:00", None),
        ("released", "2024-01-02 00:00:00", date(2024, 1, 2)),
        ("released", "2024-02-30", None),
    ],
)
def test_values_are_what_is_written_or_nothing(tmp_path: Path, relation: str, cell: str, value: object) -> None:
    parquet(tmp_path / "model.parquet", name=["a"])
    between = ',"2024-01"' if relation == "users" else ""
    columns = "thing,month,value" if between else "thing,value"
    (tmp_path / f"{relation}.csv").write_text(f"{columns}\na{between},{cell}\n")
    if value is None:
        assert f"`value` says `{cell}`, which is no" in messages(tmp_path)[0]
    else:
        assert facts(opened(tmp_path))[0][2][-1] == value


def test_cells_that_say_nothing_are_told_with_their_rows(tmp_path: Path) -> None:
    parquet(tmp_path / "model.parquet", name=["a"])
    parquet(tmp_path / "licensed_under.parquet", thing=["a", "nobody", None, "a"], license=["one", "one", "one", "a"])
    parquet(tmp_path / "released.parquet", thing=["a"], day=["soon"])
    assert messages(tmp_path) == [
        "E713 licensed_under.parquet, row 2: `thing` says `nobody`, which is no artifact",
        "E713 licensed_under.parquet, row 3: `thing` is empty",
        "E713 licensed_under.parquet, row 4: `license` says `a`, which is no license",
        "E713 released.parquet, row 1: `day` says `soon`, which is no date",
    ]


def test_two_values_of_what_has_one_are_told(tmp_path: Path) -> None:
    parquet(tmp_path / "model.parquet", name=["a"])
    parquet(tmp_path / "released.parquet", thing=["a", "a"], day=["2024-01-01", "2024-01-02"])
    assert messages(tmp_path) == ["E714 released.parquet: `released(a)` has two values: 2024-01-01 and 2024-01-02"]


def test_a_name_of_two_kinds_is_told(tmp_path: Path) -> None:
    parquet(tmp_path / "model.parquet", name=["a"])
    parquet(tmp_path / "organization.parquet", name=["a"])
    assert messages(tmp_path) == ["E714 `a` is in the tables of two kinds: model and organization"]


def test_rows_about_three_things_are_refused(tmp_path: Path) -> None:
    parquet(tmp_path / "model.parquet", name=["a", "b", "c"])
    parquet(tmp_path / "mixes.parquet", x=["a"], y=["b"], z=["c"])
    assert messages(tmp_path) == ["E712 mixes.parquet: 1 rows are about more than two things"]
