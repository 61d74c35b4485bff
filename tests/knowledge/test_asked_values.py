"""A use is asked about as a value: what that answers, what it leaves behind, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from licet import KnowledgeBase, NameUnknown, PolicyError, Status
from licet.facts import Fact, Model, Use

DAY = date(2026, 3, 1)
TIDY = Use("tidy").by("acme").on(DAY).runs("mistral_7b")


@pytest.mark.slow
def test_a_value_gets_the_answers_of_its_lines(kb: KnowledgeBase) -> None:
    assumed = kb.assume(TIDY)
    assert kb.ask(TIDY).status is Status.PERMITTED
    assert kb.ask(TIDY, presumptions=True) == assumed.ask("tidy", presumptions=True)
    assert kb.needs(TIDY) == assumed.needs("tidy")
    assert kb.duties(TIDY) == assumed.duties("tidy")
    assert kb.why(TIDY).verdict == assumed.why("tidy").verdict
    assert kb.remedies(TIDY) == assumed.remedies("tidy")
    after = kb.what_if(TIDY, assume="fact fine_tunes(tidy, llama_2_7b)").after
    assert after == assumed.what_if("tidy", assume="fact fine_tunes(tidy, llama_2_7b)").after


def test_the_day_of_the_question_counts(kb: KnowledgeBase) -> None:
    undated = Use("tidy").by("acme").runs("mistral_7b")
    assert kb.ask(undated, on=DAY).on == (DAY,)
    assert kb.ask(TIDY, on=date(2026, 3, 2)).on == (date(2026, 3, 2),)


def test_nothing_of_it_stays(kb: KnowledgeBase) -> None:
    kb.ask(TIDY)
    with pytest.raises(NameUnknown):
        kb.ask("tidy")


def test_no_value_is_added_to_a_declared_use(kb: KnowledgeBase) -> None:
    with pytest.raises(PolicyError) as refused:
        kb.ask(Use("acme_chat_product"))
    assert [d.code for d in refused.value.diagnostics if d.is_error] == ["E201"]


def test_what_is_wrong_points_into_the_value(kb: KnowledgeBase) -> None:
    with pytest.raises(PolicyError) as refused:
        kb.ask(Use("tidy").by("acmee"))
    (error,) = [d for d in refused.value.diagnostics if d.is_error]
    assert (error.code, str(error.span), error.span.column) == ("E205", "tidy:1", 17)
    with pytest.raises(PolicyError, match="is no name"):
        kb.ask(Use(7))  # type: ignore[arg-type]


def test_what_is_no_use_is_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(NameUnknown, match="`phoenix` is a `model`"):
        kb.ask(Model("phoenix"))
    for other in (Fact("on", ("tidy", DAY)), None, 7, [TIDY]):
        with pytest.raises(TypeError, match="a use is its name"):
            kb.ask(other)  # type: ignore[arg-type]
