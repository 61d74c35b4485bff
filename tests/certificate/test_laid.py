"""A certificate of what was assumed speaks of the policies that were loaded, and says what it was given."""

from __future__ import annotations

from datetime import date

import pytest

from licet import KnowledgeBase, PolicyError
from licet.facts import Organization, Use

DAY = date(2026, 3, 1)
SHIP = Use("ship").by("acme").on(DAY).distributes("mistral_7b", as_="A name")


def test_a_certificate_of_an_assumed_use_is_accepted_by_whoever_loads_the_policies(kb: KnowledgeBase) -> None:
    assumed = kb.assume(SHIP)
    certificate = assumed.certify("ship")
    for other in (kb, assumed, kb.assume(SHIP, "elsewhere")):
        found = other.verify(certificate)
        assert found.accepted, found.reason
        assert (found.proved.use, found.proved.answer) == ("ship", str(assumed.ask("ship").status))
        assert (found.proved.by, found.proved.on) == (("acme",), (DAY,))
        assert [given.kind for given in found.proved.given] == ["entity"]


def test_text_and_values_make_the_same_certificate(kb: KnowledgeBase) -> None:
    text = 'use ship\n  by acme\n  on 2026-03-01\n  distributes mistral_7b as "A name"\n'
    assert kb.assume(text).certify("ship") == kb.assume(SHIP).certify("ship")


def test_only_what_may_matter_is_given(kb: KnowledgeBase) -> None:
    firm = Organization("firm")
    uses = [Use(f"use_{i}").by("firm").on(DAY).runs("mistral_7b") for i in range(30)]
    certificate = kb.assume(firm).assume(uses).certify("use_7")
    given = [g.text.split()[1] for g in kb.verify(certificate).proved.given]
    assert given == ["firm", "use_7"]


def test_rules_that_were_assumed_are_told(kb: KnowledgeBase) -> None:
    changed = kb.assume(SHIP).assume("rule breaks_law(Use)\n  when Use runs gpt2_small\n")
    found = kb.verify(changed.certify("ship"))
    assert not found.accepted
    assert found.accepted_under_added_rules


def test_what_was_assumed_and_is_not_given_is_not_proved(kb: KnowledgeBase) -> None:
    certificate = kb.certify("distil_llama_2_into_mistral")
    assert kb.verify(certificate).accepted
    assert not kb.assume("fact mpt_7b is small_model\n").verify(certificate).accepted
    assert kb.assume(SHIP).verify(certificate).accepted  # another use changes nothing of this one


def test_nothing_presumed_is_kept_in_a_certificate(kb: KnowledgeBase) -> None:
    strict = kb.strictly().certify("distil_llama_2_into_mistral")
    assert strict == kb.certify("distil_llama_2_into_mistral", strict=True)
    assert kb.verify(strict).accepted
    assert not kb.strictly().verify(kb.certify("distil_llama_2_into_mistral")).accepted


def test_literals_are_certified_with_what_was_assumed(kb: KnowledgeBase) -> None:
    found = kb.verify(kb.assume(SHIP).certify("does(ship, distribute, mistral_7b)"))
    assert (found.accepted, found.proved.answer) == (True, "true")


def test_facts_of_the_files_cannot_be_taken_back(kb: KnowledgeBase) -> None:
    changed = kb.retract("fact mpt_7b licensed_under apache_2_0")
    with pytest.raises(PolicyError) as refused:
        changed.certify("distil_llama_2_into_mistral")
    assert [d.code for d in refused.value.diagnostics] == ["E624"]
    assert not changed.verify(kb.certify("distil_llama_2_into_mistral")).accepted
