"""Duties that are owed in some cases only, and what decides it."""

import pytest

from licet import KnowledgeBase, Status
from licet.views.lines.checklist import checklist_lines, checklist_markdown
from licet.words.fragments import text_of

RUN = "by acme; on 2026-06-01; for_purpose commercial; runs kimi_k2_instruct"
TAUGHT = """
dataset pairs "Answers of Gemma"
  own_work_of acme
  generated_by gemma_2_9b
model sorter "A classifier"
  own_work_of acme
  trained_on pairs
"""


def test_a_duty_that_hangs_on_figures_names_them_and_where_they_matter(kb: KnowledgeBase) -> None:
    verdict = kb.ask(RUN)
    assert verdict.status is Status.PERMITTED_WITH_DUTIES
    (duty,) = verdict.doubtful
    assert (duty.name, duty.clause, duty.thing) == ("name_displayed", "kimi_k2.display", "kimi_k2_instruct")
    assert duty.terms == ()
    assert {(need.relation, need.thresholds) for need in duty.needs} == {
        ("product_revenue", (20_000_000,)),
        ("users_of_product", (100_000_000,)),
    }


def test_what_is_owed_for_certain_hangs_on_nothing(kb: KnowledgeBase) -> None:
    large = kb.ask(f"{RUN}; users_of_product 150 million; product_revenue 0")
    assert [duty.name for duty in large.duties] == ["name_displayed"]
    assert large.doubtful == ()
    small = kb.ask(f"{RUN}; users_of_product 150; product_revenue 0")
    assert (small.status, small.duties, small.doubtful) == (Status.PERMITTED, (), ())
    met = kb.ask(f"{RUN}; fulfils name_displayed of kimi_k2")
    assert (met.status, met.doubtful) == (Status.PERMITTED, ())


@pytest.mark.slow
def test_a_duty_that_hangs_on_a_contested_word_names_it(kb: KnowledgeBase) -> None:
    verdict = kb.assume(TAUGHT).ask("by acme; on 2026-06-01; makes sorter; serves sorter")
    assert verdict.status is Status.PERMITTED_WITH_DUTIES
    owed = {"copy_of_agreement", "pass_on_restrictions", "restrictions_notice"}
    assert {duty.name for duty in verdict.doubtful} == owed
    assert {duty.terms for duty in verdict.doubtful} == {("derivative_by_training",)}


def test_the_answer_tells_what_it_hangs_on(kb: KnowledgeBase) -> None:
    text = kb.ask(RUN).text()
    assert "owed in some cases only" in text
    assert "what users_of_product(the_use) is; it matters at 100 million" in text
    document = kb.ask(RUN).to_dict()
    assert [duty["name"] for duty in document["doubtful"]] == ["name_displayed"]


def test_the_checklist_tells_it_in_lines_and_as_tasks(kb: KnowledgeBase) -> None:
    found = kb.duties(RUN)
    assert [duty.name for duty in found.doubtful] == ["name_displayed"]
    lines = [text_of(line) for line in checklist_lines(kb.base, found)]
    assert lines[lines.index("owed in some cases only") - 1] == ""
    assert "owed in some cases only" in checklist_markdown(kb.base, found)
    assert kb.duties(f"{RUN}; users_of_product 0; product_revenue 0").doubtful == ()
