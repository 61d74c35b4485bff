"""Statements and withdrawals laid over a base count in their order, whatever makes the base be built anew."""

from __future__ import annotations

from licet.knowledge.knowledge_base import KnowledgeBase

POLICY = """
kind org
relation big(org)
relation size(org) = count
relation founded(org) = month
relation huge(org)
org a
fact size(a) = 5
fact founded(a) = 2020-01
"""


def test_an_assumed_fact_outlives_an_assumed_rule() -> None:
    kb = KnowledgeBase.parse(POLICY).assume("fact a is big\n")
    assert kb.assume("rule X is huge\n  when X is big\n").truth("a is huge").status == "true"


def test_a_withdrawn_fact_stays_withdrawn_beside_an_assumed_rule() -> None:
    kb = KnowledgeBase.parse(POLICY).retract("fact size(a) = 5\n")
    assert kb.assume("rule X is huge\n  when size(X) = 5\n").truth("a is huge").status == "false"


def test_a_fact_stated_again_counts() -> None:
    kb = KnowledgeBase.parse(POLICY).retract("fact size(a) = 5\n").assume("fact size(a) = 5\n")
    assert kb.assume("rule X is huge\n  when size(X) = 5\n").truth("a is huge").status == "true"


def test_another_value_may_take_the_place_of_a_withdrawn_one() -> None:
    kb = KnowledgeBase.parse(POLICY).retract("fact size(a) = 5\nfact founded(a) = 2020-01\n")
    kb = kb.assume("fact size(a) = 6\nfact founded(a) = 2021-01\n")
    assert kb.truth("size(a) = 6 and founded(a) = 2021-01").status == "true"
    assert kb.truth("size(a) = 5").status == "false"


def test_tests_and_claims_derive_nothing_and_no_rule_is_compiled_for_them() -> None:
    kb = KnowledgeBase.parse(POLICY)
    told = kb.assume(
        "org b\n  is big\n"
        'claim b_is_big "B is big"\n  by "somebody"\n  says big(b)\n'
        'test "B is big"\n  given org c\n  given fact c is huge\n  expect that b is big\n'
        'test "C is not known here"\n  expect claim b_is_big supported\n',
        "laid",
    )
    assert told.base.program is kb.base.program
    for laid in (told, told.assume("rule X is huge\n  when X is big\n")):
        assert [(result.title, result.passed) for result in laid.test()] == [
            ("B is big", True),
            ("C is not known here", True),
        ]
        assert laid.claim("b_is_big").status == "supported"
