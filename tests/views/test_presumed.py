"""What is presumed, as it is shown: in groups, in every format, on the command line and in the session."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from licet import KnowledgeBase
from licet.repl.cli.main import main
from licet.repl.session.session import session_over
from licet.verdict.verdict import Presumption, Status
from licet.views.data.answers import verdict_json
from licet.views.lines.presumed import grouped
from licet.views.lines.text import explanation_text, verdict_text
from licet.views.pages.html import explanation_html
from licet.views.pages.markdown import explanation_markdown
from support.read_documents import read
from support.sessions import said, say
from support.small_world import VOCABULARY, license_text

POLICIES = (
    VOCABULARY
    + license_text("one")
    + """
kind purpose
purpose harm
purpose fraud
purpose spying
presumed relation serves(use, purpose) "what it is for"
presumed relation unlawful(use) "it breaks some law"
clause one.grant at "1"
  permits Use
clause one.law at "2"
  forbids Use
  overrides one.grant
  when unlawful(Use)
clause one.aims at "3"
  forbids Use
  overrides one.grant
  when Use serves P
   and P in { harm, fraud }
use u
  by org
  does run thing
  on 2024-01-01
"""
)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase.parse(POLICIES)


def test_the_presumed_facts_are_told_in_groups_with_the_clauses_that_read_them(kb: KnowledgeBase) -> None:
    shown = verdict_text(kb.base, kb.ask("u", presumptions=True))
    told = shown.split("presuming that none of this is so\n")[1].split("\n\n")[0]
    assert told.splitlines() == [
        "  what it is for: any of 2 purposes (one.aims (3))",
        "  it breaks some law (one.law (2))",
    ]


def test_nothing_is_told_of_presumptions_where_there_are_none(kb: KnowledgeBase) -> None:
    assert "presuming" not in verdict_text(kb.base, kb.ask("u", strict=True, presumptions=True))
    assert "presuming" not in verdict_text(kb.base, kb.ask("u"))


def test_documents_have_every_presumed_fact(kb: KnowledgeBase) -> None:
    document = read(verdict_json(kb.base, kb.ask("u", presumptions=True)))
    schema = json.loads((files("licet") / "licet.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(document)
    assert [(p["says"], p["clauses"], p["status"]) for p in document["presumptions"]] == [
        ("u serves fraud", ["one.aims"], "forbidden"),
        ("u serves harm", ["one.aims"], "forbidden"),
        ("unlawful(u)", ["one.law"], "forbidden"),
    ]
    assert document["cited"]["one.law"]["locator"] == "2"
    assert read(verdict_json(kb.base, kb.ask("u")))["presumptions"] is None


def test_pages_and_proofs_say_what_is_presumed(kb: KnowledgeBase) -> None:
    why = kb.why("u")
    assert "any of 2 purposes" in explanation_html(kb.base, why)
    assert "any of 2 purposes" in explanation_markdown(kb.base, why)
    literal = kb.why_literal("not u serves harm")
    assert "not u serves harm  presumed\n" in explanation_text(kb.base, literal)


def test_what_is_missing_is_presumed_unknown_or_denied(kb: KnowledgeBase) -> None:
    def standing(knowledge: KnowledgeBase) -> str:
        session = session_over(knowledge)
        return said(session, "why not u serves harm")

    assert "presumed not to be so" in standing(kb)
    assert "not known" in said(session_over(kb), "strict on", "why not u serves harm")
    assert "denied" in standing(kb.assume("fact not serves(u, harm)\n"))


def test_a_session_is_strict_until_it_is_told_otherwise(kb: KnowledgeBase) -> None:
    session = session_over(kb)
    assert "\npermitted\n" in said(session, "ask u")
    strict, _ = say(session, "strict on")
    assert strict.strict
    assert "\nunknown: between forbidden and permitted\n" in said(strict, "ask u")
    assert said(strict, "u serves harm").startswith("unknown")
    assert "\npermitted\n" in said(strict, "strict off", "ask u")
    assert "neither on nor off" in said(session, "strict maybe")


def test_the_command_line_takes_strict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "all.licet"
    file.write_text(POLICIES, encoding="utf-8")
    assert main(["ask", "u", "-p", str(file)]) == 0
    assert "presuming" in capsys.readouterr().out
    assert main(["ask", "u", "-p", str(file), "--strict"]) == 3
    assert "presuming" not in capsys.readouterr().out
    for strict, word in (([], "permitted"), (["--strict"], "unknown")):
        proof = tmp_path / "proof.json"
        assert main(["prove", "u", "-p", str(file), "-o", str(proof), *strict]) == 0
        assert main(["verify", str(proof), str(file)]) == 0
        out = capsys.readouterr().out
        assert f"u is {word}" in out
        assert ("presuming nothing" if strict else "2 facts of serves") in out


def test_facts_are_grouped_by_the_argument_in_which_most_of_them_differ() -> None:
    rows = [("u", "a"), ("u", "b"), ("u", "c"), ("v", "a"), ("w", "d")]
    found = grouped([Presumption("r", row, (), Status.FORBIDDEN) for row in rows])
    assert [(group.pattern, [p.row for p in group.members]) for group in found] == [
        (("u", None), rows[:3]),
        (("v", "a"), rows[3:4]),
        (("w", "d"), rows[4:]),
    ]
