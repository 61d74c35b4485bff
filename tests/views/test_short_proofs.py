"""Proofs as text are short: what is alike stands on one line, and nothing that a source says is lost."""

from __future__ import annotations

from statistics import median

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.views.lines.explanation import explanation_lines
from licet.views.outline.labels import words_of
from licet.views.outline.strands import strands_of
from licet.words.fragments import text_of
from support.samples import all_are_tried

WIDTH = 100
QUICK = (
    "acme_chat_product",
    "distil_llama_2_into_mistral",
    "judge_mistral_with_llama_2",
    "tune_llama_2_on_its_answers",
    "tune_mistral_on_synthetic_data",
)
"""Shipped uses with verdicts of different kinds, whose proofs are soon found."""


def shown(kb: KnowledgeBase, use: str, *, full: bool = False) -> list[str]:
    lines = explanation_lines(kb.base, kb.why(use), width=WIDTH, full=full)
    return [text_of(line) for line in lines]


@pytest.mark.slow
def test_half_of_the_proofs_of_shipped_uses_fit_on_a_page(kb: KnowledgeBase) -> None:
    uses = sorted(kb.vocabulary.members("use")) if all_are_tried() else QUICK
    assert median(len(shown(kb, use)) for use in uses) <= 42


TWICE = """\
license twice "Twice"

clause twice.first at "1"
  permits Use to use

clause twice.second at "2"
  permits Use to use

clause twice.ban at "3"
  forbids Use
  overrides first, second
  when Use for_purpose warfare

model covered "Covered"
  licensed_under twice
  not undisclosed_lineage
"""


def test_clauses_that_one_beats_stand_together(kb: KnowledgeBase) -> None:
    about, use = kb.assume(TWICE).about("by acme; on 2026-03-01; runs covered; for_purpose warfare")
    assert "clauses twice.second (2), twice.first (1) are overridden by clause twice.ban (3)" in "\n".join(
        shown(about, use)
    )


def test_readings_that_come_to_the_same_and_what_is_not_stated_stand_together(kb: KnowledgeBase) -> None:
    text = "\n".join(shown(kb, "distil_llama_2_into_mistral"))
    assert "under readings any_help, joint_use  with [" in text
    assert "is forbidden" not in text
    assert "llama_2_70b != mistral_7b" not in text


@pytest.mark.slow
def test_licenses_that_do_not_govern_the_use_are_not_told_of(kb: KnowledgeBase) -> None:
    text = "\n".join(shown(kb, "acme_chat_product"))
    assert "mistral" not in text


def test_the_words_of_clauses_and_the_places_of_what_is_told_are_all_there(kb: KnowledgeBase) -> None:
    use = "distil_llama_2_into_mistral"
    text = " ".join(" ".join(shown(kb, use)).replace("│", " ").split())
    (strand,) = strands_of(words_of(kb.base), kb.why(use))
    todo = [strand.outline.nodes[strand.outline.root]]
    while todo:
        node = todo.pop()
        todo += [] if node.folded else strand.outline.children(node)
        for quote in node.citation.quotes if node.citation is not None else ():
            assert quote in text
        if node.span is not None and node.span.file:
            assert node.span.file in text
            assert f":{node.span.line}" in text or f", {node.span.line}" in text


@pytest.mark.slow
def test_words_are_quoted_once_and_told_by_their_step_after_that(kb: KnowledgeBase) -> None:
    use = "tune_llama_2_on_its_answers"
    text = "\n".join(shown(kb, use))
    step = text[: text.index("“You are granted")].rpartition("] clause")[0].rpartition("[")[2]
    assert text.count("“You are granted") == 1
    assert f"  words in [{step}]" in text
    assert "\n".join(shown(kb, use, full=True)).count("“You are granted") > 1


def test_words_that_the_clause_above_quotes_among_its_own_are_told_by_its_step(kb: KnowledgeBase) -> None:
    text = "\n".join(shown(kb, "distil_llama_2_into_mistral"))
    step = text[: text.index("“You will not use")].rpartition("] clause")[0].rpartition("[")[2]
    assert f"under every reading  words in [{step}]" in text
    assert "“to improve any other large language model”" not in text


def test_the_use_is_named_at_the_top_and_spoken_of_below(kb: KnowledgeBase) -> None:
    use = "distil_llama_2_into_mistral"
    head, _, proof = "\n".join(shown(kb, use)).partition("proof: ")
    assert use in head
    assert use not in proof
    assert "the use runs llama_2_70b" in proof
    assert use in "\n".join(shown(kb, use, full=True)).partition("proof: ")[2]


def test_in_full_every_step_stands_by_itself(kb: KnowledgeBase) -> None:
    text = "\n".join(shown(kb, "distil_llama_2_into_mistral", full=True))
    assert "llama_2_70b != mistral_7b" in text
    assert "under readings" not in text
