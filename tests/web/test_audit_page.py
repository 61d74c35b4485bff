"""The page of the audit: what it shows, what its address asks for, how much, and what is wrong with that."""

from __future__ import annotations

import re
from math import inf
from urllib.parse import parse_qsl, urlencode

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.web.replies import Asked, Reply
from licet.web.site import Site, site_of
from support.browsing import Page
from support.session_policies import FILES
from support.view_policies import hostile

DAY = ("on", "2026-03-01")
TWO = [DAY, ("by", "acme"), ("models", "mistral_7b,mpt_7b_chat"), ("use", "run"), ("use", "sell")]


@pytest.fixture(scope="module")
def site(kb: KnowledgeBase) -> Site:
    return site_of(kb)


def get(site: Site, pairs: list[tuple[str, str]]) -> Reply:
    return site.reply(Asked("GET", "/audit", urlencode(pairs)))


def page(site: Site, pairs: list[tuple[str, str]]) -> Page:
    return Page(get(site, pairs).content.decode())


def statuses(site: Site, pairs: list[tuple[str, str]]) -> list[str]:
    return re.findall(r'<td data-status="([a-z-]+)"', get(site, pairs).content.decode())


def test_the_start_and_every_page_lead_to_it(site: Site) -> None:
    shown = Page(site.reply(Asked("GET", "/")).content.decode())
    assert shown.links().count("audit") == 2


def test_without_a_question_it_is_the_form_alone(site: Site) -> None:
    shown = page(site, [])
    assert "Fine-tune it and publish the result" in shown.text
    assert "table" not in [tag for tag, _ in shown.tags]


@pytest.mark.slow
def test_the_verdicts_are_those_of_the_audit_with_their_duties_and_proofs(site: Site, kb: KnowledgeBase) -> None:
    shown = page(site, TWO)
    assert "4 of 4 verdicts; by acme; on 2026-03-01" in shown.text
    audit = kb.audit(["mistral_7b", "mpt_7b_chat"], ["run", "sell"], ["acme"], on=_day())
    assert statuses(site, TWO) == [row.status.value.replace(" ", "-") for row in audit]
    assert statuses(site, TWO) == ["permitted", "permitted-with-duties", "unknown", "not-granted"]
    assert "keep the copyright and permission notice" in shown.text
    assert "Sell copies" in shown.text


def _day() -> object:
    from datetime import date

    return date.fromisoformat(DAY[1])


@pytest.mark.slow
def test_the_form_keeps_what_was_chosen(site: Site) -> None:
    shown = page(site, [*TWO, ("family", "llama_2_models"), ("lines", "host: runs MODEL; serves MODEL")])
    fields = {(f["name"], f.get("value", "")) for f in shown.fields() if "checked" in f or f.get("type") != "checkbox"}
    assert {DAY, ("models", "mistral_7b,mpt_7b_chat"), ("use", "run"), ("use", "sell")} <= fields
    assert ("lines", "host: runs MODEL; serves MODEL") in fields
    chosen = [attributes["value"] for tag, attributes in shown.tags if tag == "option" and "selected" in attributes]
    assert chosen == ["acme", "llama_2_models"]
    assert "llama_2_70b" in shown.text


def test_a_page_has_no_more_verdicts_than_it_says_and_the_next_one_goes_on() -> None:
    models = "".join(f"model m{n}\n  licensed_under alpaca_1\n" for n in range(40))
    small = site_of(KnowledgeBase.parse("".join(FILES.values()) + models))
    uses = ("a: does use MODEL", "b: does copy MODEL")
    same = [("lines", "c: does distribute MODEL"), ("models", "*"), *(("use", use) for use in uses)]
    first = page(small, [DAY, *same])
    assert "A page has 100 verdicts at most." in first.text
    assert "99 of " in first.text
    (further,) = [link for link in first.links() if "from=" in link]
    assert sorted(parse_qsl(further.partition("?")[2])) == sorted([DAY, *same, ("from", "33")])


@pytest.mark.slow
def test_where_time_is_short_a_page_ends_after_a_line_and_says_so(kb: KnowledgeBase) -> None:
    hurried, asked = site_of(kb, seconds=0), list(TWO)
    found: list[str] = []
    for number in (0, 1):
        shown = page(hurried, [*asked, ("from", str(number))] if number else asked)
        assert ("The time of a page was up after 1 line." in shown.text) == (number == 0)
        assert any("from=1" in link for link in shown.links()) == (number == 0)
        found += statuses(hurried, [*asked, ("from", str(number))] if number else asked)
    assert found == statuses(site_of(kb, seconds=inf), asked)


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([("by", "acmee")], "did you mean `acme`?"),
        ([("on", "tomorrow")], "`tomorrow` is no day"),
        ([("models", "mistrall_7b")], "did you mean `mistral_7b`?"),
        ([("models", "nothing_*")], "no name has that pattern"),
        ([("use", "rum")], "no use is called `rum`"),
        ([("lines", "flies MODEL")], "no relation is called `flies`"),
        ([("lines", "runs MODEL; serves OTHER")], "two placeholders"),
        ([("lines", "runs")], "no use is called `runs`"),
        ([("by", "acme"), ("by", "giant")], "`by` is there 2 times"),
        ([("nonsense", "1")], "the form has no field `nonsense`"),
        ([("from", "-1")], "`-1` is no number of lines"),
        ([("from", "99999")], "99999 are to be left out"),
        ([("from", "9" * 5000)], "is no number of lines"),
        ([("use", f"u{n}: runs MODEL") for n in range(21)], "a page has 20 at most"),
    ],
)
def test_what_is_wrong_with_an_address_is_told_above_the_form(
    site: Site, pairs: list[tuple[str, str]], told: str
) -> None:
    reply = get(site, pairs)
    shown = Page(reply.content.decode())
    assert reply.status == 400
    assert told in shown.text
    assert "Show the verdicts" in shown.text
    assert "table" not in [tag for tag, _ in shown.tags]


ATTACK = '"><script>alert(1)</script>'


@pytest.mark.parametrize("field", ["by", "on", "family", "models", "use", "lines", "from", ATTACK])
def test_nothing_breaks_out_of_the_form(site: Site, field: str) -> None:
    shown = page(site, [(field, ATTACK)])
    _is_safe(shown)
    assert "script" not in [tag for tag, _ in shown.tags]


def test_nothing_breaks_out_of_the_grid() -> None:
    knowledge = hostile()
    use = min(knowledge.vocabulary.members("use"))
    reply = site_of(knowledge).reply(Asked("GET", "/audit", urlencode([DAY, ("use", use)])))
    shown = Page(reply.content.decode())
    assert reply.status == 200
    assert "table" in [tag for tag, _ in shown.tags]
    _is_safe(shown)


def test_a_grid_of_shipped_policies_is_sound_html(site: Site) -> None:
    shown = page(site, [*TWO, ("lines", "host: runs MODEL; serves MODEL")])
    _is_safe(shown)
    tags = [tag for tag, _ in shown.tags]
    assert (tags.count("h1"), tags.count("main")) == (1, 1)


def _is_safe(shown: Page) -> None:
    for tag, attributes in shown.tags:
        assert tag not in ("script", "style", "iframe", "img", "object", "svg")
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert not attributes.get("href", "").lower().startswith(("javascript:", "data:", "//"))
    assert (shown.open, shown.unclosed) == ([], [])
