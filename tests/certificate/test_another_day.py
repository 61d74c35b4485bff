"""Certificates of uses on another day than the one that they state."""

from __future__ import annotations

import json
from datetime import date

import pytest

from licet import KnowledgeBase, PolicyError, Status
from support.session_policies import FILES

STATED = date(2023, 10, 15)
BEFORE = date(2023, 5, 28)


@pytest.fixture(scope="module")
def small() -> KnowledgeBase:
    return KnowledgeBase.parse("".join(FILES.values()))


def claim_of(certificate: bytes) -> dict[str, object]:
    claim = json.loads(certificate)["claim"]
    assert isinstance(claim, dict)
    return claim


def declared(kb: KnowledgeBase) -> str:
    """A declared use whose verdict on the day before is another."""
    for use in kb.vocabulary.members("use"):
        if kb.ask(use).status is not kb.ask(use, on=BEFORE).status:
            return use
    raise AssertionError("no shipped use turns on its day")


@pytest.mark.thorough
def test_the_verdict_on_that_day_is_certified_and_verified_by_the_policies_alone(kb: KnowledgeBase) -> None:
    use = declared(kb)
    certificate = kb.certify(use, on=BEFORE)
    claim = claim_of(certificate)
    assert claim["use"] == f"{use}_on_2023_05_28"
    assert kb.ask(use).status.value != kb.ask(use, on=BEFORE).status.value
    verified = kb.verify(certificate)
    assert verified.accepted
    assert verified.proved is not None
    assert verified.proved.on == (BEFORE,)
    assert verified.proved.answer == kb.ask(use, on=BEFORE).status.value


def test_the_stated_day_makes_the_certificate_that_is_made_without_it(kb: KnowledgeBase) -> None:
    (row,) = kb.base.solver.answers("on", ("distil_llama_2_into_mistral", None))
    use = "distil_llama_2_into_mistral"
    day = date.fromisoformat(str(row[1]))
    assert kb.certify(use, on=day) == kb.certify(use)


def test_a_described_use_and_facts_about_it_move_to_that_day(small: KnowledgeBase) -> None:
    given = "fact not fulfils_of(the_use, notice, alpaca_1)\n"
    lines = "by acme; on 2026-03-01; does distribute alpaca"
    at, use = small.about(lines)
    at = at.assume(given)
    refused = at.ask(use, on=date(2023, 9, 1))
    assert refused.status.refuses
    certificate = at.certify(use, on=date(2023, 9, 1))
    claim = claim_of(certificate)
    assert "not fulfils_of(the_use_on_2023_09_01, notice, alpaca_1)" in str(claim["given"])
    verified = small.verify(certificate)
    assert verified.proved is not None
    assert verified.proved.answer == refused.status.value


def test_a_use_without_a_day_gets_it(small: KnowledgeBase) -> None:
    certificate = small.certify("by acme; does use alpaca", on=date(2026, 3, 1))
    assert claim_of(certificate)["use"] == "the_use"
    assert small.verify(certificate).accepted


def test_a_use_that_a_rule_names_has_no_copy(small: KnowledgeBase) -> None:
    text = """\
use mine "Mine"
  by acme
  on 2026-03-01
  does use alpaca

relation special(use)

rule special(mine)
  when mine by acme
"""
    at = small.assume(text)
    with pytest.raises(PolicyError) as raised:
        at.certify("mine", on=STATED)
    assert [d.code for d in raised.value.diagnostics] == ["E624"]
    assert at.ask("mine", on=date(2026, 3, 2)).status is Status.PERMITTED
