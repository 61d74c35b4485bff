"""A certificate of what was assumed speaks of the policies that were loaded, and says what it was given."""

from __future__ import annotations

from datetime import date

import pytest

from licet import KnowledgeBase, PolicyError
from licet.facts import Organization, Use
from support.session_policies import FILES

DAY = date(2026, 3, 1)
SHIP = Use("ship").by("acme").on(DAY).distributes("mistral_7b", as_="A name")
CHAT = Use("chat").by("acme").on(DAY).does("use", "alpaca").offers("alpaca", as_="A name")
MORE = """
relation offers_as(use, artifact, text) "calls it so"
presumed relation breaks_law(use) "some law is broken"

clause alpaca_1.lawful at "4"
  withholds grant
  when Use is breaks_law
"""


@pytest.fixture(scope="module")
def small() -> KnowledgeBase:
    return KnowledgeBase.parse("".join(FILES.values()) + MORE)


@pytest.mark.slow
def test_a_certificate_of_an_assumed_use_is_accepted_by_whoever_loads_the_policies(kb: KnowledgeBase) -> None:
    assumed = kb.assume(SHIP)
    certificate = assumed.certify("ship")
    found = kb.verify(certificate)
    assert found.accepted, found.reason
    assert (found.proved.use, found.proved.answer) == ("ship", str(assumed.ask("ship").status))
    assert (found.proved.by, found.proved.on) == (("acme",), (DAY,))
    assert [given.kind for given in found.proved.given] == ["entity"]


def test_it_is_accepted_by_whoever_assumes_the_same(small: KnowledgeBase) -> None:
    assumed = small.assume(CHAT)
    certificate = assumed.certify("chat")
    for other in (small, assumed, small.assume(CHAT, "elsewhere")):
        found = other.verify(certificate)
        assert found.accepted, found.reason
        assert (found.proved.use, found.proved.answer) == ("chat", str(assumed.ask("chat").status))
        assert [given.kind for given in found.proved.given] == ["entity"]


def test_text_and_values_make_the_same_certificate(small: KnowledgeBase) -> None:
    text = 'use chat\n  by acme\n  on 2026-03-01\n  does use alpaca\n  offers alpaca as "A name"\n'
    assert small.assume(text).certify("chat") == small.assume(CHAT).certify("chat")


def test_only_what_may_matter_is_given(small: KnowledgeBase) -> None:
    firm = Organization("firm")
    uses = [Use(f"use_{i}").by("firm").on(DAY).does("use", "alpaca") for i in range(30)]
    certificate = small.assume(firm).assume(uses).certify("use_7")
    given = [g.text.split()[1] for g in small.verify(certificate).proved.given]
    assert given == ["firm", "use_7"]


def test_rules_that_were_assumed_are_told(small: KnowledgeBase) -> None:
    changed = small.assume(CHAT).assume("rule breaks_law(Use)\n  when Use judges otter\n")
    found = small.verify(changed.certify("chat"))
    assert not found.accepted
    assert found.accepted_under_added_rules


def test_what_was_assumed_and_is_not_given_is_not_proved(small: KnowledgeBase) -> None:
    certificate = small.certify("train_otter")
    assert small.verify(certificate).accepted
    assert not small.assume("fact alpaca is small\n").verify(certificate).accepted
    assert small.assume(CHAT).verify(certificate).accepted  # another use changes nothing of this one


def test_nothing_presumed_is_kept_in_a_certificate(small: KnowledgeBase) -> None:
    strict = small.strictly().certify("train_otter")
    assert strict == small.certify("train_otter", strict=True)
    assert strict != small.certify("train_otter")
    assert small.verify(strict).accepted
    assert not small.strictly().verify(small.certify("train_otter")).accepted


def test_literals_are_certified_with_what_was_assumed(small: KnowledgeBase) -> None:
    found = small.verify(small.assume(CHAT).certify("does(chat, use, alpaca)"))
    assert (found.accepted, found.proved.answer) == (True, "true")


def test_facts_of_the_files_cannot_be_taken_back(small: KnowledgeBase) -> None:
    changed = small.retract("fact alpaca_chat licensed_under alpaca_1")
    with pytest.raises(PolicyError) as refused:
        changed.certify("train_otter")
    assert [d.code for d in refused.value.diagnostics] == ["E624"]
    assert not changed.verify(small.certify("train_otter")).accepted
