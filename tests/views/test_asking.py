"""The words of a contested term stand in a proof where its license is asked, and not below clauses of others."""

from __future__ import annotations

import json

from licet import KnowledgeBase
from licet.views.data.answers import explanation_json
from licet.views.lines.text import explanation_text
from licet.views.pages.dot import explanation_dot
from licet.views.pages.html import explanation_html
from licet.views.pages.markdown import explanation_markdown
from support.core import CORE
from support.read_documents import read

WORDS = "the words of home alone"
POLICIES = (
    CORE
    + f"""relation big(organization)
open relation size(organization) = count
action run
organization org
artifact thing
  licensed_under LICENSE
  not undisclosed_lineage
fact size(org) = 50
license home "Home"
clause home.grant at "1"
  permits Use
clause home.ban at "2"
  quote "what home says"
  forbids Use
  overrides home.grant
  when Use by Org
   and big(Org)
license guest "Guest"
clause guest.grant at "1"
  permits Use
clause guest.ban at "2"
  quote "what guest says"
  forbids Use
  overrides guest.grant
  when Use by Org
   and big(Org)
term big(Org) of home at "9"
  quote "{WORDS}"
  reading tight "ten"
    held by "a" "b"
    when size(Org) > 10
  reading loose "twenty"
    held by "c" "d"
    when size(Org) > 20
use u
  by org
  on 2024-01-01
  does run thing
"""
)


def shown(license: str) -> dict[str, str]:
    """The proof that the use is forbidden, in every format."""
    kb = KnowledgeBase.parse(POLICIES.replace("LICENSE", license))
    found = kb.why("u")
    assert found.verdict is not None
    assert found.verdict.status.refuses
    return {
        "text": explanation_text(kb.base, found),
        "json": json.dumps(read(explanation_json(kb.base, found))),
        "html": explanation_html(kb.base, found),
        "markdown": explanation_markdown(kb.base, found),
        "dot": explanation_dot(kb.base, found),
    }


def test_below_a_clause_of_its_license_a_term_is_quoted() -> None:
    documents = shown("home")
    for format in ("text", "html", "markdown", "dot"):
        assert WORDS in documents[format], format


def test_below_a_clause_of_another_license_a_term_is_not_quoted() -> None:
    for format, document in shown("guest").items():
        assert "what guest says" in document, format
        assert WORDS not in document, format
        assert "what home says" not in document, format
