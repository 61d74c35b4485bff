"""The pages and the API as values: what a browser without scripts and a program get."""

from __future__ import annotations

import json

import jsonschema
import msgspec
import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.web.openapi import description
from licet.web.replies import Asked, Reply
from licet.web.site import Site, site_of
from licet.wire.schema import schema
from support.browsing import Page
from support.view_policies import hostile

USE = "by acme; on 2023-09-01; does use alpaca_chat"


@pytest.fixture(scope="module")
def site(knowledge: KnowledgeBase) -> Site:
    return site_of(knowledge)


def get(site: Site, path: str, query: str = "") -> Reply:
    return site.reply(Asked("GET", path, query))


def page(site: Site, path: str, query: str = "") -> Page:
    return Page(get(site, path, query).content.decode())


def post(site: Site, path: str, body: object) -> tuple[int, dict[str, object]]:
    reply = site.reply(Asked("POST", path, "", json.dumps(body).encode()))
    return reply.status, json.loads(reply.content)


# --- Pages ---


def test_the_interview_goes_from_form_to_form_and_ends_with_verdict_and_file(site: Site) -> None:
    shown = page(site, "/interview")
    assert "Who makes the use?" in shown.text
    shown = page(site, "/interview", shown.sent("acme"))
    shown = page(site, "/interview", shown.sent("does"))
    shown = page(site, "/interview", shown.sent(typed="use, alpaca_chat; copy, alpaca_chat"))
    query = shown.sent(typed="2023-09-01")
    shown = page(site, "/interview", query)
    assert "Permitted" in shown.text
    assert "You may use, copy and distribute the Materials." in shown.text
    written = get(site, "/interview/my_use.licet", query)
    assert written.filename == "my_use.licet"
    text = written.content.decode()
    assert "does copy alpaca_chat" in text
    assert site.knowledge.assume(text).ask("my_use").status.value == "permitted"


def test_what_is_not_listed_is_typed_and_what_is_not_known_is_said(site: Site) -> None:
    first = page(site, "/interview")
    shown = page(site, "/interview", first.sent(typed='My "Co" \\ <b>'))
    assert "What do you do?" in shown.text
    assert "My 'Co' / <b>" in shown.text
    shown = page(site, "/interview", first.sent(button="unknown"))
    assert "What do you do?" in shown.text


def test_nothing_marked_is_none_of_them(site: Site) -> None:
    shown = page(site, "/interview", "by=acme")
    shown = page(site, "/interview", shown.sent())
    assert "On which day?" in shown.text


def test_back_and_change_are_links(site: Site) -> None:
    shown = page(site, "/interview", "by=acme&acts=does")
    assert "?by=acme" in shown.links()
    assert "?acts=does" in shown.links()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("by=acmee", "nothing is called `acmee`"),
        ("by=acme&acts=&on=tomorrow", "`tomorrow` is no day"),
        ("by=acme&acts=&on=2023-09-01&breaks_law(use)=maybe", "no relation is called"),
        ("by=acme&nonsense=1", "there is no question `nonsense`"),
        ("by=acme&acts=&does=use,+alpaca_chat", "`acts` does not name it"),
        ("by=acme&acts=does&does=use,+alpaca_chat&does=unknown", "something is marked"),
        ("by=acme&acts=&on=2023-09-01&breaks_law(use)=yes&breaks_law(use)=unknown", "something is marked"),
    ],
)
def test_a_wrong_answer_is_told_and_asked_again(site: Site, query: str, told: str) -> None:
    reply = get(site, "/interview", query)
    assert reply.status == 400
    assert told in Page(reply.content.decode()).text


def test_why_a_question_is_asked_shows_the_words_of_the_clause(site: Site) -> None:
    query = "by=silent&acts=does&does=use,+alpaca_chat&on=2023-09-01"
    shown = page(site, "/interview", query)
    assert "Why are you asking?" in shown.text
    assert "If you have more than 700 million monthly active users" in shown.text
    assert "licenses/alpaca_1#many_users" in shown.links()


def test_a_license_shows_its_words_beside_its_rules(site: Site) -> None:
    assert "licenses/alpaca_1" in page(site, "/licenses").links()
    shown = page(site, "/licenses/alpaca_1")
    assert "You will not use the Materials to improve any other model." in shown.text
    assert "forbids Use" in shown.text
    assert '  quote "' not in shown.text


@pytest.mark.parametrize("path", ["/nothing", "/licenses/nothing", "/interview/other", "/licenses/a/b", "/../x"])
def test_a_page_that_is_not_there_is_told(site: Site, path: str) -> None:
    reply = get(site, path)
    assert reply.status == 404
    assert "There is no such page" in reply.content.decode() or "No license is called" in reply.content.decode()


