"""The JSON API of audits."""

from __future__ import annotations

import json
from datetime import date

import jsonschema
import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.web.replies import Asked
from licet.web.site import Site, site_of
from licet.wire.schema import schema

USES = ["by acme; on 2023-09-01; does use X", "by acme; does copy X", "chat_product"]
DAY = "2022-01-01"


@pytest.fixture(scope="module")
def site(knowledge: KnowledgeBase) -> Site:
    return site_of(knowledge)


def post(site: Site, body: object) -> tuple[int, dict[str, object]]:
    reply = site.reply(Asked("POST", "/audit", "", json.dumps(body).encode()))
    return reply.status, json.loads(reply.content)


def rows_of(found: dict[str, object]) -> list[dict[str, object]]:
    rows = found["rows"]
    assert isinstance(rows, list)
    return rows


def test_rows_are_those_of_the_library_and_follow_the_schema(site: Site) -> None:
    status, found = post(site, {"things": ["alpaca_chat"], "uses": USES, "by": ["acme"], "undated": "2023-09-01"})
    assert status == 200
    jsonschema.validate(found, schema())
    audit = site.knowledge.audit(["alpaca_chat"], USES, ["acme"], undated=date(2023, 9, 1))
    assert [(r["thing"], r["use"], r["status"]) for r in rows_of(found)] == [
        (row.thing, row.use, row.status.value) for row in audit
    ]
    assert (found["total"], found["next"]) == (len(audit), None)


def test_a_day_that_is_asked_for_goes_before_those_that_are_stated(site: Site) -> None:
    _, found = post(site, {"things": ["alpaca_chat"], "uses": USES, "by": ["acme"], "on": DAY})
    assert {json.dumps(row["on"]) for row in rows_of(found)} == {json.dumps([{"type": "date", "value": DAY}])}
    asked = site.reply(Asked("POST", "/ask", "", json.dumps({"use": "chat_product", "on": DAY}).encode()))
    assert json.loads(asked.content)["status"] in {row["status"] for row in rows_of(found)}


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_going_on_where_rows_end_gives_all_of_them_once(site: Site, limit: int) -> None:
    question = {"uses": USES, "by": ["acme"], "undated": "2023-09-01"}
    _, whole = post(site, question)
    rows: list[object] = []
    at: object = 0
    while at is not None:
        _, found = post(site, {**question, "first": at, "limit": limit})
        assert len(rows_of(found)) <= limit
        rows += rows_of(found)
        at = found["next"]
    assert rows == rows_of(whole)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"things": ["nothing_like_it"]}, "nothing_like_it"),
        ({"uses": ["flies X"]}, "flies"),
        ({"uses": ["runs X"], "limit": 501}, "500"),
        ({"uses": ["runs X"], "first": -1}, "0"),
        ({"things": "alpaca_chat"}, "array"),
        ({"on": "yesterday"}, "RFC3339"),
        ({"model": ["alpaca_chat"]}, "model"),
    ],
)
def test_what_is_no_question_is_told(site: Site, body: object, words: str) -> None:
    status, found = post(site, body)
    assert status == 400
    assert found["type"] == "diagnostics"
    assert words in json.dumps(found)


def test_read_it_is_the_page(site: Site) -> None:
    assert site.reply(Asked("GET", "/audit", "")).kind.startswith("text/html")
