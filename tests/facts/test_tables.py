"""Rows of data frames, cursors and mappings are things."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from licet import KnowledgeBase, PolicyError, Status
from licet.facts import Use, rows

DAY = date(2026, 3, 1)
TABLE = {
    "name": ["one", "two"],
    "by": ["acme", "giant"],
    "on": [DAY, DAY],
    "runs": ["mistral_7b", "llama_2_7b"],
    "serves": [None, "llama_2_7b"],
}
USES = (
    Use("one").by("acme").on(DAY).runs("mistral_7b"),
    Use("two").by("giant").on(DAY).runs("llama_2_7b").serves("llama_2_7b"),
)


def mappings() -> list[dict[str, object]]:
    return [dict(zip(TABLE, cells, strict=True)) for cells in zip(*TABLE.values(), strict=True)]


def test_mappings_are_rows_and_empty_cells_say_nothing() -> None:
    assert rows(mappings()) == USES


def test_a_frame_of_pandas_is_rows(kb: KnowledgeBase) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({**TABLE, "on": pandas.to_datetime(TABLE["on"])})
    assumed = kb.assume(rows(frame))
    assert [assumed.ask(use).status for use in ("one", "two")] == [Status.PERMITTED, Status.NOT_GRANTED]
    assert assumed.ask("two") == kb.assume(USES).ask("two")


def test_numbers_of_a_frame_of_pandas_are_exact() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"who": ["some_firm", "some_shop"], "users": [40_000, None]})
    found = rows(frame, "organization", name="who", columns={"users": "known_count"})
    world = KnowledgeBase.parse("kind organization\nrelation known_count(organization) = count\n")
    assert world.assume(found).query("known_count(X) = N").rows == (("some_firm", 40_000),)


def test_a_frame_of_polars_is_rows() -> None:
    polars = pytest.importorskip("polars")
    assert rows(polars.DataFrame(TABLE)) == USES


def test_a_cursor_is_rows(kb: KnowledgeBase) -> None:
    cursor = sqlite3.connect(":memory:").cursor()
    cursor.execute("create table orders (id text, buyer text, day text, model text)")
    cursor.executemany(
        "insert into orders values (?, ?, ?, ?)",
        [("one", "acme", "2026-03-01", "mistral_7b"), ("two", "giant", "2026-03-01", "llama_2_7b")],
    )
    found = rows(
        cursor.execute("select * from orders order by id"),
        name="id",
        columns={"buyer": "by", "day": "on", "model": "runs"},
        per="the order book",
    )
    assumed = kb.assume(found)
    assert [assumed.ask(use).status for use in ("one", "two")] == [Status.PERMITTED, Status.NOT_GRANTED]
    assert {said.per for use in found for said in use.said} == {"the order book"}


def test_cells_are_lists_tuples_and_truths() -> None:
    row = {"name": "x", "title": "X", "runs": ["a", "b"], "fulfils_of": ("d", "l"), "harmful": False, "odd": True}
    expected = Use("x", "X").runs("a").runs("b").fulfils_of("d", "l").not_("harmful").odd()
    assert rows([row]) == (expected,)


def test_rows_can_be_numbered() -> None:
    assert [use.name for use in rows([{"by": "a"}, {"by": "b"}], name=None)] == ["use_1", "use_2"]


def test_no_rows_are_nothing() -> None:
    assert rows([]) == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (7, "a `int` has no rows"),
        ("text", "a `str` has no rows"),
        ([1, 2], "a `list` has no rows"),
        ({"name": ["x"]}, "a `dict` has no rows"),
        (sqlite3.connect(":memory:").cursor(), "the cursor has no rows"),
    ],
)
def test_what_has_no_rows_is_refused(data: object, message: str) -> None:
    with pytest.raises(PolicyError) as refused:
        rows(data)
    assert [(d.code, d.message) for d in refused.value.diagnostics] == [("E623", message)]


def test_a_column_that_is_not_there_is_named() -> None:
    cursor = sqlite3.connect(":memory:").execute("select 1 as id")
    with pytest.raises(PolicyError, match="there is no column `name`"):
        rows(cursor)


def test_a_row_that_is_wrong_is_reported_with_its_number(kb: KnowledgeBase) -> None:
    data = [{"name": "a", "by": "acme"}, {"name": None, "by": "acme"}, {"name": "c", "by": "nobody"}, {"name": "a"}]
    with pytest.raises(PolicyError) as refused:
        kb.assume(rows(data), "orders.csv")
    places = [(d.code, str(d.span)) for d in refused.value.diagnostics if d.is_error]
    assert sorted(places) == [("E201", "orders.csv:4"), ("E205", "orders.csv:3"), ("E623", "orders.csv:2")]
