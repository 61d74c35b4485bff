"""The tests that stand beside policies: every expectation passes when it should, and fails when it should."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase
from support.small_world import FORBID, GRANT, VOCABULARY, license_text

BAN = FORBID + "  overrides grant\n  when flagged(Use)\n"
DUTY = 'clause one.name_us at "4"\n  requires credit of Use to share as covenant\n'
HARM = 'clause one.harm at "5"\n  forbids Use\n  overrides grant\n  when harmful(Use)\n'
TERM = (
    'term flagged(Use)\n  reading narrow "n"\n    when Use is marked\n     and does(Use, share, _)\n'
    '  reading wide "w"\n    when Use is marked\n'
)
ADOPT = (
    'adopt reading narrow of flagged\n  for org\n  by "counsel" on 2024-01-01\n'
    '  in force from 2024-01-01 until 2025-01-01\n  because "memo"\n'
)
CLAIMS = (
    'claim right "Right"\n  by org\n  says thing licensed_under one\n'
    'claim wrong "Wrong"\n  by org\n  says not thing licensed_under one\n'
    'claim vague "Vague"\n  by org\n  quote "who knows"\n'
)
WORLD = VOCABULARY + license_text("one") + GRANT + BAN + DUTY + HARM + TERM + ADOPT + CLAIMS

GIVEN = """
  given use plain
    - by org
    - on 2024-06-01
    - does run thing
    - not harmful
  given use shared
    - by org
    - on 2024-06-01
    - does share thing
    - not harmful
  given use dubious
    - by org
    - on 2024-06-01
    - does run thing
    - marked
    - not harmful
  given use unsaid
    - by org
    - on 2024-06-01
    - does run thing
  given use banned
    - by org
    - on 2024-06-01
    - does share thing
    - marked
    - not harmful
"""


def failures(*expectations: str, given: str = GIVEN, before: str = "") -> list[str]:
    """What was not as expected."""
    lines = "".join(f"  expect {e}\n" for e in expectations)
    (result,) = KnowledgeBase.parse(f'{WORLD}{before}test "A test"{given}{lines}').test()
    assert result.passed is not result.failures
    assert all(d.code == "T001" and d.is_error for d in result.failures)
    return [d.message for d in result.failures]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("permitted of plain", "forbidden of plain", "the verdict is permitted because of `one.grant`, not forbidden"),
        ("permitted with duties of shared", "permitted of shared", "not permitted"),
        ("forbidden of banned", "permitted of banned", "the verdict is forbidden because of `one.ban`, not permitted"),
        ("unknown of unsaid", "permitted of unsaid", "the verdict is unknown (needed: harmful(unsaid)), not permitted"),
        ("contested of dubious", "forbidden of dubious", "over flagged"),
        ("forbidden of banned because one.ban", "forbidden of banned because one.harm", "not `one.harm`"),
        ("permitted of plain because one.grant", "permitted of plain because one.ban", "not `one.ban`"),
        (
            "forbidden of dubious   under reading wide of flagged",
            "forbidden of dubious   under reading narrow of flagged",
            "not forbidden",
        ),
        ("contested of dubious over flagged", "contested of plain over flagged", "not contested"),
        ("duty credit of shared", "duty credit of plain", "the duty `credit` is not live; live are: none"),
        ("no duty credit of plain", "no duty credit of shared", "the duty `credit` is live"),
        ("need harmful(unsaid) of unsaid", "need harmful(unsaid) of plain", "needed is nothing, not harmful(unsaid)"),
        ("that does(plain, run, thing)", "that does(plain, share, thing)", "this is false, not true"),
        ("that not does(plain, share, thing)", "that not does(plain, run, thing)", "this is false, not true"),
        ("unknown that harmful(unsaid)", "unknown that harmful(plain)", "this is false, not unknown"),
        ("contested that flagged(dubious)", "contested that flagged(plain)", "this is false, not contested"),
        (
            "that flagged(dubious)   under reading wide of flagged",
            "that flagged(dubious)   under reading narrow of flagged",
            "this is false, not true",
        ),
        ("claim right supported", "claim right contradicted", "the claim `right` is supported, not contradicted"),
        ("claim wrong contradicted", "claim wrong supported", "the claim `wrong` is contradicted, not supported"),
        ("claim vague undecided", "claim vague supported", "the claim `vague` is undecided, not supported"),
        ("operative permitted of dubious", "operative forbidden of dubious", "the adopted positions make it permitted"),
    ],
)
def test_an_expectation_passes_and_fails(right: str, wrong: str, message: str) -> None:
    assert failures(right) == []
    (found,) = failures(wrong)
    assert message in found
    assert len(failures(right, wrong, right, wrong)) == 2


def test_an_operative_verdict_needs_an_adopted_position() -> None:
    (found,) = failures("operative permitted of plain")
    assert found == "the adopted positions make it nothing, not permitted"


def test_contested_over_other_terms_fails() -> None:
    other = (
        "relation odd(use)\n"
        'term odd(Use)\n  reading yes "y"\n    when Use is marked\n  reading no "n"\n    when does(Use, share, _)\n'
    )
    (found,) = failures("contested of dubious over odd", before=other)
    assert found == "the verdict is contested over flagged, not odd"


def test_a_given_reading_holds_in_the_whole_test() -> None:
    given = GIVEN + "  given reading wide of flagged\n"
    assert failures("forbidden of dubious because one.ban", given=given) == []
    assert failures("contested of dubious", given=given) != []


def test_a_given_fact_holds_in_its_test_only() -> None:
    given = GIVEN + "  given fact not thing is undisclosed_lineage\n  given fact harmful(unsaid)\n"
    assert failures("forbidden of unsaid because one.harm", given=given) == []
    text = f'{WORLD}test "First"{given}  expect forbidden of unsaid\ntest "Second"{GIVEN}  expect unknown of unsaid\n'
    kb = KnowledgeBase.parse(text)
    assert [r.passed for r in kb.test()] == [True, True]
    assert "unsaid" not in kb.vocabulary.entities


def test_with_one_given_use_it_need_not_be_named() -> None:
    given = "\n  given use only\n    - by org\n    - does run thing\n    - not harmful\n"
    assert failures("permitted", "no duty credit", given=given) == []
    (found,) = failures("forbidden", given=given)
    assert "not forbidden" in found


def test_a_failure_stands_where_the_expectation_does() -> None:
    text = f'{WORLD}test "A test"{GIVEN}  expect permitted of plain\n  expect forbidden of plain\n'
    (result,) = KnowledgeBase.parse(text).test()
    (failure,) = result.failures
    assert failure.span is not None
    assert text.splitlines()[failure.span.line - 1].strip() == "expect forbidden of plain"
    assert failure.help == 'in the test "A test"'


def test_tests_run_in_the_order_of_lines() -> None:
    text = WORLD + "".join(f'test "T{n}"{GIVEN}  expect permitted of plain\n' for n in range(3, 0, -1))
    assert [r.title for r in KnowledgeBase.parse(text).test()] == ["T3", "T2", "T1"]
