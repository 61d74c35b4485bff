"""A verdict that a knowledge base gave tells itself, as the command line shows it."""

from __future__ import annotations

import copy
import pickle
from html.parser import HTMLParser

import pytest

from licet import KnowledgeBase, LicetError, Pin, Status, Verdict
from licet.verdict.judge import judge
from licet.views.data.answers import verdict_json
from licet.views.lines.text import verdict_text
from licet.wire.envelope import json_text

USE = "distil_llama_2_into_mistral"


def test_a_verdict_prints_as_it_is_shown(kb: KnowledgeBase) -> None:
    verdict = kb.ask(USE)
    assert str(verdict) == verdict.text() == verdict_text(kb.base, verdict)
    assert max(map(len, verdict.text(40).splitlines())) <= 40
    assert kb.why(USE).verdict.text().startswith(str(verdict).splitlines()[0])


def test_a_verdict_is_a_document(kb: KnowledgeBase) -> None:
    import json

    verdict = kb.ask(USE, presumptions=True)
    assert verdict.to_dict() == json.loads(json_text(verdict_json(kb.base, verdict)))


def test_a_described_use_is_told_with_its_title_and_lines(kb: KnowledgeBase) -> None:
    assert "does use" in str(kb.ask("by acme; on 2026-03-01; runs mistral_7b"))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_notebook_shows_a_part_of_a_page_whose_styles_stay_in_it(kb: KnowledgeBase) -> None:
    shown = kb.ask("judge_mistral_with_llama_2")._repr_html_()
    tags = _Tags()
    tags.feed(shown)
    assert tags.open == []
    assert {"script", "html", "body", "link"}.isdisjoint(tags.seen)
    style = shown.partition("<style>")[2].partition("</style>")[0]
    selectors = [one.strip() for rule in style.split("}") if rule.strip() for one in rule.partition("{")[0].split(",")]
    assert selectors
    assert all(selector.startswith(".licet ") for selector in selectors)
    assert "contested" in shown


def test_how_it_is_told_is_no_part_of_the_answer(kb: KnowledgeBase) -> None:
    verdict = kb.ask(USE)
    bare = judge(kb.base, USE)
    assert verdict == bare
    assert hash(verdict) == hash(bare)
    assert pickle.loads(pickle.dumps(verdict)) == copy.deepcopy(verdict) == verdict


def test_a_verdict_without_a_knowledge_base_says_in_a_line_what_it_is() -> None:
    verdict = Verdict("mine", Status.FORBIDDEN, clauses=("a.b", "a.c"))
    assert str(verdict) == "mine: forbidden because of a.b, a.c"
    assert verdict._repr_html_() is None
    for told in (verdict.text, verdict.to_dict):
        with pytest.raises(LicetError, match="no knowledge base"):
            told()


def test_positions_count_for_what_stays_contested_under_given_readings(kb: KnowledgeBase) -> None:
    """A reading that is given leaves the adopted readings of other terms in force, and those of its own term not."""
    use = "label_features_for_safety"
    plain = kb.ask(use)
    assert plain.over == ("improves", "large_language_model")
    other = next(p for case in plain.cases for p in case.readings if p.term == "large_language_model")
    for given in ([other], [Pin("improves", "any_help")]):
        found = kb.ask(use, readings=given)
        adopted = () if given[0].term == "improves" else (Pin("improves", "parameters"),)
        positions = tuple(o.readings for o in found.operative)
        assert positions == ((adopted,) if adopted and found.status is Status.CONTESTED else ())
        for operative in found.operative:
            assert operative.status is kb.ask(use, readings=[*given, *operative.readings]).status