PATHS = [
    ("/", ""),
    ("/licenses", ""),
    ("/licenses/house", ""),
    ("/interview", ""),
    ("/interview", "by=acme"),
    ("/interview", "by=acme&acts=trains,judges"),
    ("/interview", "by=acme&acts=does&does=run,+weights&on=2023-09-01"),
    ("/interview", "by=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
    ("/interview", "by~another=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
    ("/%3Cscript%3E", ""),
    ("/licenses/<script>alert(1)</script>", ""),
]


@pytest.mark.parametrize(("path", "query"), PATHS)
def test_nothing_breaks_out_of_a_page(path: str, query: str) -> None:
    shown = page(site_of(hostile()), path, query)
    assert {tag for tag, _ in shown.tags} <= {
        *("html", "head", "meta", "title", "link", "body", "a", "nav", "main", "footer", "p", "h1", "h2", "strong"),
        *("form", "input", "fieldset", "legend", "details", "summary", "blockquote", "div", "label", "span", "code"),
        *("small", "ul", "li", "dl", "dt", "dd", "section", "pre", "button"),
    }
    for _, attributes in shown.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert not attributes.get("href", "").lower().startswith(("javascript:", "data:", "//"))
    assert (shown.open, shown.unclosed) == ([], [])


@pytest.mark.parametrize(("path", "query"), PATHS[:7])
def test_pages_can_be_read_aloud(path: str, query: str) -> None:
    shown = page(site_of(hostile()), path, query)
    tags = [tag for tag, _ in shown.tags]
    assert tags.count("h1") == 1
    assert tags.count("main") == 1
    assert dict(shown.tags)["html"] == {"lang": "en"}
    named = {attributes["id"] for _, attributes in shown.tags if "id" in attributes}
    assert "main" in named
    for index, (tag, attributes) in enumerate(shown.tags):
        if tag == "input" and attributes.get("type") != "hidden":
            assert shown.tags[index - 1][0] in ("label", "code")


# --- The API ---


@pytest.mark.slow
def test_the_api_answers_as_documents(site: Site) -> None:
    for path, kind in (("/ask", "verdict"), ("/why", "explanation"), ("/needs", "needs")):
        status, found = post(site, path, {"use": USE})
        assert (status, found["type"]) == (200, kind)
        jsonschema.validate(found, schema())
    status, found = post(site, "/query", {"query": "Model comes_from alpaca", "limit": 1})
    assert (status, found["type"]) == (200, "answers")
    jsonschema.validate(found, schema())


def test_the_api_takes_a_day_readings_and_strictness(site: Site) -> None:
    asked = {"use": "judge_otter", "readings": [{"term": "improves", "reading": "parameters"}], "strict": True}
    assert post(site, "/ask", asked)[1]["status"] == "permitted"
    assert (
        post(site, "/ask", {"use": "by acme; does use alpaca_chat", "on": "2022-01-01"})[1]["status"] == "not granted"
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"use": ""},
        {"use": 1},
        {"use": "nothing_like_it"},
        {"use": "by acme; flies alpaca"},
        {"use": USE, "on": "tomorrow"},
        {"use": USE, "readings": [{"term": "improves", "reading": "nothing"}]},
        {"use": USE, "more": 1},
        {"use": "x" * 100_000},
    ],
)
def test_a_question_that_is_none_gets_a_diagnostic(site: Site, body: object) -> None:
    status, found = post(site, "/ask", body)
    assert (status, found["type"]) == (400, "diagnostics")
    assert found["errors"]
    jsonschema.validate(found, schema())


def test_a_body_that_is_no_json_gets_a_diagnostic(site: Site) -> None:
    for body in (b"", b"{", b"\xff\xfe", b"[" * 60_000, b'{"use": "a; b", "use": "c; d"}'):
        assert site.reply(Asked("POST", "/ask", "", body)).status == 400
    assert get(site, "/ask").status == 405
    assert site.reply(Asked("POST", "/interview")).status == 405


def test_the_description_is_of_the_types_that_are_sent(site: Site) -> None:
    found = description()
    parts = found["components"]["schemas"]
    references = set(msgspec.json.encode(found).decode().split('"$ref":"#/components/schemas/')[1:])
    assert {part.partition('"')[0] for part in references} <= set(parts)
    assert set(found["paths"]) == {"/ask", "/why", "/needs", "/query", "/audit"}
    operation = found["paths"]["/ask"]["post"]
    document = operation["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {**document, "components": found["components"]}
    jsonschema.validate(post(site, "/ask", {"use": USE})[1], whole)
    asked = {**operation["requestBody"]["content"]["application/json"]["schema"], "components": found["components"]}
    jsonschema.validate({"use": USE, "on": "2023-09-01"}, asked)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"on": "2023-09-01"}, asked)
