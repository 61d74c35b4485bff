"""Witnesses suffice: asked with them and the rules alone, the answer is the same."""

from __future__ import annotations

import pytest
from answers.test_properties import parsed, policies
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from licet import KnowledgeBase, PolicyError
from licet.answers.alternatives import WitnessCase
from licet.policy.relation_names import family_of
from licet.policy.world_facts import supposition
from licet.proof.steps import FactStep
from support.samples import samples, some_uses
from support.surface_programs import surface_program

NAMES_AND_MONTHS = {"dom", "month"}


def only(knowledge: KnowledgeBase, case: WitnessCase, facts: tuple[FactStep, ...]) -> KnowledgeBase:
    """The policies with those facts alone, and what the case supposes."""
    told = {(step.relation, step.row) for step in facts}
    others = [
        fact
        for fact in knowledge.base.program.facts
        if family_of(fact.relation).name not in NAMES_AND_MONTHS and (fact.relation, fact.row) not in told
    ]
    alone = knowledge.without(others)
    supposed = [supposition(a.relation, a.row, a.value) for a in case.assumptions]
    return alone.with_base(alone.base.edited(supposed, ()))


def check(knowledge: KnowledgeBase, use: str, most: int = 3) -> int:
    """Hold all witnesses of a use to what they say; how many there are."""
    number = 0
    for case in knowledge.witnesses(use, most=most).cases:
        assert case.found, "an outcome without a witness"
        for facts in case.found:
            number += 1
            assert len(set(facts)) == len(facts)
            assert only(knowledge, case, facts).ask(use, readings=case.readings).status.value == case.outcome, facts
    return number


@pytest.mark.thorough
def test_witnesses_of_the_shipped_uses_suffice(kb: KnowledgeBase) -> None:
    uses = some_uses(kb.vocabulary.members("use"))
    assert sum(check(kb, use) for use in uses) >= len(uses)


@pytest.mark.slow
def test_a_witness_names_what_is_denied(kb: KnowledgeBase) -> None:
    (case,) = kb.witnesses("tune_llama_2_on_its_answers").cases
    told = {(step.relation, step.row) for facts in case.found for step in facts}
    assert ("deny:undisclosed_lineage", ("llama_2_7b",)) in told
    assert ("by", ("tune_llama_2_on_its_answers", "acme")) in told


@pytest.mark.slow
def test_witnesses_under_a_reading_suffice_under_it(kb: KnowledgeBase) -> None:
    readings = [pin for case in kb.witnesses("judge_mistral_with_llama_2").cases for pin in case.readings]
    assert readings
    for pin in readings:
        (case,) = kb.witnesses("judge_mistral_with_llama_2", readings=[pin]).cases
        for facts in case.found:
            alone = only(kb, case, facts)
            assert alone.ask("judge_mistral_with_llama_2", readings=[pin]).status.value == case.outcome


@pytest.mark.slow
@settings(max_examples=samples(100))
@given(policies())
def test_witnesses_of_generated_uses_suffice(text: str) -> None:
    check(parsed(text), "u")


@settings(max_examples=samples(60))
@given(st.integers(0, 10**6))
@example(0)
def test_witnesses_of_generated_conditions_suffice(seed: int) -> None:
    try:
        knowledge = KnowledgeBase.parse(surface_program(seed))
    except PolicyError:  # it depends on its own absence, say
        reject()
    asked = [
        f"{name}({', '.join(map(str, row))})"
        for name, signature in knowledge.vocabulary.relations.items()
        if not signature.functional and all(kind not in ("text", "date", "month") for kind in signature.kinds)
        for row in knowledge.base.solver.answers(name, (None,) * signature.arity)[:2]
    ]
    for literal in asked[:6]:
        for case in knowledge.witnesses(literal).cases:
            for facts in case.found:
                found = only(knowledge, case, facts).truth(literal, readings=case.readings)
                assert found.status == case.outcome, (literal, facts)


def test_facts_with_days_are_whole_in_a_witness() -> None:
    days = (
        "kind a\nkind b\na one\nb two\ndated relation r(a, b)\nrelation goal(a)\n"
        "fact r(one, two) from 2024-01-01 until 2024-06-01\nrule goal(X)\n  when X r _ at 2024-02-01\n"
    )
    knowledge = KnowledgeBase.parse(days)
    (case,) = knowledge.witnesses("goal(one)").cases
    (facts,) = case.found
    assert only(knowledge, case, facts).truth("goal(one)").status == "true"


def test_what_blocks_an_exception_is_part_of_a_witness() -> None:
    blocked = (
        "kind a\na one\nrelation p(a)\nrelation q(a)\nrelation r(a)\nrelation s(a)\nrelation goal(a)\n"
        "fact p(one)\nfact q(one)\nfact r(one)\n"
        "rule s(X)\n  when q(X)\n  unless r(X)\n"
        "rule goal(X)\n  when p(X)\n  unless s(X)\n"
    )
    (case,) = KnowledgeBase.parse(blocked).witnesses("goal(one)").cases
    assert [[step.relation for step in facts] for facts in case.found] == [["p"]]
    needed = blocked.replace("rule s(X)\n  when q(X)\n", "rule s(X)\n  when p(X)\n")
    (case,) = KnowledgeBase.parse(needed).witnesses("goal(one)").cases
    assert [[step.relation for step in facts] for facts in case.found] == [["p", "r"]]
